import { z } from 'zod'

/** What is published to a hub. `at` is RFC 3339; `id` is what makes a second publish of the same event a no-op. */
export interface HubEvent {
  readonly id: string
  readonly event: string
  readonly at: string
  readonly topics: readonly string[]
  readonly audience: HubAudience
  readonly data: Readonly<Record<string, unknown>>
}

/** Who may see an event. `everyone` is for hubs whose watchers are the public. */
export interface HubAudience {
  readonly staff: boolean
  readonly users: readonly string[]
  readonly everyone?: boolean
}

/**
 * Who a socket is, told by the Worker, which authenticated it. Times are milliseconds since 1970.
 * `expiresAt` is the session's end, null where there is none. `issuedAt` is when the token behind it was signed:
 * with it, a token older than the user's exclusion cannot open a new socket.
 */
export interface HubIdentity {
  readonly userId: string
  readonly role: string
  readonly staff: boolean
  readonly sessionId: string
  readonly expiresAt: number | null
  readonly issuedAt?: number | undefined
}

/** Why the hub closes a socket. 4000-4999 are an application's own codes (RFC 6455, 7.4.2). */
export const CLOSES = {
  sessionEnded: { code: 4401, reason: 'session ended' },
  idle: { code: 4408, reason: 'watched for an hour: connect again' },
  tooLarge: { code: 4413, reason: 'message over 4 KiB' },
  tooFast: { code: 4429, reason: 'more than 20 messages in 10 seconds' },
  tooManySockets: { code: 4429, reason: 'too many sockets' },
  restart: { code: 1012, reason: 'connect again' },
} as const
export type Close = (typeof CLOSES)[keyof typeof CLOSES]

export type HubErrorCode =
  | 'binary_not_supported'
  | 'not_json'
  | 'unknown_type'
  | 'invalid_topics'
  | 'too_many_topics'
  | 'invalid_since'

export const MAX_TOPICS = 50
const topic = z.string().regex(/^[\w:.-]{1,80}$/)

const id = z.string().min(1).max(120)
const identitySchema = z.object({
  userId: id,
  role: id,
  staff: z.boolean(),
  sessionId: id,
  expiresAt: z.number().nullable(),
  issuedAt: z.number().optional(),
})

const topicsMessage = z.object({ type: z.enum(['subscribe', 'unsubscribe']), topics: z.array(topic).min(1) })
const anyMessage = z.object({ type: z.enum(['subscribe', 'unsubscribe']), topics: z.unknown().optional() })
export type ClientMessage = z.infer<typeof topicsMessage>

/** The identity inside the Worker's internal header or a stored ticket, or null when it is not one. */
export function parseIdentity(text: string | null): HubIdentity | null {
  return identitySchema.safeParse(parseJson(text ?? '')).data ?? null
}

/** What a client said, or the code of what is wrong with it. Never throws. */
export function parseClientMessage(text: string): ClientMessage | { readonly error: HubErrorCode } {
  const value = parseJson(text)
  if (value === undefined) return { error: 'not_json' }
  const shape = anyMessage.safeParse(value)
  if (!shape.success) return { error: 'unknown_type' }
  if (Array.isArray(shape.data.topics) && shape.data.topics.length > MAX_TOPICS) return { error: 'too_many_topics' }
  return topicsMessage.safeParse(value).data ?? { error: 'invalid_topics' }
}

export const welcomeFrame = (seq: number): string => JSON.stringify({ type: 'welcome', seq })
export const resyncFrame = (): string => JSON.stringify({ type: 'resync' })
export const errorFrame = (code: HubErrorCode): string => JSON.stringify({ type: 'error', code })
export const subscribedFrame = (topics: readonly string[]): string => JSON.stringify({ type: 'subscribed', topics })

/** `payload` is the event's JSON object, serialised once when it was logged; only the number is put in front of it. */
export const eventFrame = (seq: number, payload: string): string => `{"type":"event","seq":${seq},${payload.slice(1)}`

/** The value, or undefined (which no JSON text means) for text that is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
