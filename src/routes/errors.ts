import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { AppError } from '../core/errors.ts'
import { ids } from '../core/ids.ts'
import { createLog, describeError } from '../core/log.ts'
import { type Problem, problemOf, statusOf } from '../core/problem.ts'
import { DomainError } from '../domain/errors.ts'
import type { AppEnv, Scope } from './scope.ts'

/** Hono's own refusals in our words: a body that is no JSON, one that is too large. */
function fromHttpException(error: HTTPException): AppError | null {
  switch (error.status) {
    case 400:
      return new AppError('malformed_request', 'The body is not valid JSON.')
    case 413:
      return new AppError('payload_too_large', 'The body is too large.')
    default:
      return null
  }
}

/** The one mapper from whatever was thrown to the problem document that leaves. An unknown error tells nothing. */
export function answerError(thrown: unknown, c: Context<AppEnv>): Response {
  // There is no scope when the configuration is not usable: then the log line is all that an operator has.
  const scope: Scope | undefined = c.get('scope')
  const requestId = scope?.requestId ?? ids.make('req')
  const log = scope?.log ?? createLog({ request_id: requestId })
  const error = thrown instanceof HTTPException ? (fromHttpException(thrown) ?? thrown) : thrown
  const known = error instanceof AppError || error instanceof DomainError
  if (!known) log.error('unexpected_error', describeError(error))
  const code = known ? error.code : 'internal'
  const problem: Problem = problemOf(
    known
      ? { code, detail: error.message, errors: error.errors, allowed: error.allowed }
      : { code, detail: 'It was logged under request_id. Try again; if it stays, tell support that id.' },
    requestId,
    scope?.publicUrl ?? new URL(c.req.url).origin,
  )
  scope?.note({ code })
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' }
  if (error instanceof AppError && error.retryAfterSeconds !== null) {
    headers['retry-after'] = String(error.retryAfterSeconds)
  }
  if (code === 'unauthenticated') headers['www-authenticate'] = 'Bearer'
  return c.body(JSON.stringify(problem), statusOf(code) as ContentfulStatusCode, headers)
}
