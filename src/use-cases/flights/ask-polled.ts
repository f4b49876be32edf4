import type { PollKey } from '../../domain/shipments/flight-poll-ports.ts'
import type { FlightUpdate } from '../../domain/shipments/flight-update.ts'
import type { FlightStatusProvider } from '../../domain/shipments/ports.ts'
import { type ProviderFailure, ProviderUnavailable } from '../../domain/shipments/provider-failure.ts'
import type { DirectoryContext } from '../context.ts'
import { dayOf } from './poll-flights.ts'

const MINUTE_MS = 60_000
/** Of a day's requests so much is kept for flights whose departure or arrival is due about now. */
const KEPT_FOR_DUE = 0.2
/** When a flight that leaves the last requests to others is looked at again. */
const GIVES_WAY_MS = 30 * MINUTE_MS
/** After what failure nobody asks for how long, unless the provider says longer: a refused key is mended by a person, a spent plan by time. */
const REST_MS: Readonly<Partial<Record<ProviderFailure, number>>> = {
  rate_limited: 5 * MINUTE_MS,
  misconfigured: 60 * MINUTE_MS,
  exhausted: 6 * 60 * MINUTE_MS,
}

/**
 * What a provider said, nothing when it does not know or could not. Or it was not asked: then when to come again (ms UTC), or null,
 * to keep one's place in the line until there are requests again.
 */
export type PollAnswer = { readonly legs: readonly FlightUpdate[] } | { readonly notBefore: number | null }

/** Asks a provider that is polled, if the day has a request left and the provider does not rest. Throws what is no fault of the provider's. */
export async function askPolled(
  ctx: DirectoryContext,
  provider: FlightStatusProvider,
  key: PollKey,
  isDue: boolean,
): Promise<PollAnswer> {
  const now = ctx.clock.now()
  const day = dayOf(now)
  const limit = isDue ? ctx.dailyPolls : Math.floor(ctx.dailyPolls * (1 - KEPT_FOR_DUE))
  if (!(await ctx.flightPollBudget.spend(provider.provider, day, limit, now))) {
    return { notBefore: isDue ? null : now + GIVES_WAY_MS }
  }
  try {
    return { legs: await provider.status(key.flightNumber, key.departureDate) }
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error
    return takeFailure(ctx, provider, key, error, now)
  }
}

async function takeFailure(
  ctx: DirectoryContext,
  { provider }: FlightStatusProvider,
  { flightNumber }: PollKey,
  error: ProviderUnavailable,
  now: number,
): Promise<PollAnswer> {
  const { kind } = error
  ctx.log[kind === 'misconfigured' || kind === 'exhausted' ? 'error' : 'warn']('flight_poll_failed', {
    provider,
    flight_number: flightNumber,
    failure: kind,
    detail: error.message,
  })
  const rest = REST_MS[kind]
  if (rest !== undefined) {
    const notBefore = now + Math.max(rest, (error.retryAfterSeconds ?? 0) * 1_000)
    await ctx.commit([ctx.flightPollBudget.rest(provider, notBefore)], null)
    return { notBefore }
  }
  // It was asked twice before it was given up.
  if (kind === 'unavailable') await ctx.commit([ctx.flightPollBudget.spendMore(provider, dayOf(now))], null)
  return { legs: [] }
}
