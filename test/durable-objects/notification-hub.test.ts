import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { it } from 'vitest'
import { customer, eventOf, HubClient, newHub, staff, upgrade } from './hub-client.ts'

const audienceOf = (...users: string[]) => ({ staff: false, users })

it('delivers events in order, once, with the number that a second publish does not change', async ({ expect }) => {
  const hub = newHub()
  const client = await HubClient.connect(hub)
  expect(await client.next()).toEqual({ type: 'welcome', seq: 0 })
  const [first, second, third] = [eventOf('ntf_1'), eventOf('ntf_2'), eventOf('ntf_3')]
  expect(await hub.publish([first, second, first])).toEqual({ delivered: 2, seq: 2 })
  expect(await hub.publish([second, first])).toEqual({ delivered: 0, seq: 2 })
  expect(await hub.publish([second, third])).toEqual({ delivered: 1, seq: 3 })
  const { id, event, at, data } = first
  expect(await client.next()).toEqual({ type: 'event', seq: 1, id, event, at, data })
  expect([await client.next(), await client.next()]).toMatchObject([
    { id: 'ntf_2', seq: 2 },
    { id: 'ntf_3', seq: 3 },
  ])
  await client.leave()
})

it('sends every socket the same text, and audience and topics stay inside', async ({ expect }) => {
  const hub = newHub()
  const [a, b] = [await HubClient.connect(hub), await HubClient.connect(hub)]
  await Promise.all([a.next(), b.next()])
  await hub.publish([eventOf('ntf_1', { data: { text: 'naïve "quotes" \u2028' } })])
  const text = await a.text()
  expect(await b.text()).toBe(text)
  expect(Object.keys(JSON.parse(text))).toEqual(['type', 'seq', 'id', 'event', 'at', 'data'])
  await Promise.all([a.leave(), b.leave()])
})

it('gives each socket what it may see, live and replayed alike', async ({ expect }) => {
  const hub = newHub()
  const other = { ...customer, userId: 'usr_other', sessionId: 'ses_other' }
  const live = await Promise.all([staff, customer, other].map((who) => HubClient.connect(hub, who)))
  await hub.publish([
    eventOf('ntf_staff'),
    eventOf('ntf_customer', { audience: audienceOf(customer.userId) }),
    eventOf('ntf_both', { audience: { staff: true, users: [customer.userId] } }),
    eventOf('ntf_end', { audience: { staff: false, users: [], everyone: true } }),
  ])
  const replayed = await Promise.all([staff, customer, other].map((who) => HubClient.connect(hub, who, '?since=0')))
  for (const clients of [live, replayed]) {
    const seen = await Promise.all(clients.map(async (client) => (await client.until('ntf_end')).map(({ id }) => id)))
    expect(seen).toEqual([[undefined, 'ntf_staff', 'ntf_both'], [undefined, 'ntf_customer', 'ntf_both'], [undefined]])
  }
  await Promise.all([...live, ...replayed].map((client) => client.leave()))
})

it('sends only subscribed topics', async ({ expect }) => {
  const hub = newHub()
  const client = await HubClient.connect(hub)
  await client.next()
  const topics = ['flights', 'shipment:shp_1']
  expect(await client.ask({ type: 'subscribe', topics })).toEqual({ type: 'subscribed', topics })
  expect(await client.ask({ type: 'unsubscribe', topics: ['flights'] })).toMatchObject({ topics: ['shipment:shp_1'] })
  const published = await hub.publish([
    eventOf('ntf_shipments'),
    eventOf('ntf_flight', { topics: ['flights'] }),
    eventOf('ntf_1', { topics: ['shipments', 'shipment:shp_1'] }),
  ])
  expect(published).toEqual({ delivered: 1, seq: 3 })
  expect(await client.next()).toMatchObject({ id: 'ntf_1', seq: 3 })
  await client.leave()
})

it('keeps numbers, identity, subscription and limits while it sleeps between any two steps', async ({ expect }) => {
  const hub = newHub()
  const client = await HubClient.connect(hub, customer)
  const mine = { audience: audienceOf(customer.userId) }
  expect(await client.next()).toEqual({ type: 'welcome', seq: 0 })
  await evictDurableObject(hub)
  expect(await client.ask({ type: 'subscribe', topics: ['flights'] })).toEqual({
    type: 'subscribed',
    topics: ['flights'],
  })
  await evictDurableObject(hub)
  expect(await hub.publish([eventOf('ntf_hidden', { topics: ['flights'] })])).toEqual({ delivered: 0, seq: 1 })
  await evictDurableObject(hub)
  await hub.publish([eventOf('ntf_other_topic', mine), eventOf('ntf_mine', { ...mine, topics: ['flights'] })])
  expect(await client.next()).toMatchObject({ id: 'ntf_mine', seq: 3 })
  await evictDurableObject(hub)
  expect(await hub.publish([eventOf('ntf_mine', { ...mine, topics: ['flights'] })])).toEqual({ delivered: 0, seq: 3 })
  client.socket.send('ping')
  expect(await client.text()).toBe('pong')
  for (let sent = 1; sent < 20; sent += 1) {
    if (sent % 5 === 0) await evictDurableObject(hub)
    expect(await client.ask('?')).toMatchObject({ code: 'not_json' })
  }
  client.socket.send('?')
  expect(await client.closed).toMatchObject({ code: 4429 })
})

it('answers ping without waking and counts it as no message', async ({ expect }) => {
  const hub = newHub()
  const client = await HubClient.connect(hub)
  await client.next()
  for (let sent = 0; sent < 25; sent += 1) client.socket.send('ping')
  for (let sent = 0; sent < 25; sent += 1) expect(await client.text()).toBe('pong')
  await runInDurableObject(hub, (_, ctx) => {
    const [ws] = ctx.getWebSockets()
    if (ws === undefined) throw new Error('no socket')
    expect(ctx.getWebSocketAutoResponseTimestamp(ws)).toBeInstanceOf(Date)
    expect(ws.deserializeAttachment().recent).toEqual([])
  })
  await client.leave()
})

it('answers garbage and lives on', async ({ expect }) => {
  const hub = newHub()
  const client = await HubClient.connect(hub)
  await client.next()
  expect(await client.ask('{"type":')).toEqual({ type: 'error', code: 'not_json' })
  expect(await client.ask({ type: 'drop table' })).toEqual({ type: 'error', code: 'unknown_type' })
  expect(await client.ask(new ArrayBuffer(8))).toEqual({ type: 'error', code: 'binary_not_supported' })
  expect(await client.ask({ type: 'subscribe', topics: ['<script>'] })).toEqual({
    type: 'error',
    code: 'invalid_topics',
  })
  expect(await hub.publish([eventOf('ntf_1')])).toEqual({ delivered: 1, seq: 1 })
  await client.leave()
})

it('loses one client without a cost to the others', async ({ expect }) => {
  const hub = newHub()
  const broken = await HubClient.connect(hub, { ...staff, userId: 'usr_broken' })
  const healthy = await HubClient.connect(hub)
  await Promise.all([broken.next(), healthy.next()])
  await runInDurableObject(hub, (_, ctx) => {
    for (const ws of ctx.getWebSockets('user:usr_broken')) ws.serializeAttachment({ v: 0, from: 'another version' })
  })
  await evictDurableObject(hub)
  expect(await hub.publish([eventOf('ntf_1')])).toEqual({ delivered: 1, seq: 1 })
  expect(await broken.closed).toMatchObject({ code: 1012 })
  expect(await healthy.next()).toMatchObject({ id: 'ntf_1' })
  await healthy.leave()
  expect(await hub.publish([eventOf('ntf_2')])).toEqual({ delivered: 0, seq: 2 })
})

it('gives everyone else their frames when one socket breaks under the hand, and waits for no one who does not read', async ({
  expect,
}) => {
  const hub = newHub()
  const others = [
    await HubClient.connect(hub),
    await HubClient.connect(hub, { ...staff, userId: 'usr_dead' }),
    await HubClient.connect(hub),
  ]
  // One that never accepts its end takes nothing in: whatever it is sent stays where it is.
  const stuck = await upgrade(hub, { ...staff, userId: 'usr_slow' })
  expect(stuck.status).toBe(101)
  const result = await runInDurableObject(hub, async (instance, ctx) => {
    const [dead] = ctx.getWebSockets('user:usr_dead')
    if (dead === undefined) throw new Error('no socket')
    dead.send = () => {
      throw new TypeError("Can't call WebSocket send() after close().")
    }
    return instance.publish(Array.from({ length: 500 }, (_, index) => eventOf(`ntf_${index}`)))
  })
  // Three of four: the dead one is not counted, the slow one is.
  expect(result).toEqual({ delivered: 1500, seq: 500 })
  for (const client of [others[0], others[2]]) expect(await client?.until('ntf_499')).toHaveLength(500)
  for (const client of others) client.socket.close(1000)
})

it('refuses an oversized event and keeps nothing of its batch', async ({ expect }) => {
  const hub = newHub()
  const large = eventOf('ntf_large', { data: { text: 'x'.repeat(70_000) } })
  await runInDurableObject(hub, async (instance) => {
    await expect(instance.publish([eventOf('ntf_1'), large])).rejects.toThrow(/ntf_large/)
  })
  expect(await hub.publish([eventOf('ntf_1')])).toEqual({ delivered: 0, seq: 1 })
})

it('opens a socket only for an upgrade with an identity, and echoes the subprotocol it is told', async ({ expect }) => {
  const hub = newHub()
  expect((await hub.fetch('https://hub/')).status).toBe(426)
  expect((await hub.fetch('https://hub/', { headers: { upgrade: 'websocket' } })).status).toBe(401)
  const response = await upgrade(hub, staff, '', { 'x-hub-subprotocol': 'bearer' })
  expect(response.status).toBe(101)
  expect(response.headers.get('sec-websocket-protocol')).toBe('bearer')
  response.webSocket?.accept()
  response.webSocket?.close(1000)
})

it('closes in return whatever the client closed with', async ({ expect }) => {
  const hub = newHub()
  for (const code of [1000, 3000, 4999, undefined]) {
    const client = await HubClient.connect(hub)
    await client.next()
    client.socket.close(code)
    expect(await client.closed).toMatchObject({ code: code ?? 1000 })
  }
  expect(await hub.publish([eventOf('ntf_1')])).toEqual({ delivered: 0, seq: 1 })
})
