import { type ProviderFailure, ProviderUnavailable } from '../../domain/shipments/provider-failure.ts'
import { boundedText } from './bounded-text.ts'
import { retryAfterSeconds } from './retry-after.ts'

export interface ProviderRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly body?: unknown
}

/** What a provider says in words of its own that a status does not say. */
export interface Refusal {
  readonly kind: ProviderFailure
  /** Of ours: nothing that came over the wire. */
  readonly message: string
  /** Where no header says how long to wait. */
  readonly retryAfterSeconds?: number
}

export interface ProviderHttpOptions {
  /** Without a slash at the end. */
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  /** What else stands in the query of every request and must stand nowhere else: a key. */
  readonly secretQuery?: Readonly<Record<string, string>>
  /** Reads what the provider says, also in an answer of 200; null when its status says it all. */
  readonly refusalIn?: (status: number, body: unknown) => Refusal | null
  /** For a whole answer, body included. */
  readonly timeoutMs?: number
  /** Before the second try; half of it is chance. */
  readonly pauseMs?: number
}

const TIMEOUT_MS = 10_000
const PAUSE_MS = 500

/** What a gateway says with 404 when the address is wrong, and not the thing asked for. */
const WRONG_ADDRESS = /api doesn'?t exist|endpoint .*(does not|doesn'?t) exist|no route matched/i
/** What a gateway says with 429 when the plan is used up, and not the caller in a hurry. */
const USED_UP = /quota|usage.limit|monthly limit/i

/** Of an answer that is no success, by its status and, for 404 and 429, by who wrote it. Nothing of the body leaves. */
function refusalByStatus(status: number, text: string): Refusal {
  const message = `it answered ${status}`
  if (status === 429) {
    return USED_UP.test(text)
      ? { kind: 'exhausted', message: `${message}: the plan is used up` }
      : { kind: 'rate_limited', message }
  }
  if (status >= 500 || status === 408) return { kind: 'unavailable', message }
  const isElsewhere = status === 404 && (/^\s*</.test(text) || WRONG_ADDRESS.test(text))
  if (isElsewhere) return { kind: 'misconfigured', message: `${message}: the address is wrong` }
  const isNothing = [400, 404, 410, 422, 451].includes(status)
  return { kind: isNothing ? 'not_found' : 'misconfigured', message }
}

function jsonOf(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

function addressOf(path: string, { baseUrl, secretQuery }: ProviderHttpOptions): string {
  if (secretQuery === undefined) return baseUrl + path
  return `${baseUrl}${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(secretQuery)}`
}

async function answerOf(
  { method, path, body }: ProviderRequest,
  options: ProviderHttpOptions,
): Promise<{ readonly response: Response; readonly text: string }> {
  try {
    const response = await fetch(addressOf(path, options), {
      method,
      // A key in a header of its own, or in the query, would follow a redirect to another host.
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        'user-agent': 'Aircourier',
        ...options.headers,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS),
    })
    return { response, text: await boundedText(response) }
  } catch (error) {
    // Only the kind of the error: its message may hold the address, and the address a key.
    const cause = error instanceof Error ? error.name : typeof error
    throw new ProviderUnavailable('unavailable', `it did not answer, or not to the end (${cause})`)
  }
}

async function once(request: ProviderRequest, options: ProviderHttpOptions): Promise<unknown> {
  const { response, text } = await answerOf(request, options)
  const { status, headers, ok } = response
  const json = jsonOf(text)
  const refusal = options.refusalIn?.(status, json?.value) ?? (ok ? null : refusalByStatus(status, text))
  if (refusal !== null) {
    const wait = retryAfterSeconds(headers, Date.now()) ?? refusal.retryAfterSeconds ?? null
    throw new ProviderUnavailable(refusal.kind, refusal.message, wait)
  }
  // What a deletion answers with is nowhere said.
  if (request.method === 'DELETE' || text.trim() === '') return null
  if (json === null)
    throw new ProviderUnavailable('unavailable', `it answered ${status} with something that is no JSON`)
  return json.value
}

/**
 * One question to a provider over HTTP. What did not come to an answer, or to one of 5xx, is asked once more after a pause,
 * unless it is a POST: that may have been carried out.
 * @returns the parsed JSON; null for 204, for an empty body and for a deletion
 * @throws ProviderUnavailable `unavailable` for no answer within the time, 5xx and what is no JSON or too long; `rate_limited` for 429,
 * with the wait that was asked for; `exhausted` for 429 where the plan is used up; `not_found` for 400, 404, 410, 422 and 451;
 * `misconfigured` for every other refusal (401, 402, 403, redirects) and for a gateway's 404; or what `refusalIn` reads
 */
export async function askProvider(request: ProviderRequest, options: ProviderHttpOptions): Promise<unknown> {
  try {
    return await once(request, options)
  } catch (error) {
    const mayHelp =
      error instanceof ProviderUnavailable && error.kind === 'unavailable' && error.retryAfterSeconds === null
    if (!mayHelp || request.method === 'POST') throw error
  }
  const pause = options.pauseMs ?? PAUSE_MS
  await new Promise((resolve) => setTimeout(resolve, pause / 2 + (pause / 2) * Math.random()))
  return once(request, options)
}
