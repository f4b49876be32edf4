import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { afterEach, it, vi } from 'vitest'
import { NotificationHub } from '../../src/durable-objects/notification-hub.ts'
import { eventOf, type Hub, type HubClient } from './hub-client.ts'
import { randomOf } from './random.ts'
import { childHub, enter, failing, newRoot, ringAlarm, someoneOf } from './tree-client.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const publishNumbered = (root: Hub, from: number, to: number) =>
  root.publish(Array.from({ length: to - from + 1 }, (_, index) => eventOf(`ntf_${from + index}`)))

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** The next so many frames, as `welcome 3`, `event 4`, `resync`. */
async function told(client: HubClient, frames: number): Promise<string[]> {
  const seen: string[] = []
  for (let index = 0; index < frames; index += 1) {
    const { type, seq, code } = await client.next()
    seen.push([type, seq, code].filter((part) => part !== undefined).join(' '))
  }
  return seen
}

it('replays from a cursor on a child what the root has, over pages, and goes on live', async ({ expect }) => {
  const root = await newRoot()
  await publishNumbered(root, 1, 1201)
  const client = await enter(root, someoneOf(0), '?since=1')
  await publishNumbered(root, 1202, 1203)
  expect(await told(client, 1203)).toEqual(['welcome 1201', ...numbers(2, 1203).map((seq) => `event ${seq}`)])
  expect(client.unread).toEqual([])
  await client.leave()
})

it('says resync on a child for a cursor that cannot be replayed', async ({ expect }) => {
  const root = await newRoot()
  await publishNumbered(root, 1, 5)
  await runInDurableObject(root, (_, ctx) => ctx.storage.sql.exec('DELETE FROM log WHERE seq <= 3').toArray())
  for (const [since, expected] of [
    ['9', ['welcome 5', 'resync']],
    ['2', ['welcome 5', 'resync']],
    ['x', ['welcome 5', 'error invalid_since', 'resync']],
    ['3', ['welcome 5', 'event 4', 'event 5']],
    ['', ['welcome 5', 'error invalid_since', 'resync']],
  ] as const) {
    const client = await enter(root, someoneOf(0), `?since=${since}`)
    expect(await told(client, expected.length)).toEqual(expected)
    await client.leave()
  }
})

it('a child that missed publishes gets them before newer ones, in order and once', async ({ expect }) => {
  const root = await newRoot()
  const [missing, other] = [await enter(root, someoneOf(1)), await enter(root, someoneOf(2))]
  const relay = failing('relay', 1)
  await publishNumbered(root, 1, 2)
  expect(await told(other, 3)).toEqual(['welcome 0', 'event 1', 'event 2'])
  expect(missing.unread).toHaveLength(1)
  expect(await publishNumbered(root, 3, 3)).toEqual({ delivered: 4, seq: 3 })
  expect(await told(missing, 4)).toEqual(['welcome 0', 'event 1', 'event 2', 'event 3'])
  // The root did not know how far it was: the child said so.
  expect(relay.mock.calls.map(([batch]) => batch)).toContainEqual(expect.objectContaining({ after: 2 }))
  expect(await told(other, 1)).toEqual(['event 3'])
  expect([missing.unread, other.unread]).toEqual([[], []])
  await Promise.all([missing.leave(), other.leave()])
})

it('a child does not send on what leaves a hole, nor what it has sent', async ({ expect }) => {
  const root = await newRoot()
  const client = await enter(root, someoneOf(1))
  await publishNumbered(root, 1, 2)
  const child = childHub(root, 1)
  const logged = (seq: number) => ({
    seq,
    topics: [],
    audience: { staff: true, users: [] },
    frame: `{"type":"event","seq":${seq}}`,
  })
  const still = { seq: 2, sockets: 1, delivered: 0 }
  expect(await child.relay({ after: 3, events: [logged(4)], lost: false })).toEqual(still)
  expect(await child.relay({ after: 0, events: [logged(1), logged(2)], lost: false })).toEqual(still)
  await evictDurableObject(child)
  const overlapping = { after: 1, events: [logged(2), logged(3)], lost: false }
  expect(await child.relay(overlapping)).toEqual({ seq: 3, sockets: 1, delivered: 1 })
  expect(await told(client, 4)).toEqual(['welcome 0', 'event 1', 'event 2', 'event 3'])
  expect(client.unread).toEqual([])
  await client.leave()
})

it('a child that was away for more than the log holds tells its sockets to read afresh', async ({ expect }) => {
  const root = await newRoot()
  const client = await enter(root, someoneOf(1))
  failing('relay', 1)
  await publishNumbered(root, 1, 3)
  await runInDurableObject(root, (_, ctx) => ctx.storage.sql.exec('DELETE FROM log WHERE seq <= 2').toArray())
  await evictDurableObject(root)
  expect(await ringAlarm(root)).toBe(true)
  expect(await told(client, 3)).toEqual(['welcome 0', 'welcome 3', 'resync'])
  await publishNumbered(root, 4, 4)
  expect(await told(client, 1)).toEqual(['event 4'])
  await client.leave()
})

it('a root whose log was restored to an earlier day has its children start afresh', async ({ expect }) => {
  const root = await newRoot()
  await publishNumbered(root, 1, 4)
  const client = await enter(root, someoneOf(1))
  expect(await told(client, 1)).toEqual(['welcome 4'])
  await runInDurableObject(root, (_, ctx) => {
    ctx.storage.sql.exec('DELETE FROM log WHERE seq > 2')
    ctx.storage.sql.exec("UPDATE sqlite_sequence SET seq = 2 WHERE name = 'log'")
  })
  await evictDurableObject(root)
  await root.publish([eventOf('ntf_again')])
  expect(await told(client, 2)).toEqual(['welcome 3', 'resync'])
  await root.publish([eventOf('ntf_after')])
  expect(await told(client, 1)).toEqual(['event 4'])
  await client.leave()
})

it('what is published while the root greets is in the greeting, neither lost nor doubled', async ({ expect }) => {
  const root = await newRoot()
  const present = await enter(root, someoneOf(1))
  await publishNumbered(root, 1, 2)
  // The answer of the root is overtaken by a publish each time that it is asked, twice.
  const real = NotificationHub.prototype.join
  let overtaken = 0
  vi.spyOn(NotificationHub.prototype, 'join').mockImplementation(async function (this: NotificationHub, ...args) {
    const greeted = await real.apply(this, args)
    if (overtaken < 2) {
      overtaken += 1
      await this.publish([eventOf(`ntf_over_${overtaken}`)])
    }
    return greeted
  })
  const client = await enter(root, someoneOf(1, 1), '?since=1')
  await publishNumbered(root, 5, 5)
  expect(await told(client, 5)).toEqual(['welcome 2', ...numbers(2, 5).map((seq) => `event ${seq}`)])
  expect(await told(present, 6)).toEqual(['welcome 0', ...numbers(1, 5).map((seq) => `event ${seq}`)])
  expect([client.unread, present.unread]).toEqual([[], []])
  await Promise.all([client.leave(), present.leave()])
})

it('refuses a session that ends between the greeting and the socket', async ({ expect }) => {
  const root = await newRoot()
  const someone = someoneOf(1)
  const real = NotificationHub.prototype.join
  vi.spyOn(NotificationHub.prototype, 'join').mockImplementation(async function (this: NotificationHub, ...args) {
    const greeted = await real.apply(this, args)
    await this.endSession(someone.sessionId)
    return greeted
  })
  const client = await enter(root, someone)
  expect(await client.closed).toMatchObject({ code: 4401 })
  expect(client.unread).toEqual([])
})

it('a socket whose root does not answer is told to come again', async ({ expect }) => {
  const root = await newRoot()
  failing('join', 1)
  const client = await enter(root, someoneOf(1))
  expect(await client.closed).toMatchObject({ code: 1012 })
  const again = await enter(root, someoneOf(1))
  expect(await told(again, 1)).toEqual(['welcome 0'])
  await again.leave()
})

it('keeps a whole conversation through sleep of root and child between any two steps', async ({ expect }) => {
  const root = await newRoot()
  const me = someoneOf(3)
  const child = childHub(root, 3)
  const sleep = async () => {
    for (const hub of [root, child]) {
      await runInDurableObject(hub, () => undefined)
      await evictDurableObject(hub)
    }
  }
  const topics = ['flights']
  const { ticket } = await root.issueTicket(me)
  await sleep()
  const redeemed = await root.redeemTicket(ticket)
  expect(redeemed).toEqual(me)
  await sleep()
  const client = await enter(root, redeemed ?? me)
  expect(await told(client, 1)).toEqual(['welcome 0'])
  await sleep()
  expect(await client.ask({ type: 'subscribe', topics })).toEqual({ type: 'subscribed', topics })
  await sleep()
  expect(await root.publish([eventOf('ntf_other'), eventOf('ntf_1', { topics })])).toEqual({ delivered: 1, seq: 2 })
  expect(await client.next()).toMatchObject({ id: 'ntf_1', seq: 2 })
  await sleep()
  expect(await root.publish([eventOf('ntf_1', { topics })])).toEqual({ delivered: 0, seq: 2 })
  await sleep()
  client.socket.send('ping')
  expect(await client.text()).toBe('pong')
  await sleep()
  failing('relay', 1)
  expect(await root.publish([eventOf('ntf_2', { topics })])).toEqual({ delivered: 0, seq: 3 })
  await sleep()
  await ringAlarm(root)
  expect(await client.next()).toMatchObject({ id: 'ntf_2', seq: 3 })
  await sleep()
  await client.leave()
  await sleep()
  expect(await root.publish([eventOf('ntf_3', { topics })])).toEqual({ delivered: 0, seq: 4 })
  await sleep()
  const back = await enter(root, me, '?since=3')
  expect(await told(back, 2)).toEqual(['welcome 4', 'event 4'])
  await sleep()
  expect(await back.ask({ type: 'unsubscribe', topics })).toMatchObject({ topics: [] })
  await sleep()
  expect(await root.endSession(me.sessionId)).toBe(1)
  expect(await back.closed).toMatchObject({ code: 4401 })
  await sleep()
  expect(await (await enter(root, me)).closed).toMatchObject({ code: 4401 })
})

it.for([1, 2, 3, 4, 5, 6, 7, 8])(
  'leaves no gap and no duplicate when publishes, failures, sleep and reconnects race in a tree (seed %i)',
  async (seed, { expect }) => {
    const random = randomOf(seed)
    const root = await newRoot()
    const watchers = [someoneOf(0), someoneOf(0, 1), someoneOf(1)].map((who) => ({
      who,
      cursor: 0,
      seen: [] as number[],
    }))
    let count = 0
    const publishSome = async () => {
      const from = count + 1
      count += 1 + Math.floor(random() * 4)
      await publishNumbered(root, from, count)
      if (random() < 0.3) await publishNumbered(root, from, count)
    }
    const disturb = async () => {
      if (random() < 0.3) failing(random() < 0.7 ? 'relay' : 'join', 1)
      if (random() < 0.3) await evictDurableObject(random() < 0.5 ? root : childHub(root, 0)).catch(() => undefined)
    }
    const clients = new Map<number, HubClient>()
    for (let round = 0; round < 25; round += 1) {
      const index = Math.floor(random() * watchers.length)
      const watcher = watchers[index]
      if (!watcher) throw new Error('nobody watches')
      await disturb()
      const [client] = await Promise.all([
        clients.get(index) ?? enter(root, watcher.who, `?since=${watcher.cursor}`),
        publishSome(),
        publishSome(),
      ])
      clients.set(index, client)
      await disturb()
      await publishSome()
      if (random() < 0.4) {
        // Whoever drops has handled what came, or some of it, and comes back with the last number of that.
        const frames = client.unread
          .splice(0)
          .map((text) => JSON.parse(text))
          .filter(({ type }) => type === 'event')
        const handled = frames.slice(0, Math.ceil(frames.length * random()))
        for (const { seq } of handled) {
          watcher.seen.push(seq)
          watcher.cursor = seq
        }
        await client.leave()
        clients.delete(index)
      }
    }
    vi.restoreAllMocks()
    for (const [index, watcher] of watchers.entries()) {
      if (!clients.has(index)) clients.set(index, await enter(root, watcher.who, `?since=${watcher.cursor}`))
    }
    await publishNumbered(root, count + 1, count + 1)
    count += 1
    for (const [index, watcher] of watchers.entries()) {
      const client = clients.get(index)
      if (!client) throw new Error('gone')
      let last = watcher.cursor
      // One that was told to come again, as its root did not answer, comes again.
      const end = await Promise.race([client.closed, untilSeq(client, count, watcher.seen).then(() => null)])
      if (end !== null) {
        expect(end.code).toBe(1012)
        last = watcher.seen.at(-1) ?? 0
        const again = await enter(root, watcher.who, `?since=${last}`)
        await untilSeq(again, count, watcher.seen)
        await again.leave()
      } else await client.leave()
      expect(watcher.seen).toEqual(numbers(1, count))
    }
  },
)

async function untilSeq(client: HubClient, end: number, into: number[]): Promise<void> {
  while (into.at(-1) !== end) {
    const { type, seq } = await client.next()
    if (type === 'event' && seq !== undefined) into.push(seq)
  }
}
