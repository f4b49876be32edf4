import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { it } from 'vitest'
import { eventOf, type Hub, HubClient, newHub, newPublicHub, staff } from './hub-client.ts'

const HOUR = 3_600_000
const logged = (hub: Hub) =>
  runInDurableObject(hub, (_, ctx) =>
    ctx.storage.sql
      .exec<{ seq: number }>('SELECT seq FROM log ORDER BY seq')
      .toArray()
      .map(({ seq }) => seq),
  )
const age = (hub: Hub, upTo: number, hours: number) =>
  runInDurableObject(hub, (_, ctx) =>
    ctx.storage.sql.exec('UPDATE log SET at_ms = at_ms - ? WHERE seq <= ?', hours * HOUR, upTo).toArray(),
  )
const alarmIn = (hub: Hub) =>
  runInDurableObject(hub, async (_, ctx) => {
    const at = await ctx.storage.getAlarm()
    return at === null ? null : Math.round((at - Date.now()) / HOUR)
  })

it('forgets what is older than a day, and never gives a number again', async ({ expect }) => {
  const hub = newHub()
  await hub.publish([eventOf('ntf_1'), eventOf('ntf_2'), eventOf('ntf_3')])
  expect(await alarmIn(hub)).toBe(24)
  await age(hub, 2, 25)
  await evictDurableObject(hub)
  expect(await runDurableObjectAlarm(hub)).toBe(true)
  expect(await logged(hub)).toEqual([3])
  expect(await alarmIn(hub)).toBe(24)
  await age(hub, 3, 24)
  await runDurableObjectAlarm(hub)
  expect(await logged(hub)).toEqual([])
  expect(await alarmIn(hub)).toBeNull()
  await evictDurableObject(hub)
  expect(await hub.publish([eventOf('ntf_4')])).toEqual({ delivered: 0, seq: 4 })
  const behind = await HubClient.connect(hub, staff, '?since=2')
  expect([await behind.next(), await behind.next()]).toEqual([{ type: 'welcome', seq: 4 }, { type: 'resync' }])
  await behind.leave()
})

it('knows the cursor of a log that is trimmed empty', async ({ expect }) => {
  const hub = newHub()
  await hub.publish([eventOf('ntf_1'), eventOf('ntf_2')])
  await age(hub, 2, 24)
  await runDurableObjectAlarm(hub)
  const [upToDate, behind] = [
    await HubClient.connect(hub, staff, '?since=2'),
    await HubClient.connect(hub, staff, '?since=1'),
  ]
  await hub.publish([eventOf('ntf_3')])
  expect(await upToDate.until('ntf_3')).toEqual([{ type: 'welcome', seq: 2 }])
  expect(await behind.until('ntf_3')).toEqual([{ type: 'welcome', seq: 2 }, { type: 'resync' }])
  await Promise.all([upToDate.leave(), behind.leave()])
})

it('trims at most once an hour, however often it is woken', async ({ expect }) => {
  const hub = newHub()
  await hub.publish([eventOf('ntf_1'), eventOf('ntf_2')])
  await age(hub, 2, 23.9)
  await runDurableObjectAlarm(hub)
  expect(await logged(hub)).toEqual([1, 2])
  expect(await alarmIn(hub)).toBe(1)
})

it('keeps a log without holes when the clock went back', async ({ expect }) => {
  const hub = newHub()
  await hub.publish([eventOf('ntf_1'), eventOf('ntf_2'), eventOf('ntf_3')])
  await runInDurableObject(hub, (_, ctx) => ctx.storage.sql.exec('UPDATE log SET at_ms = 0 WHERE seq = 2').toArray())
  await runDurableObjectAlarm(hub)
  expect(await logged(hub)).toEqual([3])
})

it('keeps a hundred thousand events and not one more', async ({ expect }) => {
  const hub = newHub()
  await hub.publish([eventOf('ntf_1')])
  const count = () =>
    runInDurableObject(hub, (_, ctx) => ctx.storage.sql.exec('SELECT count(*) AS n, min(seq) AS first FROM log').one())
  await runInDurableObject(hub, (_, ctx) =>
    ctx.storage.sql
      .exec(
        `WITH RECURSIVE n(i) AS (VALUES (2) UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
         INSERT INTO log (id, at_ms, topics, audience, payload)
         SELECT 'ntf_' || i, ?, '[]', '{"staff":false,"users":[]}', '{}' FROM n`,
        Date.now(),
      )
      .toArray(),
  )
  expect(await count()).toEqual({ n: 100_000, first: 1 })
  expect(await hub.publish([eventOf('ntf_a'), eventOf('ntf_b')])).toEqual({ delivered: 0, seq: 100_002 })
  expect(await count()).toEqual({ n: 100_000, first: 3 })
})

it('closes a public watcher after an hour so that it comes again, and a tenant socket not', async ({ expect }) => {
  const [hub, tenant] = [newPublicHub(), newHub()]
  const client = await HubClient.connect(hub)
  const stays = await HubClient.connect(tenant)
  expect([await alarmIn(hub), await alarmIn(tenant)]).toEqual([1, null])
  await runDurableObjectAlarm(hub)
  expect(client.socket.readyState).toBe(WebSocket.OPEN)
  expect(await alarmIn(hub)).toBe(1)
  await runInDurableObject(hub, (_, ctx) => {
    for (const ws of ctx.getWebSockets()) {
      const state = ws.deserializeAttachment()
      ws.serializeAttachment({ ...state, renewBy: state.renewBy - HOUR })
    }
  })
  await evictDurableObject(hub)
  await runDurableObjectAlarm(hub)
  expect(await client.closed).toMatchObject({ code: 4408 })
  await stays.leave()
})

it('closes a socket whose session ran out, and stands at the earliest of what is due', async ({ expect }) => {
  const hub = newHub()
  await hub.publish([eventOf('ntf_1')])
  const soon = await HubClient.connect(hub, { ...staff, expiresAt: Date.now() + 2 * HOUR })
  const later = await HubClient.connect(hub, { ...staff, expiresAt: Date.now() + 5 * HOUR })
  expect(await alarmIn(hub)).toBe(2)
  await runInDurableObject(hub, (_, ctx) => {
    for (const ws of ctx.getWebSockets()) {
      const { identity, ...state } = ws.deserializeAttachment()
      ws.serializeAttachment({ ...state, identity: { ...identity, expiresAt: identity.expiresAt - 2 * HOUR } })
    }
  })
  await evictDurableObject(hub)
  await runDurableObjectAlarm(hub)
  expect(await soon.closed).toMatchObject({ code: 4401 })
  expect(await alarmIn(hub)).toBe(3)
  await later.leave()
})
