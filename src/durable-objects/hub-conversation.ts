import {
  CLOSES,
  type ClientMessage,
  type Close,
  errorFrame,
  MAX_TOPICS,
  parseClientMessage,
  subscribedFrame,
} from './hub-messages.ts'
import type { SocketState } from './hub-socket.ts'

const MAX_MESSAGE_BYTES = 4096
const MAX_MESSAGES = 20
const WINDOW_MS = 10_000

/** What the hub does about a message: the socket's next state and the reply, or the end of it. */
export type Answer = { readonly state: SocketState; readonly reply: string } | { readonly close: Close }

/** One message of a client, answered. Pure, and total: whatever a client sends has an answer. `nowMs` in ms. */
export function answerMessage(before: SocketState, message: string | ArrayBuffer, nowMs: number): Answer {
  if (byteLength(message) > MAX_MESSAGE_BYTES) return { close: CLOSES.tooLarge }
  const oldest = before.recent.at(-MAX_MESSAGES)
  if (oldest !== undefined && oldest > nowMs - WINDOW_MS) return { close: CLOSES.tooFast }

  const state = { ...before, recent: [...before.recent, nowMs].slice(-MAX_MESSAGES) }
  if (typeof message !== 'string') return { state, reply: errorFrame('binary_not_supported') }
  const parsed = parseClientMessage(message)
  if ('error' in parsed) return { state, reply: errorFrame(parsed.error) }

  const topics = nextTopics(before.topics, parsed)
  if (topics !== null && topics.length > MAX_TOPICS) return { state, reply: errorFrame('too_many_topics') }
  return { state: { ...state, topics }, reply: subscribedFrame(topics ?? []) }
}

/** Whoever leaves the last topic hears nothing, not everything; whoever never subscribed has nothing to leave. */
function nextTopics(before: readonly string[] | null, { type, topics }: ClientMessage): readonly string[] | null {
  if (type === 'subscribe') return [...new Set([...(before ?? []), ...topics])]
  return before?.filter((topic) => !topics.includes(topic)) ?? null
}

function byteLength(message: string | ArrayBuffer): number {
  if (typeof message !== 'string') return message.byteLength
  return message.length > MAX_MESSAGE_BYTES ? message.length : new TextEncoder().encode(message).length
}
