import { tagOf } from './hub-endings.ts'
import type { LoggedEvent } from './hub-log.ts'
import { CLOSES, type Close, type HubIdentity } from './hub-messages.ts'
import { closeQuietly, isOpen, overdue, readState, type SocketState, sendQuietly, writeState } from './hub-socket.ts'
import { maySee } from './hub-visibility.ts'

const SOCKETS_PER_USER = 8

/** The sockets of one hub. What a socket is lies in its attachment, so it survives sleep. */
export class HubSockets {
  readonly #ctx: DurableObjectState

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx
  }

  open(tag?: string): WebSocket[] {
    return this.#ctx.getWebSockets(tag).filter(isOpen)
  }

  /** Also counts sockets that are closing; at the price of a list, not of a look at each. */
  get roughCount(): number {
    return this.#ctx.getWebSockets().length
  }

  /** A user's open sockets, the oldest first. */
  of(userId: string): { readonly ws: WebSocket; readonly ordinal: number }[] {
    return this.open(tagOf({ user: userId }))
      .map((ws) => ({ ws, ordinal: readState(ws)?.ordinal ?? 0 }))
      .sort((a, b) => a.ordinal - b.ordinal)
  }

  /**
   * Accepts a socket and tells it its greeting, with nothing awaited between. `after` is the last number that the greeting
   * covers. `limited`: the user's oldest socket gives way to the ninth.
   */
  admit(
    ws: WebSocket,
    identity: HubIdentity,
    more: {
      readonly after: number
      readonly greeting: Iterable<string>
      readonly renewBy: number | null
      readonly limited: boolean
    },
  ): SocketState {
    const peers = more.limited ? this.of(identity.userId) : []
    const state: SocketState = {
      v: 2,
      identity,
      topics: null,
      ordinal: 1 + Math.max(0, ...peers.map((peer) => peer.ordinal)),
      after: more.after,
      renewBy: more.renewBy,
      recent: [],
    }
    this.#accept(ws, identity)
    writeState(ws, state)
    for (const peer of peers.slice(0, Math.max(0, peers.length + 1 - SOCKETS_PER_USER))) {
      closeQuietly(peer.ws, CLOSES.tooManySockets)
    }
    for (const frame of more.greeting) sendQuietly(ws, frame)
    return state
  }

  /** A refusal a browser can read. Accepted in this way too: a socket accepted in the other would keep the object awake. */
  refuse(ws: WebSocket, identity: HubIdentity, close: Close): void {
    this.#accept(ws, identity)
    closeQuietly(ws, close)
  }

  /** Sends each event to each socket that may see it and has not had it in its greeting. Returns the frames that were given. */
  broadcast(events: readonly LoggedEvent[], nowMs: number): number {
    let delivered = 0
    for (const ws of this.open()) {
      const state = this.current(ws, nowMs)
      if (state === null) continue
      for (const event of events) {
        const due = event.seq > state.after && maySee(state.identity, state.topics, event)
        if (due && sendQuietly(ws, event.frame)) delivered += 1
      }
    }
    return delivered
  }

  /** The socket's state, or null after closing a socket whose time is over or that another version left behind. */
  current(ws: WebSocket, nowMs: number): SocketState | null {
    const state = readState(ws)
    const close = state === null ? CLOSES.restart : overdue(state, nowMs)
    if (close === null) return state
    closeQuietly(ws, close)
    return null
  }

  /** Closes the sockets of a tag, or all, as those of a session that ended. Returns how many. */
  end(tag: string): number {
    const sockets = this.open(tag === 'everyone' ? undefined : tag)
    for (const ws of sockets) closeQuietly(ws, CLOSES.sessionEnded)
    return sockets.length
  }

  #accept(ws: WebSocket, identity: HubIdentity): void {
    this.#ctx.acceptWebSocket(ws, [tagOf({ user: identity.userId }), tagOf({ session: identity.sessionId })])
  }
}
