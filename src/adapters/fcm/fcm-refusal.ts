import { z } from 'zod'
import { DeliveryFailure } from '../../domain/notifications/delivery-failure.ts'
import { retryAfterSeconds } from '../flights/retry-after.ts'

const DetailSchema = z.looseObject({
  '@type': z.string().optional().catch(undefined),
  errorCode: z.string().optional().catch(undefined),
  fieldViolations: z.array(z.looseObject({ field: z.string().catch('') })).catch([]),
  violations: z.array(z.looseObject({ subject: z.string().catch('') })).catch([]),
})
const EnvelopeSchema = z.object({
  error: z.object({
    message: z.string().catch(''),
    status: z.string().catch(''),
    details: z.array(DetailSchema).catch([]),
  }),
})
type Refused = z.output<typeof EnvelopeSchema>['error']

/** What to do about an answer that is no success: throw this, ask again with another access token, or just ask again. */
export type Verdict = DeliveryFailure | 'unauthenticated' | 'again'

/** What Google asks for as the first wait where it names none, in seconds. */
const QUOTA_WAIT = 60
const SERVER_WAIT = 10

function refusedOf(text: string): Refused | null {
  try {
    return EnvelopeSchema.safeParse(JSON.parse(text)).data?.error ?? null
  } catch {
    return null
  }
}

const ofType = (refused: Refused, name: string) =>
  refused.details.filter((detail) => detail['@type']?.endsWith(`/google.${name}`))

const codeOf = (refused: Refused | null): string | null =>
  refused === null ? null : (ofType(refused, 'firebase.fcm.v1.FcmError')[0]?.errorCode ?? null)

/** Is it the device's token that is wrong, and not what is sent to it? Of the texts only this one is looked at: no field says it. */
function isTokensFault(refused: Refused): boolean {
  const fields = ofType(refused, 'rpc.BadRequest').flatMap((detail) => detail.fieldViolations)
  if (fields.length > 0) return fields.every(({ field }) => field === 'message.token')
  return /registration token/i.test(refused.message)
}

/** Is it one device that gets too much, and not the project that sends too much? */
function isDevicesQuota(refused: Refused): boolean {
  const subjects = ofType(refused, 'rpc.QuotaFailure').flatMap((detail) => detail.violations)
  return subjects.length > 0 && subjects.every(({ subject }) => !/^projects?[:/]/.test(subject))
}

function invalidArgument(refused: Refused): DeliveryFailure {
  return isTokensFault(refused)
    ? new DeliveryFailure('gone', 'Firebase says that this is no registration token (INVALID_ARGUMENT).')
    : new DeliveryFailure('permanent', 'Firebase does not take this message (INVALID_ARGUMENT).')
}

function quotaExceeded(refused: Refused | null, wait: number | null): DeliveryFailure {
  return refused !== null && isDevicesQuota(refused)
    ? new DeliveryFailure('transient', 'This device was sent too much (QUOTA_EXCEEDED).', wait ?? QUOTA_WAIT)
    : new DeliveryFailure('paused', 'The Firebase project has sent too much (QUOTA_EXCEEDED).', wait ?? QUOTA_WAIT)
}

function byCode(code: string, refused: Refused, wait: number | null): Verdict | null {
  switch (code) {
    case 'UNREGISTERED':
      return new DeliveryFailure('gone', 'The app is not on this device any more (UNREGISTERED).')
    case 'SENDER_ID_MISMATCH':
      return new DeliveryFailure('gone', 'The device belongs to another Firebase project (SENDER_ID_MISMATCH).')
    case 'INVALID_ARGUMENT':
      return invalidArgument(refused)
    case 'QUOTA_EXCEEDED':
      return quotaExceeded(refused, wait)
    case 'UNAVAILABLE':
    case 'INTERNAL':
      return new DeliveryFailure('transient', `Firebase is out of order (${code}).`, wait ?? SERVER_WAIT)
    case 'THIRD_PARTY_AUTH_ERROR':
      return new DeliveryFailure(
        'credentials',
        'The Firebase project’s APNs key or web push certificate is missing or wrong (THIRD_PARTY_AUTH_ERROR).',
      )
    case 'UNSPECIFIED_ERROR':
      return 'again'
    default:
      return null
  }
}

/** Of an answer without a code that is known: of Google's front door, of a gateway, or a page. */
function byStatus(status: number, refused: Refused | null, wait: number | null): Verdict {
  if (status === 401) return 'unauthenticated'
  if (status === 429) return quotaExceeded(refused, wait)
  if (status === 408 || status >= 500) {
    return new DeliveryFailure('transient', `Firebase answered ${status}.`, wait ?? SERVER_WAIT)
  }
  if (status === 400 && refused !== null) return invalidArgument(refused)
  if (status === 400 || status === 413) return new DeliveryFailure('permanent', `Firebase answered ${status}.`)
  return new DeliveryFailure(
    'credentials',
    `Firebase answered ${status}: the address is wrong, the API is off, or the service account may not send.`,
  )
}

/** The seconds of `Retry-After` are those of the message, or of all of the project's. Nothing of the answer's text leaves. */
export function fcmVerdict(
  answer: { readonly status: number; readonly headers: Headers; readonly text: string },
  now: number,
): Verdict {
  const refused = refusedOf(answer.text)
  const wait = retryAfterSeconds(answer.headers, now)
  const code = codeOf(refused)
  const known = code === null || refused === null ? null : byCode(code, refused, wait)
  return known ?? byStatus(answer.status, refused, wait)
}
