import * as oauth from 'oauth4webapi'
import { OAuthRefused } from '../../domain/auth/ports.ts'

const TIMEOUT_MS = 10_000
/** Seconds by which a provider's clock may differ. */
const CLOCK_TOLERANCE_SECONDS = 60
/** GitHub answers 403 without one. */
export const USER_AGENT = 'Aircourier'

/** How requests to providers are made: bounded in time, named, over TLS unless `insecure` (development). */
export function httpOptions(insecure: boolean) {
  return {
    headers: { 'user-agent': USER_AGENT },
    signal: () => AbortSignal.timeout(TIMEOUT_MS),
    ...(insecure && { [oauth.allowInsecureRequests]: true }),
  }
}

export function clientOf(clientId: string): oauth.Client {
  return { client_id: clientId, [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS }
}

/** Runs a conversation with a provider; whatever goes wrong in it leaves as `OAuthRefused`. */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw refusalOf(error)
  }
}

function refusalOf(error: unknown): Error {
  if (error instanceof OAuthRefused) return error
  if (error instanceof oauth.AuthorizationResponseError) {
    return new OAuthRefused(error.error === 'access_denied' ? 'access_denied' : 'provider_error', wordOf(error.error))
  }
  if (error instanceof oauth.ResponseBodyError) {
    return new OAuthRefused(error.status >= 500 ? 'provider_unavailable' : 'provider_error', wordOf(error.error))
  }
  if (error instanceof oauth.OperationProcessingError) {
    return new OAuthRefused('provider_error', bodyError(error) ?? wordOf(error.code))
  }
  if (error instanceof oauth.UnsupportedOperationError || error instanceof oauth.WWWAuthenticateChallengeError) {
    return new OAuthRefused('provider_error', error.name)
  }
  // What is left of a request: no connection, no name, no answer in time.
  if (error instanceof TypeError || error instanceof DOMException || isNetworkError(error)) {
    return new OAuthRefused('provider_unavailable', error instanceof Error ? error.name : 'unknown')
  }
  return error instanceof Error ? error : new Error('unknown failure of a provider')
}

function isNetworkError(error: unknown): boolean {
  return error instanceof Error && /network|connect|internal error/i.test(error.message)
}

/** GitHub sends errors with HTTP 200; the library finds no token in them and hands the body on. */
function bodyError(error: Error): string | null {
  const { body } = (error.cause ?? {}) as { body?: { error?: unknown } }
  return typeof body?.error === 'string' ? wordOf(body.error) : null
}

/** A code of ASCII words, cut short: what a stranger sends must not fill the log. */
function wordOf(text: string | undefined): string {
  return (text ?? 'unknown').replace(/[^\w.-]+/g, '_').slice(0, 60)
}
