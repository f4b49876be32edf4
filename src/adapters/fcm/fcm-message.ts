import type { PushMessage } from '../../domain/notifications/channel-ports.ts'
import { DeliveryFailure } from '../../domain/notifications/delivery-failure.ts'

/** What FCM takes of a message to one device, in bytes. */
const MOST_BYTES = 4_096
/** How long a device that is off may get it later. What happened to a parcel a day ago is no news. */
const LIFE_SECONDS = 86_400
/** APNs takes no longer one. */
const MOST_COLLAPSE_BYTES = 64

/** Names that FCM keeps for itself. */
const isReserved = (name: string) => /^(from|message_type|gcm|google)/.test(name)

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).byteLength

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The longest beginning of a text, with an ellipsis behind it, that `fits`; empty when not even one letter does. */
function shortened(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text
  const letters = Array.from(graphemes.segment(text), ({ segment }) => segment)
  let [low, high] = [0, letters.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(`${letters.slice(0, middle).join('').trimEnd()}…`)) low = middle
    else high = middle - 1
  }
  return low === 0 ? '' : `${letters.slice(0, low).join('').trimEnd()}…`
}

/** A collapse key that every platform takes, and another one for another key. */
async function collapseOf(key: string): Promise<string> {
  if (new TextEncoder().encode(key).byteLength <= MOST_COLLAPSE_BYTES && /^[\x21-\x7e]+$/.test(key)) return key
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The `message` of FCM's HTTP v1, without the device's token. */
function contentOf(message: PushMessage, text: { title: string; body: string }, collapse: string | null, now: number) {
  const { link } = message
  const data = Object.fromEntries(Object.entries(message.data).filter(([name]) => !isReserved(name)))
  const tag = collapse === null ? {} : { tag: collapse }
  return {
    notification: text,
    data: { ...data, ...(link !== null && { link }) },
    android: {
      priority: 'HIGH',
      ttl: `${LIFE_SECONDS}s`,
      ...(collapse !== null && { collapse_key: collapse, notification: tag }),
    },
    apns: {
      headers: {
        'apns-priority': '10',
        'apns-expiration': String(Math.floor(now / 1000) + LIFE_SECONDS),
        ...(collapse !== null && { 'apns-collapse-id': collapse }),
      },
      payload: { aps: { sound: 'default' } },
    },
    webpush: {
      headers: { TTL: String(LIFE_SECONDS), Urgency: 'high' },
      ...(collapse !== null && { notification: tag }),
      // Browsers open https only, and FCM refuses anything else.
      ...(link?.startsWith('https://') && { fcm_options: { link } }),
    },
  }
}

/**
 * The body of `messages:send`. A text that is too long is cut at a letter, the body before the title. A message with a collapse key
 * takes the place of the one with the same key on every platform, shown or not.
 * @param now ms since 1970
 * @throws DeliveryFailure `permanent` when the data alone are too much
 */
export async function fcmRequest(message: PushMessage, now: number): Promise<string> {
  const collapse = message.collapseKey === null ? null : await collapseOf(message.collapseKey)
  const content = (title: string, body: string) => contentOf(message, { title, body }, collapse, now)
  const fits = (title: string, body: string) => bytesOf(content(title, body)) <= MOST_BYTES
  const title = shortened(message.title, (text) => fits(text, ''))
  if (!fits(title, '')) {
    throw new DeliveryFailure('permanent', 'The message is too large for a push message, even without its text.')
  }
  const body = shortened(message.body, (text) => fits(title, text))
  return JSON.stringify({ message: { token: message.token, ...content(title, body) } })
}
