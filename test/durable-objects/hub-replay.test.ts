import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { it } from 'vitest'
import { customer, eventOf, type Hub, HubClient, newHub, staff } from './hub-client.ts'
import { randomOf } from './random.ts'

const publishNumbered = (hub: Hub, from: number, to: number) =>
  hub.publish(Array.from({ length: to - from + 1 }, (_, index) => eventOf(`ntf_${from + index}`)))

/** The types of what a new socket is told before a live event reaches it. */
async function greetingOf(hub: Hub, query: string): Promise<string[]> {
  const client = await HubClient.connect(hub, staff, query)
  const marker = `ntf_marker_${crypto.randomUUID()}`
  await hub.publish([eventOf(marker)])
  const frames = await client.until(marker)
  await client.leave()
  return frames.map(({ type, seq, code }) => [type, seq, code].filter((part) => part !== undefined).join(' '))
}

it('replays what came after the cursor, and nothing without one', async ({ expect }) => {
  const hub = newHub()
  await publishNumbered(hub, 1, 3)
  expect(await greetingOf(hub, '')).toEqual(['welcome 3'])
  expect(await greetingOf(hub, '?since=2')).toEqual(['welcome 4', 'event 3', 'event 4'])
  expect(await greetingOf(hub, '?since=5')).toEqual(['welcome 5'])
})

it('replays more than a page, in order', async ({ expect }) => {
  const hub = newHub()
  await publishNumbered(hub, 1, 1201)
  const client = await HubClient.connect(hub, staff, '?since=0')
  await hub.publish([eventOf('ntf_last')])
  const [, ...replayed] = await client.until('ntf_last')
  expect(replayed.map(({ seq }) => seq)).toEqual(Array.from({ length: 1201 }, (_, index) => index + 1))
  await client.leave()
})

it('says resync for a cursor of a lost log, of a trimmed one, and for one it cannot read', async ({ expect }) => {
  const hub = newHub()
  await publishNumbered(hub, 1, 5)
  expect(await greetingOf(hub, '?since=6')).toEqual(['welcome 5', 'resync'])
  await runInDurableObject(hub, (_, ctx) => ctx.storage.sql.exec('DELETE FROM log WHERE seq <= 3').toArray())
  expect(await greetingOf(hub, '?since=2')).toEqual(['welcome 6', 'resync'])
  expect(await greetingOf(hub, '?since=3')).toEqual(['welcome 7', 'event 4', 'event 5', 'event 6', 'event 7'])
  for (const since of ['', '-1', '1.5', '1e3', 'abc', '9'.repeat(16)]) {
    const [, ...rest] = await greetingOf(hub, `?since=${since}`)
    expect(rest).toEqual(['error invalid_since', 'resync'])
  }
})

it('says resync instead of replaying more than 20,000 events', async ({ expect }) => {
  const hub = newHub()
  await publishNumbered(hub, 1, 1)
  await runInDurableObject(hub, (_, ctx) =>
    ctx.storage.sql
      .exec(
        `WITH RECURSIVE n(i) AS (VALUES (2) UNION ALL SELECT i + 1 FROM n WHERE i < 20001)
         INSERT INTO log (id, at_ms, topics, audience, payload)
         SELECT 'ntf_' || i, ?, '[]', '{"staff":false,"users":[]}', '{"id":"ntf_' || i || '"}' FROM n`,
        Date.now(),
      )
      .toArray(),
  )
  expect(await greetingOf(hub, '?since=0')).toEqual(['welcome 20001', 'resync'])
  expect(await greetingOf(hub, '?since=2')).toEqual(['welcome 20002', 'event 20002'])
})

it('says resync where a replay grows past 4 MiB, after whole events only', async ({ expect }) => {
  const hub = newHub()
  const data = { text: 'x'.repeat(60_000) }
  for (let index = 0; index < 75; index += 1) await hub.publish([eventOf(`ntf_${index}`, { data })])
  const [welcome, ...rest] = await greetingOf(hub, '?since=0')
  expect(welcome).toBe('welcome 75')
  expect(rest.at(-1)).toBe('resync')
  expect(rest.slice(0, -1)).toEqual(Array.from({ length: 69 }, (_, index) => `event ${index + 1}`))
})

it.for([1, 2, 3, 4, 5, 6])(
  'leaves no gap and no duplicate when publishes race reconnects (seed %i)',
  async (seed, { expect }) => {
    const hub = newHub()
    const random = randomOf(seed)
    const seen: string[] = []
    const mine: string[] = []
    let cursor = 0
    let count = 0
    const publishSome = async () => {
      const events = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
        count += 1
        const users = random() < 0.6 ? [customer.userId] : []
        return eventOf(`ntf_${count}`, { audience: { staff: true, users } })
      })
      mine.push(...events.filter(({ audience }) => audience.users.length > 0).map(({ id }) => id))
      await hub.publish(events)
      if (random() < 0.5) await hub.publish(events)
    }
    for (let round = 0; round < 25; round += 1) {
      const publishing = [publishSome(), publishSome()]
      const [client] = await Promise.all([
        HubClient.connect(hub, customer, `?since=${cursor}`),
        ...publishing,
        publishSome(),
      ])
      if (random() < 0.4) await evictDurableObject(hub)
      await publishSome()
      await hub.publish([eventOf(`ntf_end_${round}`, { audience: { staff: false, users: [customer.userId] } })])
      mine.push(`ntf_end_${round}`)
      // A client that drops may have handled only some of what was sent: it comes back with the last number it handled.
      const frames = (await client.until(`ntf_end_${round}`)).filter(({ type }) => type === 'event')
      const handled = frames.slice(0, Math.ceil(frames.length * random()))
      for (const { id, seq } of handled) {
        seen.push(id ?? '')
        cursor = seq ?? cursor
      }
      await client.leave()
    }
    const last = await HubClient.connect(hub, customer, `?since=${cursor}`)
    await hub.publish([eventOf('ntf_final', { audience: { staff: false, users: [customer.userId] } })])
    const rest = (await last.until('ntf_final')).filter(({ type }) => type === 'event')
    expect([...seen, ...rest.map(({ id }) => id)]).toEqual(mine)
    await last.leave()
  },
)
