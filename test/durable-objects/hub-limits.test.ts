import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { it } from 'vitest'
import { customer, eventOf, HubClient, newHub, newPublicHub, staff } from './hub-client.ts'

const watcher = { userId: 'public', role: 'public', staff: false, sessionId: 'public', expiresAt: null }

it('keeps eight sockets per user: the ninth closes the oldest, whatever its session', async ({ expect }) => {
  const hub = newHub()
  const clients: HubClient[] = []
  for (let index = 0; index < 8; index += 1) {
    if (index === 4) await evictDurableObject(hub)
    clients.push(await HubClient.connect(hub, { ...staff, sessionId: `ses_${index}` }))
  }
  const other = await HubClient.connect(hub, { ...staff, userId: 'usr_other' })
  expect(await hub.publish([eventOf('ntf_1')])).toEqual({ delivered: 9, seq: 1 })
  for (const index of [0, 1]) {
    clients.push(await HubClient.connect(hub, staff))
    expect(await clients[index]?.closed).toMatchObject({ code: 4429 })
  }
  expect(await hub.publish([eventOf('ntf_2')])).toEqual({ delivered: 9, seq: 2 })
  await Promise.all([other, ...clients.slice(2)].map((client) => client.leave()))
})

it('tells the oldest by its number, in whatever order the runtime lists sockets', async ({ expect }) => {
  const hub = newHub()
  const clients: HubClient[] = []
  for (let index = 0; index < 8; index += 1) clients.push(await HubClient.connect(hub))
  await runInDurableObject(hub, (_, ctx) => {
    for (const ws of ctx.getWebSockets()) {
      const state = ws.deserializeAttachment()
      ws.serializeAttachment({ ...state, ordinal: 9 - state.ordinal })
    }
  })
  await evictDurableObject(hub)
  const ninth = await HubClient.connect(hub)
  expect(await clients.pop()?.closed).toMatchObject({ code: 4429 })
  expect(await hub.publish([eventOf('ntf_1')])).toEqual({ delivered: 8, seq: 1 })
  await Promise.all([ninth, ...clients].map((client) => client.leave()))
})

it('lets a socket that left make room', async ({ expect }) => {
  const hub = newHub()
  const first = await HubClient.connect(hub, customer)
  for (let index = 0; index < 20; index += 1) await (await HubClient.connect(hub, customer)).leave()
  const mine = eventOf('ntf_1', { audience: { staff: false, users: [customer.userId] } })
  expect(await hub.publish([mine])).toEqual({ delivered: 1, seq: 1 })
  await first.leave()
})

it('holds five hundred watchers of a public shipment and turns the next away', async ({ expect }) => {
  const hub = newPublicHub()
  const clients: HubClient[] = []
  for (let batch = 0; batch < 10; batch += 1) {
    clients.push(...(await Promise.all(Array.from({ length: 50 }, () => HubClient.connect(hub, watcher)))))
  }
  const refused = await HubClient.connect(hub, watcher)
  expect(await refused.closed).toMatchObject({ code: 4429 })
  const audience = { staff: false, users: [], everyone: true }
  expect(await hub.publish([eventOf('ntf_1', { audience })])).toEqual({ delivered: 500, seq: 1 })
  await clients.pop()?.leave()
  const admitted = await HubClient.connect(hub, watcher)
  expect(await admitted.next()).toEqual({ type: 'welcome', seq: 1 })
  await Promise.all([admitted, ...clients].map((client) => client.leave()))
})

it('shows the public what is for everyone, and nothing that is for staff', async ({ expect }) => {
  const hub = newPublicHub()
  const client = await HubClient.connect(hub, watcher)
  const everyone = { staff: true, users: [], everyone: true }
  expect(await hub.publish([eventOf('ntf_staff'), eventOf('ntf_all', { audience: everyone })])).toMatchObject({
    delivered: 1,
  })
  expect(await client.until('ntf_all')).toEqual([{ type: 'welcome', seq: 0 }])
  await client.leave()
})
