import { Buffer } from 'node:buffer'
import { timingSafeEqual as bytesEqual, createHash, createHmac } from 'node:crypto'

type Bytes = string | Uint8Array

/** Seconds a signed webhook may be old or ahead (Standard Webhooks, "timestamp"). */
const WEBHOOK_TOLERANCE_SECONDS = 300
/** The least a Standard Webhooks secret may hold. An empty key would let anyone sign. */
const WEBHOOK_SECRET_BYTES = 24

/** SHA-256 of text (as UTF-8) or bytes: 64 lower-case hex digits. */
export function sha256Hex(data: Bytes): string {
  return createHash('sha256').update(data).digest('hex')
}

/** HMAC-SHA256 (RFC 2104), text as UTF-8: 64 lower-case hex digits. */
export function hmacSha256Hex(key: Bytes, data: Bytes): string {
  return createHmac('sha256', key).update(data).digest('hex')
}

/** Whether two texts are the same. Their digests are compared, so the time tells neither where they differ nor how long they are. */
export function timingSafeEqual(a: string, b: string): boolean {
  return bytesEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}

/**
 * Whether text is the one base64url spelling of its bytes (RFC 4648 sections 3.5 and 5: no padding, no white space,
 * unused bits zero). Decoders take other spellings too, and a token with two spellings slips through a list of refused tokens.
 */
export function isCanonicalBase64url(text: string): boolean {
  return Buffer.from(text, 'base64url').toString('base64url') === text
}

/**
 * Whether a webhook was signed by its sender and is fresh (Standard Webhooks 1.0 as Svix sends it: the headers
 * `svix-id`, `svix-timestamp` and `svix-signature`, in which several signatures stand while the secret rotates).
 * @param webhook.secret `whsec_` and base64
 * @param webhook.body exactly as received
 * @param webhook.now milliseconds
 * @throws Error when the secret is no such secret: that is our configuration, not the sender's fault
 */
export function verifySvix(webhook: {
  secret: string
  headers: { get(name: string): string | null }
  body: Bytes
  now: number
}): boolean {
  const key = svixKey(webhook.secret)
  const id = webhook.headers.get('svix-id') ?? ''
  const timestamp = webhook.headers.get('svix-timestamp') ?? ''
  // A dot inside the id would let a signature be moved to another split of id and timestamp.
  if (!/^[^.]+$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return false
  if (!(Math.abs(webhook.now / 1000 - Number(timestamp)) <= WEBHOOK_TOLERANCE_SECONDS)) return false
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(webhook.body).digest('base64')
  const given = (webhook.headers.get('svix-signature') ?? '').split(' ')
  return given.some((signature) => timingSafeEqual(signature, `v1,${expected}`))
}

function svixKey(secret: string): Buffer {
  const text = secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : ''
  const key = Buffer.from(text, 'base64')
  if (key.length < WEBHOOK_SECRET_BYTES || key.toString('base64') !== text) {
    throw new Error('The webhook secret is not usable: copy it whole from the provider, "whsec_" and what follows.')
  }
  return key
}

/**
 * Whether Meta signed a webhook: `X-Hub-Signature-256` is `sha256=` and the HMAC-SHA256 of the raw bytes under the app secret.
 * @param webhook.body exactly as received; parsed and serialised again it is another text
 * @param webhook.header the header's value, null when there is none
 * @throws Error when no app secret is configured: HMAC under an empty key would let anyone sign
 */
export function verifyMetaSignature(webhook: { appSecret: string; header: string | null; body: Bytes }): boolean {
  if (webhook.appSecret === '') {
    throw new Error('The WhatsApp app secret is empty: copy it from the Meta app, under Settings, Basic.')
  }
  return timingSafeEqual(webhook.header ?? '', `sha256=${hmacSha256Hex(webhook.appSecret, webhook.body)}`)
}
