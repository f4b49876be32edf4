const LONGEST_SECONDS = 86_400

/** The headers in which gateways say, in seconds, when the used-up allowance is renewed. */
const RESETS = ['x-ratelimit-requests-reset', 'x-ratelimit-api-units-reset', 'x-ratelimit-reset'] as const
const LEFT = ['x-ratelimit-requests-remaining', 'x-ratelimit-api-units-remaining', 'x-ratelimit-remaining'] as const

const bounded = (seconds: number): number => Math.min(LONGEST_SECONDS, Math.max(0, Math.ceil(seconds)))

/**
 * Seconds to wait by `Retry-After` (RFC 9110, 10.2.3: seconds or an HTTP date), or else by a gateway's header for an
 * allowance of which nothing is left; null when neither says. At most a day.
 * @param now ms since 1970
 */
export function retryAfterSeconds(headers: Headers, now: number): number | null {
  const said = headers.get('retry-after')?.trim()
  if (said !== undefined && /^\d+$/.test(said)) return bounded(Number(said))
  const date = said === undefined ? Number.NaN : Date.parse(said)
  if (!Number.isNaN(date)) return bounded((date - now) / 1000)
  for (const [index, name] of RESETS.entries()) {
    const left = headers.get(LEFT[index] ?? '')
    const reset = headers.get(name)
    if (reset !== null && /^\d+$/.test(reset) && (left === null || Number(left) <= 0)) return bounded(Number(reset))
  }
  return null
}
