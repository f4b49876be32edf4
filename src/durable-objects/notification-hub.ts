import { DurableObject } from 'cloudflare:workers'
import type { HubBranch } from './hub-branch.ts'
import { answerMessage } from './hub-conversation.ts'
import { type Ended, type Ending, isEnded, recordEnding, tagOf } from './hub-endings.ts'
import { greeting } from './hub-greeting.ts'
import { appendEvents, currentSeq, LOG_LIFE_MS, nextTrimAt, trimLog } from './hub-log.ts'
import { CLOSES, type Close, type HubEvent, type HubIdentity, parseIdentity } from './hub-messages.ts'
import { type HubPlace, placeOf } from './hub-place.ts'
import { createHubSchema } from './hub-schema.ts'
import { closeQuietly, dueAt, isBenign, sendQuietly, writeState } from './hub-socket.ts'
import { HubSockets } from './hub-sockets.ts'
import { issueTicket, redeemTicket, TICKET_SECONDS } from './hub-tickets.ts'
import { type Batch, CHILD_HEADER, childName, type Greeted, type Relayed } from './hub-tree-messages.ts'

const PUBLIC_PREFIX = 'shipment:'
const PUBLIC_SOCKETS = 500
const PUBLIC_LIFE_MS = 3_600_000

/**
 * Numbers events and hands them to whoever watches: one object per tenant (`tenant:<id>`) and, of the same class, one per
 * publicly watched shipment (`shipment:<id>`) and, for a tenant with very many sockets, its children (`tenant:<id>/<n>`).
 * It holds no truth and sleeps between messages; its members are `#private` because TypeScript's `private` is callable
 * over RPC. ADRs 0004 and 0013.
 */
export class NotificationHub extends DurableObject<Env> {
  readonly #name: string
  readonly #sockets: HubSockets
  #schemaReady = false
  #knownPlace: HubPlace | null = null

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#name = ctx.id.name ?? ''
    this.#sockets = new HubSockets(ctx)
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
  }

  /**
   * Numbers, keeps and sends the events that are not in the log yet. A repeat of an id within 24 hours does nothing.
   * `delivered` counts frames given to sockets, `seq` is the last number. Throws a RangeError for an oversized event.
   */
  async publish(events: readonly HubEvent[]): Promise<{ delivered: number; seq: number }> {
    const now = Date.now()
    const fresh = appendEvents(this.#sql, events, now)
    const own = fresh.length === 0 ? 0 : this.#sockets.broadcast(fresh, now)
    const seq = currentSeq(this.#sql)
    if (fresh.length > 0) await this.#wakeBy(now + LOG_LIFE_MS)
    const further = (await this.#place.tree?.publish(fresh, now)) ?? 0
    return { delivered: own + further, seq }
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

  /** For a tenant's hub: new sockets go to children from so many of its own on, instead of the default. It is remembered. */
  async fanOutAbove(sockets: number): Promise<void> {
    this.#place.tree?.limitSockets(sockets)
  }

  /** For a root: greets a socket that a child is about to accept. Null when its session has ended. */
  async join(child: number, identity: HubIdentity, since: string | null): Promise<Greeted | null> {
    if (isEnded(this.#sql, identity)) return null
    this.#place.tree?.expect(child, Date.now())
    return { seq: currentSeq(this.#sql), frames: [...greeting(this.#sql, { identity, topics: null }, since)] }
  }

  /** For a child: sends on what the root has numbered, and says how far it is. */
  async relay(batch: Batch): Promise<Relayed> {
    return this.#mustBeChild().relay(batch, Date.now())
  }

  /** For a child: closes the sockets of whoever was cut off. Returns how many. */
  async cutOff(endings: readonly Ending[]): Promise<number> {
    return this.#mustBeChild().cutOff(endings)
  }

  /**
   * A WebSocket upgrade (RFC 6455). `x-hub-identity` is the identity as JSON and `x-hub-subprotocol` the subprotocol to
   * echo; the Worker sets both. `?since=<seq>` replays. 426 without an upgrade, 401 without an identity, 421 with
   * `x-hub-child` where another hub takes this socket. Refusals come as a close code on an opened socket, because
   * browsers do not show the answer to a failed upgrade.
   */
  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') {
      return new Response(null, { status: 426, headers: { upgrade: 'websocket' } })
    }
    const identity = parseIdentity(request.headers.get('x-hub-identity'))
    if (identity === null) return new Response(null, { status: 401 })
    const refusal = this.#refusal(identity)
    const child = refusal === null ? this.#childFor(identity.userId) : null
    if (child !== null) return new Response(null, { status: 421, headers: { [CHILD_HEADER]: child } })

    const { 0: client, 1: server } = new WebSocketPair()
    if (refusal !== null) this.#sockets.refuse(server, identity, refusal)
    else await this.#admit(server, identity, new URL(request.url).searchParams.get('since'))
    const headers = new Headers()
    const subprotocol = request.headers.get('x-hub-subprotocol')
    if (subprotocol !== null) headers.set('sec-websocket-protocol', subprotocol)
    return new Response(null, { status: 101, webSocket: client, headers })
  }

  override webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): void {
    const now = Date.now()
    const state = this.#sockets.current(ws, now)
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
    console.error({ event: 'hub_socket_error', hub: this.#name, error: String(error) })
    closeQuietly(ws, CLOSES.restart)
  }

  /** Forgets what is old, closes whose time has come, tells children what they missed, and sleeps until there is something to do again. */
  override async alarm(): Promise<void> {
    const now = Date.now()
    trimLog(this.#sql, now)
    const due = [nextTrimAt(this.#sql, now)]
    for (const ws of this.#sockets.open()) {
      const state = this.#sockets.current(ws, now)
      if (state !== null) due.push(dueAt(state))
    }
    const next = Math.min(...due.filter((time) => time !== null))
    if (Number.isFinite(next)) await this.#wakeBy(next)
    await this.#place.tree?.catchUp(now)
  }

  get #sql(): SqlStorage {
    const { sql } = this.ctx.storage
    if (!this.#schemaReady) createHubSchema(sql)
    this.#schemaReady = true
    return sql
  }

  get #isPublic(): boolean {
    return this.#name.startsWith(PUBLIC_PREFIX)
  }

  get #place(): HubPlace {
    this.#knownPlace ??= placeOf({
      name: this.#name,
      hubs: this.env.NOTIFICATION_HUB,
      sql: this.#sql,
      sockets: this.#sockets,
      wakeBy: (timeMs) => this.#wakeBy(timeMs),
    })
    return this.#knownPlace
  }

  #mustBeChild(): HubBranch {
    const { branch } = this.#place
    if (branch === null) throw new Error(`${this.#name} is no child hub`)
    return branch
  }

  #childFor(userId: string): string | null {
    const { tree } = this.#place
    if (tree === null) return null
    const own = { ofUser: this.#sockets.of(userId).length, all: () => this.#sockets.roughCount }
    const n = tree.placeFor(userId, own, Date.now())
    return n === null ? null : childName(this.#name, n)
  }

  /** On a root nothing is awaited before the greeting is sent: see there. */
  async #admit(ws: WebSocket, identity: HubIdentity, since: string | null): Promise<void> {
    const { branch } = this.#place
    if (branch !== null) await branch.admit(ws, identity, since)
    else {
      this.#sockets.admit(ws, identity, {
        after: currentSeq(this.#sql),
        greeting: greeting(this.#sql, { identity, topics: null }, since),
        renewBy: this.#isPublic ? Date.now() + PUBLIC_LIFE_MS : null,
        limited: !this.#isPublic,
      })
    }
    if (identity.expiresAt !== null) await this.#wakeBy(identity.expiresAt)
    if (this.#isPublic) await this.#wakeBy(Date.now() + PUBLIC_LIFE_MS)
  }

  #refusal(identity: HubIdentity): Close | null {
    if (identity.expiresAt !== null && identity.expiresAt <= Date.now()) return CLOSES.sessionEnded
    if (isEnded(this.#sql, identity)) return CLOSES.sessionEnded
    return this.#isPublic && this.#sockets.open().length >= PUBLIC_SOCKETS ? CLOSES.tooManySockets : null
  }

  async #end(ended: Ended): Promise<number> {
    const ending = recordEnding(this.#sql, ended, Date.now())
    const own = this.#sockets.end(tagOf(ended))
    return own + ((await this.#place.tree?.cutOff(ending)) ?? 0)
  }

  /** There is one alarm to an object: it stands at the earliest of all that is due. */
  async #wakeBy(timeMs: number): Promise<void> {
    const planned = await this.ctx.storage.getAlarm()
    if (planned === null || timeMs < planned) await this.ctx.storage.setAlarm(timeMs)
  }
}
