import { type Ending, isEnded, keepEnding } from './hub-endings.ts'
import { CLOSES, type Close, type HubIdentity, resyncFrame, welcomeFrame } from './hub-messages.ts'
import { readSetting, writeSetting } from './hub-schema.ts'
import { readState, sendQuietly, writeState } from './hub-socket.ts'
import type { HubSockets } from './hub-sockets.ts'
import type { Batch, Greeted, Relayed, RootHub } from './hub-tree-messages.ts'

/** Times that the root is asked for what was published while it greeted. */
const MOST_ROUNDS = 5

/**
 * The child's side of a relay tree: sockets, their endings, and the number up to which all of them have been told. What
 * there is to tell, and to replay, is the root's.
 */
export class HubBranch {
  readonly #sql: SqlStorage
  readonly #sockets: HubSockets
  readonly #number: number
  readonly #root: () => RootHub

  constructor(sql: SqlStorage, sockets: HubSockets, number: number, root: () => RootHub) {
    this.#sql = sql
    this.#sockets = sockets
    this.#number = number
    this.#root = root
  }

  /**
   * Sends on what the sockets have not had. Nothing is awaited, so batches never overtake one another; one that leaves a
   * hole is not sent, and the answer tells the root from where to fill it.
   */
  relay({ after, events, lost }: Batch, nowMs: number): Relayed {
    const sockets = this.#sockets.open().length
    const position = this.#position
    if (lost) return { seq: after, sockets, delivered: position === after ? 0 : this.#startAfresh(after) }
    if (sockets > 0 && position !== null && after > position) return { seq: position, sockets, delivered: 0 }
    const reached = Math.max(position ?? 0, events.at(-1)?.seq ?? after)
    this.#position = reached
    const fresh = events.filter(({ seq }) => position === null || seq > position)
    const delivered = sockets === 0 ? 0 : this.#sockets.broadcast(fresh, nowMs)
    return { seq: reached, sockets, delivered }
  }

  /** Closes the sockets of endings that are new here. Returns how many. */
  cutOff(endings: readonly Ending[]): number {
    return endings.reduce(
      (closed, ending) => closed + (keepEnding(this.#sql, ending) ? this.#sockets.end(ending.who) : 0),
      0,
    )
  }

  /**
   * Lets the root greet a socket, and takes it in at the very number that the greeting covers. What was sent on here
   * while the root greeted is asked for as well: no gap. What is yet to come carries numbers: no duplicate.
   */
  async admit(ws: WebSocket, identity: HubIdentity, since: string | null): Promise<void> {
    const greeted = await this.#greetingOf(identity, since)
    if ('code' in greeted) return this.#sockets.refuse(ws, identity, greeted)
    if (isEnded(this.#sql, identity)) return this.#sockets.refuse(ws, identity, CLOSES.sessionEnded)
    if (this.#sockets.open().length === 0) this.#position = greeted.seq
    this.#sockets.admit(ws, identity, { after: greeted.seq, greeting: greeted.frames, renewBy: null, limited: true })
  }

  async #greetingOf(identity: HubIdentity, since: string | null): Promise<Greeted | Close> {
    const frames: string[] = []
    let cursor = since
    try {
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const greeted = await this.#root().join(this.#number, identity, cursor)
        if (greeted === null) return CLOSES.sessionEnded
        frames.push(...(round === 0 ? greeted.frames : greeted.frames.slice(1)))
        if (greeted.seq >= (this.#position ?? 0)) return { seq: greeted.seq, frames }
        cursor = String(greeted.seq)
      }
    } catch (error) {
      console.warn({ event: 'hub_root_unreachable', child: this.#number, error: String(error) })
      return CLOSES.restart
    }
    // The root's log was restored to an earlier day. With nobody here the child goes back along with it.
    if (this.#sockets.open().length === 0) this.#position = 0
    return CLOSES.restart
  }

  #startAfresh(seq: number): number {
    this.#position = seq
    let delivered = 0
    for (const ws of this.#sockets.open()) {
      const state = readState(ws)
      if (state === null) continue
      writeState(ws, { ...state, after: seq })
      if (sendQuietly(ws, welcomeFrame(seq)) && sendQuietly(ws, resyncFrame())) delivered += 2
    }
    return delivered
  }

  get #position(): number | null {
    return readSetting(this.#sql, 'position')
  }

  set #position(seq: number) {
    writeSetting(this.#sql, 'position', seq)
  }
}
