/** Every error code that leaves the house. `core/problem.ts` gives each its HTTP status, exhaustively. */
export const ERROR_CODES = [
  'malformed_request',
  'unauthenticated',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'conflict',
  'invalid_transition',
  'idempotency_conflict',
  'precondition_failed',
  'payload_too_large',
  'unsupported_media_type',
  'unprocessable',
  'rate_limited',
  'internal',
  'unavailable',
  'provider_unavailable',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

export interface FieldProblem {
  readonly pointer: string
  readonly message: string
}

interface More {
  readonly errors?: readonly FieldProblem[]
  readonly retryAfterSeconds?: number
  readonly allowed?: readonly string[]
  readonly cause?: unknown
}

/**
 * An expected failure. `message` is shown to the caller, so it names the way out and no internals;
 * what only we may know goes into `cause`, which is never serialised.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly errors: readonly FieldProblem[]
  readonly allowed: readonly string[]
  readonly retryAfterSeconds: number | null

  constructor(code: ErrorCode, message: string, more: More = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'AppError'
    this.code = code
    this.errors = more.errors ?? []
    this.allowed = more.allowed ?? []
    this.retryAfterSeconds = more.retryAfterSeconds ?? null
  }
}

/** The same answer for what does not exist and for what is another tenant's. */
export function notFound(what: string): AppError {
  return new AppError('not_found', `There is no such ${what}.`)
}

/** What a commit throws when its Idempotency-Key was used before. */
export class IdempotencyKeyUsed extends Error {
  override readonly name = 'IdempotencyKeyUsed'
}
