import { DurableObject } from 'cloudflare:workers'
import { answerMessage } from './hub-conversation.ts'
import { type Ended, isEnded, recordEnding, tagOf } from './hub-endings.ts'
import { greeting } from './hub-greeting.ts'
import { appendEvents, currentSeq, LOG_LIFE_MS, type LoggedEvent, nextTrimAt, trimLog } from './hub-log.ts'
import { CLOSES, type Close, type HubEvent, type HubIdentity, parseIdentity } from './hub-messages.ts'
import { createHubSchema } from './hub-schema.ts'
import {
  closeQuietly,
  dueAt,
  isBenign,
  isOpen,
  overdue,
  readState,
  type SocketState,
  sendQuietly,
  writeState,
} from './hub-socket.ts'
import { issueTicket, redeemTicket, TICKET_SECONDS } from './hub-tickets.ts'
import { maySee } from './hub-visibility.ts'

const PUBLIC_PREFIX = 'shipment:'
const PUBLIC_SOCKETS = 500
const PUBLIC_LIFE_MS = 3_600_000
const SOCKETS_PER_USER = 8

/**
 * Numbers events and hands them to whoever watches: one object per tenant (`tenant:<id>`) and, of the same class, one
 * per publicly watched shipment (`shipment:<id>`). It holds no truth and sleeps between messages; its members are
 * `#private` because TypeScript's `private` is callable over RPC. ADR 0004.
 */
export class NotificationHub extends DurableObject<Env> {
  #schemaReady = false

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
  }

  /**
   * Numbers, keeps and sends the events that are not in the log yet. A repeat of an id within 24 hours does nothing.
   * `delivered` counts frames given to sockets, `seq` is the last number. Throws a RangeError for an oversized event.
   */
  async publish(events: readonly HubEvent[]): Promise<{ delivered: number; seq: number }> {
    const now = Date.now()
    const fresh = appendEvents(this.#sql, events, now)
    const delivered = fresh.length === 0 ? 0 : this.#broadcast(fresh, now)
    const seq = currentSeq(this.#sql)
    if (fresh.length > 0) await this.#wakeBy(now + LOG_LIFE_MS)
    return { delivered, seq }
  }

  /** A single-use secret that opens one socket within 30 seconds. */
  async issueTicket(identity: HubIdentity): Promise<{ ticket: string; expiresIn: 30 }> {
    const ticket = await issueTicket(this.#sql, identity)
    return { ticket, expiresIn: TICKET_SECONDS }
  }

  /** Whose ticket it was, once; null for a ticket that is unknown, used, too old or of an ended session. */
  async redeemTicket(ticket: string): Promise<HubIdentity | null> {
    return redeemTicket(this.#sql, ticket)
  }

  /** Closes a session's sockets (4401), voids its tickets and refuses it from now on. Returns how many were closed. */
  async endSession(sessionId: string): Promise<number> {
    return this.#end({ session: sessionId })
  }

  /** The same for all of a user's sessions; tokens signed later are welcome. */
  async endUser(userId: string): Promise<number> {
    return this.#end({ user: userId })
  }

  /** The same for everyone here. */
  async endAll(): Promise<number> {
    return this.#end('everyone')
  }

  /**
   * A WebSocket upgrade (RFC 6455). `x-hub-identity` is the identity as JSON and `x-hub-subprotocol` the subprotocol to
   * echo; the Worker sets both. `?since=<seq>` replays. 426 without an upgrade, 401 without an identity. Refusals
   * come as a close code on an opened socket, because browsers do not show the answer to a failed upgrade.
   */
  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') {
      return new Response(null, { status: 426, headers: { upgrade: 'websocket' } })
    }
    const identity = parseIdentity(request.headers.get('x-hub-identity'))
    if (identity === null) return new Response(null, { status: 401 })

    const { 0: client, 1: server } = new WebSocketPair()
    await this.#admit(server, identity, new URL(request.url).searchParams.get('since'))
    const headers = new Headers()
    const subprotocol = request.headers.get('x-hub-subprotocol')
    if (subprotocol !== null) headers.set('sec-websocket-protocol', subprotocol)
    return new Response(null, { status: 101, webSocket: client, headers })
  }

  override webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): void {
    const now = Date.now()
    const state = this.#current(ws, now)
    if (state === null) return
    const answer = answerMessage(state, message, now)
    if ('close' in answer) {
      closeQuietly(ws, answer.close)
      return
    }
    writeState(ws, answer.state)
    sendQuietly(ws, answer.reply)
  }

  override webSocketClose(ws: WebSocket, code: number, reason: string): void {
    closeQuietly(ws, { code, reason })
  }

  override webSocketError(ws: WebSocket, error: unknown): void {
    if (isBenign(ws, error)) return
    console.error({ event: 'hub_socket_error', hub: this.ctx.id.name, error: String(error) })
    closeQuietly(ws, CLOSES.restart)
  }

  /** Forgets what is old, closes whose time has come, and sleeps until there is something to do again. */
  override async alarm(): Promise<void> {
    const now = Date.now()
    trimLog(this.#sql, now)
    const due = [nextTrimAt(this.#sql, now)]
    for (const ws of this.#openSockets()) {
      const state = this.#current(ws, now)
      if (state !== null) due.push(dueAt(state))
    }
    const next = Math.min(...due.filter((time) => time !== null))
    if (Number.isFinite(next)) await this.#wakeBy(next)
  }

  get #sql(): SqlStorage {
    const { sql } = this.ctx.storage
    if (!this.#schemaReady) createHubSchema(sql)
    this.#schemaReady = true
    return sql
  }

  get #isPublic(): boolean {
    return this.ctx.id.name?.startsWith(PUBLIC_PREFIX) ?? false
  }

  /** Nothing is awaited before the greeting is sent: see there. */
  async #admit(ws: WebSocket, identity: HubIdentity, since: string | null): Promise<void> {
    const now = Date.now()
    const peers = this.#isPublic ? [] : this.#userSockets(identity.userId)
    const refusal = this.#refusal(identity, now)
    const state: SocketState = {
      v: 1,
      identity,
      topics: null,
      ordinal: 1 + Math.max(0, ...peers.map((peer) => peer.ordinal)),
      renewBy: this.#isPublic ? now + PUBLIC_LIFE_MS : null,
      recent: [],
    }
    // Even a socket that is refused is accepted in this way: one accepted in the other would keep the object awake.
    this.ctx.acceptWebSocket(ws, [tagOf({ user: identity.userId }), tagOf({ session: identity.sessionId })])
    writeState(ws, state)
    if (refusal !== null) return closeQuietly(ws, refusal)

    for (const peer of peers.slice(0, Math.max(0, peers.length + 1 - SOCKETS_PER_USER))) {
      closeQuietly(peer.ws, CLOSES.tooManySockets)
    }
    for (const frame of greeting(this.#sql, state, since)) sendQuietly(ws, frame)
    const due = dueAt(state)
    if (due !== null) await this.#wakeBy(due)
  }

  #refusal(identity: HubIdentity, now: number): Close | null {
    if (identity.expiresAt !== null && identity.expiresAt <= now) return CLOSES.sessionEnded
    if (isEnded(this.#sql, identity)) return CLOSES.sessionEnded
    return this.#isPublic && this.#openSockets().length >= PUBLIC_SOCKETS ? CLOSES.tooManySockets : null
  }

  #broadcast(events: readonly LoggedEvent[], now: number): number {
    let delivered = 0
    for (const ws of this.#openSockets()) {
      const state = this.#current(ws, now)
      if (state === null) continue
      for (const event of events) {
        if (maySee(state.identity, state.topics, event) && sendQuietly(ws, event.frame)) delivered += 1
      }
    }
    return delivered
  }

  /** The socket's state, or null after closing a socket whose time is over or that another version left behind. */
  #current(ws: WebSocket, now: number): SocketState | null {
    const state = readState(ws)
    const close = state === null ? CLOSES.restart : overdue(state, now)
    if (close === null) return state
    closeQuietly(ws, close)
    return null
  }

  async #end(ended: Ended): Promise<number> {
    recordEnding(this.#sql, ended, Date.now())
    const sockets = this.#openSockets(ended === 'everyone' ? undefined : tagOf(ended))
    for (const ws of sockets) closeQuietly(ws, CLOSES.sessionEnded)
    return sockets.length
  }

  #openSockets(tag?: string): WebSocket[] {
    return this.ctx.getWebSockets(tag).filter(isOpen)
  }

  /** A user's open sockets, the oldest first. */
  #userSockets(userId: string): { ws: WebSocket; ordinal: number }[] {
    return this.#openSockets(tagOf({ user: userId }))
      .map((ws) => ({ ws, ordinal: readState(ws)?.ordinal ?? 0 }))
      .sort((a, b) => a.ordinal - b.ordinal)
  }

  /** There is one alarm to an object: it stands at the earliest of all that is due. */
  async #wakeBy(timeMs: number): Promise<void> {
    const planned = await this.ctx.storage.getAlarm()
    if (planned === null || timeMs < planned) await this.ctx.storage.setAlarm(timeMs)
  }
}
