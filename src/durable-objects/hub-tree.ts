import { type Ending, endings } from './hub-endings.ts'
import { currentSeq, eventsAfter, firstPage, type LoggedEvent, oldestCursor } from './hub-log.ts'
import { readSetting, writeSetting } from './hub-schema.ts'
import { type Batch, type ChildHub, childOf } from './hub-tree-messages.ts'

/** Open sockets that a root keeps to itself before it sends new ones on: figures in ADR 0013. */
const SOCKET_LIMIT = 2_000
/** What the runtime lets one object have: a limit above it is none. */
const RUNTIME_LIMIT = 32_768
/** A child that has been empty since, and that no socket was sent to since, is forgotten. */
const IDLE_MS = 60_000
/** That a socket was sent to a child is written again after this at the soonest: a write per socket would slow a crowd down. */
const NOTE_MS = 10_000
const CALL_MS = 5_000
const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 60_000
/** Answers in a row that bring a child no further. */
const MOST_STANDSTILLS = 3

export interface TreeSurroundings {
  readonly sql: SqlStorage
  child(n: number): ChildHub
  /** Have the alarm ring at this time (ms) or before. */
  wakeBy(timeMs: number): Promise<void>
  /** A child did not answer: worth a line of log. */
  failed(n: number, error: unknown): void
}

/**
 * The root's side of a relay tree. Durable is which children there are and who still has to hear of an ending; how far a
 * child is, the child knows best and says in each answer. To each goes one batch at a time, so what is published meanwhile
 * goes along with the next one.
 */
export class HubTree {
  readonly #at: TreeSurroundings
  readonly #position = new Map<number, number>()
  readonly #pushing = new Map<number, Promise<number>>()
  readonly #failures = new Map<number, number>()
  /** The events of the last publish, so that they are not read from the log once per child. */
  #tail: readonly LoggedEvent[] = []

  constructor(surroundings: TreeSurroundings) {
    this.#at = surroundings
  }

  limitSockets(sockets: number): void {
    writeSetting(this.#at.sql, 'socket_limit', sockets)
  }

  /**
   * The child that a new socket of this user belongs to, or null for the root. A user's sockets are never in two places, so
   * that eight stay eight: whoever has one here stays here, and the tree stays while a child may have one.
   */
  placeFor(userId: string, own: { readonly ofUser: number; readonly all: () => number }, nowMs: number): number | null {
    if (own.ofUser > 0) return null
    const limit = readSetting(this.#at.sql, 'socket_limit') ?? SOCKET_LIMIT
    if (this.#children().length === 0 && (limit > RUNTIME_LIMIT || own.all() < limit)) return null
    const n = childOf(userId)
    this.expect(n, nowMs)
    return n
  }

  /** Notes that this child has a socket, or will have one in a moment. */
  expect(n: number, nowMs: number): void {
    this.#at.sql.exec(
      `INSERT INTO child (n, placed_at) VALUES (?1, ?2)
       ON CONFLICT (n) DO UPDATE SET placed_at = excluded.placed_at WHERE placed_at < excluded.placed_at - ?3`,
      n,
      nowMs,
      NOTE_MS,
    )
  }

  /**
   * Brings every child to the end of the log. One that fails is tried again by the alarm, and costs the others nothing.
   * Returns the frames that this call gave to sockets.
   */
  async publish(fresh: readonly LoggedEvent[], nowMs: number): Promise<number> {
    // What is more than a page is read from the log, page by page.
    if (fresh.length > 0) this.#tail = firstPage(fresh).length === fresh.length ? fresh : []
    const delivered = await Promise.all(this.#children().map((n) => this.#bringUp(n, nowMs)))
    return delivered.reduce((sum, each) => sum + each, 0)
  }

  /** Tells every child at once. That they are owed it is durable before the first is told. */
  async cutOff(ending: Ending): Promise<number> {
    const children = this.#children()
    if (children.length === 0) return 0
    this.#at.sql.exec('UPDATE child SET owes_endings = owes_endings + 1')
    await this.#at.wakeBy(ending.at + FIRST_RETRY_MS)
    const closed = await Promise.all(children.map((n) => this.#tellEndings(n, [ending], 1)))
    return closed.reduce((sum, each) => sum + each, 0)
  }

  /** The alarm's part: whoever missed something is told now. */
  async catchUp(nowMs: number): Promise<void> {
    const all = endings(this.#at.sql)
    const owed = this.#at.sql.exec<{ n: number; owed: number }>(
      'SELECT n, owes_endings AS owed FROM child WHERE owes_endings > 0',
    )
    await Promise.all(owed.toArray().map((each) => this.#tellEndings(each.n, all, each.owed)))
    await this.publish([], nowMs)
  }

  #children(): number[] {
    return this.#at.sql
      .exec<{ n: number }>('SELECT n FROM child ORDER BY n')
      .toArray()
      .map(({ n }) => n)
  }

  /** `owed`: how many debts this settles; one that was run up meanwhile stays. */
  async #tellEndings(n: number, told: readonly Ending[], owed: number): Promise<number> {
    const closed = await this.#try(n, () => this.#at.child(n).cutOff(told))
    if (closed === null) return 0
    this.#at.sql.exec('UPDATE child SET owes_endings = max(0, owes_endings - ?) WHERE n = ?', owed, n)
    return closed
  }

  #bringUp(n: number, nowMs: number): Promise<number> {
    const running = this.#pushing.get(n)
    // Its frames are counted by whoever began it.
    if (running !== undefined) return running.then(() => 0)
    const push = this.#push(n, nowMs).finally(() => this.#pushing.delete(n))
    this.#pushing.set(n, push)
    return push
  }

  async #push(n: number, nowMs: number): Promise<number> {
    let delivered = 0
    let standstills = 0
    while (this.#position.get(n) !== currentSeq(this.#at.sql)) {
      const before = this.#position.get(n)
      const batch = this.#batchAfter(before)
      const answer = await this.#try(n, () => {
        if (standstills > MOST_STANDSTILLS) throw new Error('the child comes no further')
        return this.#at.child(n).relay(batch)
      })
      if (answer === null) return delivered
      delivered += answer.delivered
      standstills = answer.seq === before ? standstills + 1 : 0
      this.#position.set(n, answer.seq)
      if (answer.sockets === 0 && this.#forgetIdle(n, nowMs)) return delivered
    }
    return delivered
  }

  /** From an unknown place, what was published last: most children have all before it, and one that has not says so. */
  #batchAfter(position: number | undefined): Batch {
    const { sql } = this.#at
    const seq = currentSeq(sql)
    const [first] = this.#tail
    if (first !== undefined && (position === undefined || position === first.seq - 1)) {
      return { after: first.seq - 1, events: this.#tail, lost: false }
    }
    if (position === undefined) return { after: seq, events: [], lost: false }
    if (position > seq || position < oldestCursor(sql)) return { after: seq, events: [], lost: true }
    return { after: position, events: firstPage(eventsAfter(sql, position)), lost: false }
  }

  #forgetIdle(n: number, nowMs: number): boolean {
    const gone = this.#at.sql.exec('DELETE FROM child WHERE n = ? AND placed_at < ? RETURNING n', n, nowMs - IDLE_MS)
    return gone.toArray().length > 0 && this.#position.delete(n)
  }

  /** Null when the child failed, or took too long: then the alarm is set to try again, later each time. */
  async #try<T>(n: number, work: () => Promise<T>): Promise<T | null> {
    try {
      const result = await inTime(work())
      this.#failures.delete(n)
      return result
    } catch (error) {
      const failures = this.#failures.get(n) ?? 0
      this.#failures.set(n, failures + 1)
      this.#position.delete(n)
      this.#at.failed(n, error)
      await this.#at.wakeBy(Date.now() + Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures))
      return null
    }
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('no answer in time')), CALL_MS)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
