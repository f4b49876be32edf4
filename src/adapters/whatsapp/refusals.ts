import type { DeliveryFailureKind } from '../../domain/notifications/delivery-failure.ts'

/** What a refusal means, in words of ours: the provider's own may hold a number. */
export interface Refusal {
  readonly kind: DeliveryFailureKind
  readonly reason: string
  /** Seconds to wait at least. */
  readonly wait: number | null
}

const refusal = (kind: DeliveryFailureKind, reason: string, wait: number | null = null): Refusal => ({
  kind,
  reason,
  wait,
})

const MINUTE = 60
const HOUR = 3_600

const TOKEN = refusal('credentials', 'the access token is not valid or has expired')
const PERMISSION = refusal('credentials', 'the access token may not send from this number')
const LOCKED = refusal('credentials', 'the account is restricted or locked')
const REGISTRATION = refusal('credentials', 'the sending number is not registered, or its certificate is not good')
const BAD_PARAMETER = refusal('permanent', 'a part of the message is missing, wrong or not supported')
const TEMPLATE_TEXT = refusal('permanent', 'the template is refused: its text, its length or its parameters')
const TEMPLATE_OFF = refusal('permanent', 'the template was paused or switched off for its quality')
const BUSY = refusal('transient', 'the provider is overloaded or has a fault')
const MEDIA = refusal('permanent', 'a file could not be loaded')
const FLOW = refusal('permanent', 'the flow is blocked or throttled')
/** The account's own limits: whatever else it would send meets the same. */
const THROTTLED = refusal('paused', 'the account sends faster than it may', MINUTE)

/** By the number in `error.code` and in the `errors` of a failed status. Meta, "Cloud API: Error codes". */
const BY_CODE: Readonly<Record<number, Refusal>> = {
  0: TOKEN,
  190: TOKEN,
  3: PERMISSION,
  10: PERMISSION,
  131005: PERMISSION,
  368: LOCKED,
  131031: LOCKED,
  131042: refusal('credentials', 'the account has no valid way to pay'),
  131045: REGISTRATION,
  4: THROTTLED,
  80007: THROTTLED,
  130429: refusal('paused', 'the number sends faster than it may', 10),
  131048: refusal('paused', 'the number is held back: too many people blocked or reported its messages', HOUR),
  2: BUSY,
  131000: BUSY,
  131016: BUSY,
  131057: refusal('transient', 'the account is under maintenance', 5 * MINUTE),
  33: BAD_PARAMETER,
  100: BAD_PARAMETER,
  131008: BAD_PARAMETER,
  131009: BAD_PARAMETER,
  131051: BAD_PARAMETER,
  131021: refusal('permanent', 'the recipient is the sending number itself'),
  131026: refusal('gone', 'the number is not on WhatsApp or cannot be reached there'),
  // By the time it comes back the window is closed here too, so that it goes out as a template.
  131047: refusal('transient', 'the person wrote more than 24 hours ago', 2 * MINUTE),
  131049: refusal('permanent', 'the provider did not deliver it, so that the person gets no more than they take'),
  131050: refusal('permanent', 'the person wants no marketing messages'),
  130472: refusal('permanent', 'the person takes part in an experiment of the provider'),
  131052: MEDIA,
  131053: MEDIA,
  131062: refusal('permanent', 'this kind of message needs a phone number'),
  132000: refusal('permanent', 'the number of parameters is not the template’s'),
  132001: refusal('permanent', 'the template does not exist in this language, or is not approved'),
  132005: TEMPLATE_TEXT,
  132007: TEMPLATE_TEXT,
  132012: TEMPLATE_TEXT,
  132015: TEMPLATE_OFF,
  132016: TEMPLATE_OFF,
  132068: FLOW,
  132069: FLOW,
}

const within = (code: number, from: number, to: number) => code >= from && code <= to

/** Longest wait between two messages to the same person, seconds. */
const LONGEST_PAIR_WAIT = 4 ** 6

/**
 * What an error code of the Graph API means for the message and for those behind it.
 * @param attempt which try of this message it was, from 1
 */
export function refusalOf(code: number, attempt: number): Refusal {
  // Too many to one person in a short time: only that person waits, four times as long each time.
  if (code === 131056)
    return refusal('transient', 'too many messages to this person', Math.min(4 ** attempt, LONGEST_PAIR_WAIT))
  if (code === 1) return refusal(attempt > 1 ? 'permanent' : 'transient', 'the provider does not say why')
  if (within(code, 200, 299)) return PERMISSION
  if (within(code, 133_000, 133_999)) return REGISTRATION
  return BY_CODE[code] ?? refusal('permanent', 'refused')
}

/**
 * What an answer without a code means: a gateway's page, or nothing. Of those that broke off behind the gateway nobody knows whether
 * the message was taken: 408 and 504, and of Cloudflare's own 520 and 524. With its others (521 to 526) no connection was made.
 */
export function refusalByStatus(status: number): Refusal {
  if (status === 408 || status === 504 || status === 520 || status === 524) {
    return refusal('unknown', 'it was handed over and no answer came')
  }
  if (status >= 500) return BUSY
  if (status === 429) return THROTTLED
  if (status === 401) return TOKEN
  if (status === 403) return PERMISSION
  if (status === 404 || status < 400) return refusal('credentials', 'there is no such address: wrong URL or version')
  return refusal('permanent', 'refused without a reason')
}
