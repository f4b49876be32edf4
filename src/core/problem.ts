import type { ErrorCode, FieldProblem } from './errors.ts'

/** What a caller gets for a failure: a problem document (RFC 9457) with our code and request id. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ErrorCode
  readonly request_id: string
  readonly errors?: readonly FieldProblem[]
  readonly allowed?: readonly string[]
}

const PROBLEMS: Readonly<Record<ErrorCode, { status: number; title: string }>> = {
  malformed_request: { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'Conflict' },
  invalid_transition: { status: 409, title: 'Not possible from this state' },
  idempotency_conflict: { status: 409, title: 'The Idempotency-Key was used for another request' },
  precondition_failed: { status: 412, title: 'It was changed meanwhile' },
  payload_too_large: { status: 413, title: 'Too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  unprocessable: { status: 422, title: 'Some fields are not right' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Try again in a moment' },
  provider_unavailable: { status: 503, title: 'A provider does not answer' },
}

export function statusOf(code: ErrorCode): number {
  return PROBLEMS[code].status
}

export function problemOf(
  failure: {
    code: ErrorCode
    detail: string
    errors?: readonly FieldProblem[]
    allowed?: readonly string[]
  },
  requestId: string,
  publicUrl: string,
): Problem {
  const { status, title } = PROBLEMS[failure.code]
  return {
    type: `${publicUrl}/docs#error-${failure.code}`,
    title,
    status,
    detail: failure.detail,
    code: failure.code,
    request_id: requestId,
    ...(failure.errors && failure.errors.length > 0 ? { errors: failure.errors } : {}),
    ...(failure.allowed && failure.allowed.length > 0 ? { allowed: failure.allowed } : {}),
  }
}
