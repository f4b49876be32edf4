import { CLOSES, type Close, type HubIdentity } from './hub-messages.ts'

/**
 * What a socket carries through hibernation, in its attachment (16 KiB at most: fifty topics of eighty ASCII
 * characters and an identity are under six). Times in ms.
 */
export interface SocketState {
  readonly v: 2
  readonly identity: HubIdentity
  /** Null until the first subscription. */
  readonly topics: readonly string[] | null
  /** Rises with each socket of a user, so the oldest can be told. */
  readonly ordinal: number
  /** The last number that its greeting covered: on a child, a later batch may hold events that it has had. */
  readonly after: number
  /** When a public watcher has to come again; null elsewhere. */
  readonly renewBy: number | null
  /** When the latest messages came, at most as many as are allowed in the window. */
  readonly recent: readonly number[]
}

const NORMAL = 1000
const NO_CODE = 1005
const ABNORMAL = 1006
const TLS_FAILED = 1015
const MAX_REASON_BYTES = 123

/** What was read from an attachment, or written to it, while the object is awake: to read ten thousand takes as long as to send to them. */
const known = new WeakMap<WebSocket, SocketState>()

export function writeState(ws: WebSocket, state: SocketState): void {
  ws.serializeAttachment(state)
  known.set(ws, state)
}

/** Null for a socket of another version of this class. */
export function readState(ws: WebSocket): SocketState | null {
  const seen = known.get(ws)
  if (seen !== undefined) return seen
  const state: SocketState | null = ws.deserializeAttachment()
  if (state?.v !== 2) return null
  known.set(ws, state)
  return state
}

/** `getWebSockets` also lists sockets that are closing. */
export function isOpen(ws: WebSocket): boolean {
  return ws.readyState === WebSocket.OPEN
}

/** Sends, or gives up on this one socket: what is wrong with one client is no business of the others. */
export function sendQuietly(ws: WebSocket, frame: string): boolean {
  try {
    ws.send(frame)
    return true
  } catch {
    return false
  }
}

/**
 * Closes if it can be closed. Codes that only report something (RFC 6455, 7.4.1) are never sent: a close without a code
 * is answered with the normal one, as the client waits for an answer; the others have nobody left to answer.
 */
export function closeQuietly(ws: WebSocket, close: { readonly code: number; readonly reason: string }): void {
  if (close.code === ABNORMAL || close.code === TLS_FAILED) return
  try {
    ws.close(close.code === NO_CODE ? NORMAL : close.code, shortened(close.reason))
  } catch {
    // Already gone.
  }
}

/** The next moment at which the clock closes this socket, or null. */
export function dueAt(state: SocketState): number | null {
  const times = [state.identity.expiresAt, state.renewBy].filter((time) => time !== null)
  return times.length === 0 ? null : Math.min(...times)
}

/** Why the clock closes this socket now, or null. */
export function overdue(state: SocketState, nowMs: number): Close | null {
  const { expiresAt } = state.identity
  if (expiresAt !== null && expiresAt <= nowMs) return CLOSES.sessionEnded
  return state.renewBy !== null && state.renewBy <= nowMs ? CLOSES.idle : null
}

/** True for the errors of a connection that simply went away. */
export function isBenign(ws: WebSocket, error: unknown): boolean {
  if (!isOpen(ws)) return true
  return error instanceof Error && /connection lost|peer disconnected/i.test(error.message)
}

function shortened(reason: string): string {
  const bytes = new TextEncoder().encode(reason)
  if (bytes.length <= MAX_REASON_BYTES) return reason
  // `stream` leaves out a character that was cut in two.
  return new TextDecoder().decode(bytes.subarray(0, MAX_REASON_BYTES), { stream: true })
}
