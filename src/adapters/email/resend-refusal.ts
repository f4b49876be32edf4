import { DeliveryFailure, type DeliveryFailureKind } from '../../domain/notifications/delivery-failure.ts'
import { retryAfterSeconds } from '../flights/retry-after.ts'

/** What Resend's own names of errors mean (its OpenAPI and SDK): the status alone does not tell, 403, 422 and 429 are mixed. */
const KINDS: ReadonlyMap<string, DeliveryFailureKind> = new Map([
  ['missing_api_key', 'credentials'],
  ['restricted_api_key', 'credentials'],
  ['invalid_api_key', 'credentials'],
  ['security_error', 'credentials'],
  ['daily_quota_exceeded', 'paused'],
  ['monthly_quota_exceeded', 'paused'],
  // Of the whole account: whatever is sent before its time is refused with it.
  ['rate_limit_exceeded', 'paused'],
  ['concurrent_idempotent_requests', 'transient'],
  ['application_error', 'transient'],
  ['internal_server_error', 'transient'],
  // The key was used with another body: that mail went out, and this one never will.
  ['invalid_idempotent_request', 'permanent'],
  ['invalid_idempotency_key', 'permanent'],
  ['validation_error', 'permanent'],
  ['missing_required_field', 'permanent'],
  ['invalid_parameter', 'permanent'],
  ['invalid_attachment', 'permanent'],
  ['invalid_from_address', 'permanent'],
  ['invalid_access', 'permanent'],
  ['invalid_region', 'permanent'],
  ['not_found', 'permanent'],
  ['method_not_allowed', 'permanent'],
])

/** Seconds, where Resend names no time of its own. */
const QUOTA_PAUSE = 3600
const RATE_PAUSE = 1
const CONCURRENT_PAUSE = 5

/** Of an error that Resend did not name: a gateway before it, or a page. Whatever may be over by itself is transient. */
function kindByStatus(status: number, isJson: boolean): DeliveryFailureKind {
  if (status === 429) return 'paused'
  if (status >= 500 || [408, 409, 425].includes(status)) return 'transient'
  if ([400, 413, 422].includes(status) || (isJson && status === 404)) return 'permanent'
  return 'credentials'
}

function kindOf(status: number, name: string | null, isJson: boolean): DeliveryFailureKind {
  // The domain of the sender is not verified.
  if (status === 403 && name === 'validation_error') return 'credentials'
  return (name === null ? undefined : KINDS.get(name)) ?? kindByStatus(status, isJson)
}

function waitOf(name: string | null, kind: DeliveryFailureKind, headers: Headers, now: number): number | null {
  if (kind !== 'transient' && kind !== 'paused') return null
  const said = retryAfterSeconds(headers, now)
  if (said !== null) return said
  if (name === 'concurrent_idempotent_requests') return CONCURRENT_PAUSE
  if (kind === 'transient') return null
  if (name?.endsWith('_quota_exceeded')) return QUOTA_PAUSE
  const reset = headers.get('ratelimit-reset')
  return reset !== null && /^\d{1,5}$/.test(reset) ? Number(reset) : RATE_PAUSE
}

function parsed(text: string): { readonly isJson: boolean; readonly name: string | null } {
  try {
    const body: unknown = JSON.parse(text)
    const name = typeof body === 'object' && body !== null && 'name' in body ? body.name : null
    return { isJson: true, name: typeof name === 'string' && KINDS.has(name) ? name : null }
  } catch {
    return { isJson: false, name: null }
  }
}

/**
 * What an answer that is no success means. Of its text only a name that is known here goes on: the rest may hold addresses.
 * @param text the body's beginning
 * @param now ms since 1970
 */
export function resendRefusal(
  answer: { readonly status: number; readonly headers: Headers; readonly text: string },
  now: number,
): DeliveryFailure {
  const { status, headers } = answer
  const { name, isJson } = parsed(answer.text)
  const kind = kindOf(status, name, isJson)
  const what = name ?? (isJson ? 'an error without a known name' : 'something that is no JSON')
  return new DeliveryFailure(kind, `Resend answered ${status}: ${what}`, waitOf(name, kind, headers, now))
}
