import { ProviderUnavailable } from '../../domain/shipments/provider-failure.ts'
import { retryAfterSeconds } from './retry-after.ts'

export interface ProviderRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly body?: unknown
}

export interface ProviderHttpOptions {
  /** Without a slash at the end. */
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  /** For a whole answer, body included. */
  readonly timeoutMs?: number
  /** Before the second try; half of it is chance. */
  readonly pauseMs?: number
}

const TIMEOUT_MS = 10_000
const PAUSE_MS = 500

/** What a gateway says with 404 when the address is wrong, and not the thing asked for. */
const WRONG_ADDRESS = /api doesn'?t exist|endpoint .*(does not|doesn'?t) exist|no route matched/i

const misconfigured = (message: string) => new ProviderUnavailable('misconfigured', message)

/** Of an answer that is no success, by its status and, for 404, by who wrote it. Nothing of the body leaves. */
async function refusalOf(response: Response): Promise<ProviderUnavailable> {
  const { status } = response
  const text = await response.text().catch(() => '')
  const message = `it answered ${status}`
  const wait = retryAfterSeconds(response.headers, Date.now())
  if (status === 429) return new ProviderUnavailable('rate_limited', message, wait)
  if (status >= 500 || status === 408) return new ProviderUnavailable('unavailable', message, wait)
  if (status === 404) {
    const isPage = /^\s*</.test(text)
    return isPage || WRONG_ADDRESS.test(text)
      ? misconfigured(`${message}: the address is wrong`)
      : new ProviderUnavailable('not_found', message)
  }
  if (status === 400 || status === 410 || status === 422 || status === 451) {
    return new ProviderUnavailable('not_found', message)
  }
  return misconfigured(message)
}

async function once(request: ProviderRequest, options: ProviderHttpOptions): Promise<unknown> {
  const { method, path, body } = request
  let response: Response
  let text: string
  try {
    response = await fetch(options.baseUrl + path, {
      method,
      // A key in a header of its own would follow a redirect to another host.
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
    if (!response.ok) throw await refusalOf(response)
    text = await response.text()
  } catch (error) {
    if (error instanceof ProviderUnavailable) throw error
    throw new ProviderUnavailable('unavailable', 'it did not answer, or not to the end', null, { cause: error })
  }
  // What a deletion answers with is nowhere said.
  if (method === 'DELETE' || text.trim() === '') return null
  try {
    return JSON.parse(text)
  } catch {
    throw new ProviderUnavailable('unavailable', `it answered ${response.status} with something that is no JSON`)
  }
}

/**
 * One question to a provider over HTTP. What did not come to an answer, or to one of 5xx, is asked once more after a pause,
 * unless it is a POST: that may have been carried out.
 * @returns the parsed JSON; null for 204, for an empty body and for a deletion
 * @throws ProviderUnavailable `unavailable` for no answer within the time, 5xx and what is no JSON; `rate_limited` for 429,
 * with the wait that was asked for; `not_found` for 400, 404, 410, 422 and 451; `misconfigured` for every other refusal
 * (401, 402, 403, redirects) and for a gateway's 404
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
