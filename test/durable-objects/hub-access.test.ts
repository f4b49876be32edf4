import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { it } from 'vitest'
import { customer, eventOf, HubClient, newHub, staff } from './hub-client.ts'

it('redeems a ticket once, also when two try at the same moment', async ({ expect }) => {
  const hub = newHub()
  const { ticket, expiresIn } = await hub.issueTicket(customer)
  expect(expiresIn).toBe(30)
  await evictDurableObject(hub)
  const both = await Promise.all([hub.redeemTicket(ticket), hub.redeemTicket(ticket)])
  expect(both.filter((identity) => identity !== null)).toEqual([customer])
  expect(await hub.redeemTicket(ticket)).toBeNull()
})

it('refuses a ticket of another hub, a made-up one, and garbage', async ({ expect }) => {
  const [hub, other] = [newHub(), newHub()]
  const { ticket } = await hub.issueTicket(staff)
  expect(await other.redeemTicket(ticket)).toBeNull()
  for (const wrong of ['', 'A'.repeat(43), `${ticket}=`, ticket.slice(1), "' OR 1=1 --"]) {
    expect(await hub.redeemTicket(wrong)).toBeNull()
  }
  expect(await hub.redeemTicket(ticket)).toEqual(staff)
})

it('keeps a hash of a ticket, for thirty seconds', async ({ expect }) => {
  const hub = newHub()
  const before = Date.now()
  const { ticket } = await hub.issueTicket(staff)
  await runInDurableObject(hub, (_, ctx) => {
    const row = ctx.storage.sql.exec<{ expires_at: number }>('SELECT * FROM ticket').one()
    expect(JSON.stringify(row)).not.toContain(ticket)
    expect(row.expires_at - before).toBeGreaterThanOrEqual(30_000)
    expect(row.expires_at - Date.now()).toBeLessThanOrEqual(30_000)
    ctx.storage.sql.exec('UPDATE ticket SET expires_at = ?', Date.now())
  })
  expect(await hub.redeemTicket(ticket)).toBeNull()
  await hub.issueTicket(staff)
  await runInDurableObject(hub, (_, ctx) => {
    expect(ctx.storage.sql.exec('SELECT count(*) AS n FROM ticket').one()).toEqual({ n: 1 })
    ctx.storage.sql.exec('UPDATE ticket SET expires_at = 0')
  })
  await hub.issueTicket(staff)
  await runInDurableObject(hub, (_, ctx) => {
    expect(ctx.storage.sql.exec('SELECT count(*) AS n FROM ticket').one()).toEqual({ n: 1 })
  })
})

it('ends a session: its sockets, its tickets and its way back, and no other', async ({ expect }) => {
  const hub = newHub()
  const phone = { ...staff, sessionId: 'ses_phone' }
  const ended = await Promise.all([HubClient.connect(hub, phone), HubClient.connect(hub, phone)])
  const kept = await HubClient.connect(hub, staff)
  await kept.next()
  const [lost, good] = [await hub.issueTicket(phone), await hub.issueTicket(staff)]
  await evictDurableObject(hub)
  expect(await hub.endSession('ses_phone')).toBe(2)
  for (const client of ended) expect(await client.closed).toEqual({ code: 4401, reason: 'session ended' })
  expect(await hub.endSession('ses_phone')).toBe(0)
  expect(await hub.redeemTicket(lost.ticket)).toBeNull()
  expect(await hub.redeemTicket(good.ticket)).toEqual(staff)
  await evictDurableObject(hub)
  const back = await HubClient.connect(hub, phone, '?since=0')
  expect(await back.closed).toMatchObject({ code: 4401 })
  expect(await hub.publish([eventOf('ntf_1')])).toEqual({ delivered: 1, seq: 1 })
  expect(await kept.next()).toMatchObject({ id: 'ntf_1' })
  await kept.leave()
})

it('ends a user on all sessions; a token from before does not open a socket, one from after does', async ({
  expect,
}) => {
  const hub = newHub()
  const before = { ...customer, issuedAt: Date.now() }
  const clients = await Promise.all([
    HubClient.connect(hub, before),
    HubClient.connect(hub, { ...before, sessionId: 'ses_2' }),
  ])
  const bystander = await HubClient.connect(hub, staff)
  const { ticket } = await hub.issueTicket(before)
  expect(await hub.endUser(customer.userId)).toBe(2)
  for (const client of clients) expect(await client.closed).toMatchObject({ code: 4401 })
  expect(await hub.redeemTicket(ticket)).toBeNull()
  const stale = await HubClient.connect(hub, { ...before, sessionId: 'ses_3' })
  expect(await stale.closed).toMatchObject({ code: 4401 })
  const fresh = await HubClient.connect(hub, { ...before, issuedAt: Date.now() + 60_000 })
  expect(await fresh.next()).toMatchObject({ type: 'welcome' })
  await Promise.all([fresh.leave(), bystander.leave()])
})

it('ends everyone', async ({ expect }) => {
  const hub = newHub()
  const clients = await Promise.all([HubClient.connect(hub, staff), HubClient.connect(hub, customer)])
  const { ticket } = await hub.issueTicket(staff)
  expect(await hub.endAll()).toBe(2)
  for (const client of clients) expect(await client.closed).toMatchObject({ code: 4401 })
  expect(await hub.redeemTicket(ticket)).toBeNull()
  const stale = await HubClient.connect(hub, { ...staff, issuedAt: 1 })
  expect(await stale.closed).toMatchObject({ code: 4401 })
})

it('closes a socket whose session ran out at the next publish or message, and opens none', async ({ expect }) => {
  const hub = newHub()
  const soon = { ...staff, expiresAt: Date.now() + 3_600_000 }
  const expireAll = async () => {
    await runInDurableObject(hub, (_, ctx) => {
      for (const ws of ctx.getWebSockets()) {
        const state = ws.deserializeAttachment()
        ws.serializeAttachment({ ...state, identity: { ...state.identity, expiresAt: Date.now() } })
      }
    })
    await evictDurableObject(hub)
  }
  const listener = await HubClient.connect(hub, soon)
  expect(await listener.next()).toMatchObject({ type: 'welcome' })
  await expireAll()
  expect(await hub.publish([eventOf('ntf_1')])).toEqual({ delivered: 0, seq: 1 })
  expect(await listener.closed).toMatchObject({ code: 4401 })
  const talker = await HubClient.connect(hub, soon)
  await expireAll()
  talker.socket.send('{"type":"subscribe","topics":["flights"]}')
  expect(await talker.closed).toMatchObject({ code: 4401 })
  const late = await HubClient.connect(hub, { ...staff, expiresAt: Date.now() })
  expect(await late.closed).toMatchObject({ code: 4401 })
  expect(late.unread).toEqual([])
})

it('counts each socket it ends once, also before the client has answered', async ({ expect }) => {
  const hub = newHub()
  const client = await HubClient.connect(hub)
  const counts = await runInDurableObject(hub, async (instance) => [
    await instance.endSession(staff.sessionId),
    await instance.endSession(staff.sessionId),
  ])
  expect(counts).toEqual([1, 0])
  await client.closed
})

it('remembers an ending for an hour and no longer', async ({ expect }) => {
  const hub = newHub()
  const endings = () =>
    runInDurableObject(hub, (_, ctx) =>
      ctx.storage.sql
        .exec<{ who: string }>('SELECT who FROM ending ORDER BY who')
        .toArray()
        .map(({ who }) => who),
    )
  await hub.endSession('ses_old')
  await hub.endSession('ses_recent')
  await runInDurableObject(hub, (_, ctx) => {
    ctx.storage.sql.exec("UPDATE ending SET at_ms = at_ms - 3600000 WHERE who = 'session:ses_old'")
    ctx.storage.sql.exec("UPDATE ending SET at_ms = at_ms - 3500000 WHERE who = 'session:ses_recent'")
  })
  await hub.endUser(customer.userId)
  expect(await endings()).toEqual(['session:ses_recent', `user:${customer.userId}`])
})
