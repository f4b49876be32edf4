import { type ProviderFailure, ProviderUnavailable } from '../../../src/domain/shipments/provider-failure.ts'
import type { Act } from '../servers/scripted.ts'

/** Of a client under test: short, since what hangs is waited for twice. */
export const TIMEOUT_MS = 700
export const PAUSE_MS = 40

export interface Misdeed {
  readonly name: string
  readonly act: Act
  readonly kind: ProviderFailure
  /** How often is asked when it goes wrong every time. */
  readonly requests: 1 | 2
  /** Seconds that the caller is told to wait. */
  readonly wait?: number
}

/** An error page that echoes what is nobody's business. */
const PAGE = '<!doctype html><title>502</title><p>GET https://provider.example/?key=secret token</p>'

const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Act => ({
  do: 'answer',
  status,
  body,
  headers,
})

/** What every provider behind HTTP does on a bad day. */
export const MISDEEDS: readonly Misdeed[] = [
  { name: 'a fault of its own', act: answer(500, { message: 'secret' }), kind: 'unavailable', requests: 2 },
  { name: 'a gateway’s page of 502', act: answer(502, PAGE), kind: 'unavailable', requests: 2 },
  { name: '503 without a body', act: answer(503, undefined), kind: 'unavailable', requests: 2 },
  {
    name: '503 that says when',
    act: answer(503, undefined, { 'retry-after': '120' }),
    kind: 'unavailable',
    requests: 1,
    wait: 120,
  },
  { name: 'a page of 200', act: answer(200, PAGE), kind: 'unavailable', requests: 2 },
  { name: 'a connection that ends', act: { do: 'cut' }, kind: 'unavailable', requests: 2 },
  { name: 'a reset in the middle of the body', act: { do: 'torn' }, kind: 'unavailable', requests: 2 },
  {
    name: 'a reset in the middle of a body without a length',
    act: { do: 'torn', chunked: true },
    kind: 'unavailable',
    requests: 2,
  },
  { name: 'silence', act: { do: 'hang' }, kind: 'unavailable', requests: 2 },
  { name: 'a body that never ends', act: { do: 'dribble' }, kind: 'unavailable', requests: 2 },
  { name: 'a flood', act: { do: 'flood' }, kind: 'unavailable', requests: 2 },
  {
    name: '429 with the seconds',
    act: answer(429, { message: 'Too many requests' }, { 'retry-after': '7' }),
    kind: 'rate_limited',
    requests: 1,
    wait: 7,
  },
  {
    name: '429 of a plan that is used up',
    act: answer(
      429,
      { message: 'You have exceeded the MONTHLY quota for Units on your current plan, BASIC.' },
      { 'x-ratelimit-api-units-remaining': '0', 'x-ratelimit-api-units-reset': '3600' },
    ),
    kind: 'exhausted',
    requests: 1,
    wait: 3600,
  },
  {
    name: '403 of a gateway',
    act: answer(403, { message: 'You are not subscribed to this API.' }),
    kind: 'misconfigured',
    requests: 1,
  },
  {
    name: '404 of a gateway',
    act: answer(404, { message: 'no Route matched with those values' }),
    kind: 'misconfigured',
    requests: 1,
  },
  { name: 'a page of 404', act: answer(404, PAGE), kind: 'misconfigured', requests: 1 },
]

/** What it threw, when that was a provider's failure. */
export async function failureOf(promise: Promise<unknown>): Promise<ProviderUnavailable | null> {
  try {
    await promise
    return null
  } catch (error) {
    if (error instanceof ProviderUnavailable) return error
    throw error
  }
}
