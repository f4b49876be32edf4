import { AppError, notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import { Flight, TOLD_FIELDS } from '../../domain/shipments/flight.ts'
import { speaksOf } from '../../domain/shipments/flight-match.ts'
import type { FlightUpdate } from '../../domain/shipments/flight-update.ts'
import { ProviderUnavailable } from '../../domain/shipments/provider-failure.ts'
import type { TenantContext } from '../context.ts'
import { outcomeStatements } from './apply-flight-update.ts'

const COMPARED = ['status', 'providerStatus', ...TOLD_FIELDS] as const

/** One field that is other than before; times are ms since 1970, UTC. */
export interface FlightChange {
  readonly field: (typeof COMPARED)[number]
  readonly from: string | number | null
  readonly to: string | number | null
}

export interface SyncedFlight {
  readonly flight: Flight
  readonly changes: readonly FlightChange[]
  /** Why nothing could change, when the provider was of no help. */
  readonly note: string | null
}

const MINUTE_MS = 60_000
const TRIES = 4

/**
 * Asks the provider how a flight stands, now, and takes its word in like any other: what moves, moves. Once a minute for each
 * flight. Throws `forbidden`, `not_found`, `rate_limited`, `provider_unavailable`, after which nothing has changed; `conflict`.
 */
export async function syncFlight(ctx: TenantContext, id: string): Promise<SyncedFlight> {
  authorize(ctx.actor, 'flights:write')
  const flight = await ctx.flights.find(id)
  if (!flight) throw notFound('flight')
  if (!(await ctx.flights.claimSync(id, ctx.clock.now(), MINUTE_MS))) {
    throw new AppError(
      'rate_limited',
      'The provider was asked for this flight within the last minute. Wait a little.',
      {
        retryAfterSeconds: 60,
      },
    )
  }
  if (ctx.flightStatus === null) return nothing(ctx, flight, 'No provider of flight data is configured.')
  const word = await latestWord(ctx, flight)
  return word ? takeIn(ctx, flight, word) : nothing(ctx, flight, 'The provider does not know this flight on this day.')
}

const nothing = (ctx: TenantContext, flight: Flight, note: string | null): Promise<SyncedFlight> =>
  ctx.commit([], { flight, changes: [], note })

/** Of the provider's legs the one from this flight's origin that was touched last. */
async function latestWord(ctx: TenantContext, flight: Flight): Promise<FlightUpdate | null> {
  try {
    const { flightNumber, departureDate, origin } = flight
    const legs = (await ctx.flightStatus?.status(flightNumber, departureDate, origin)) ?? []
    const own = legs.filter(
      (leg) =>
        // It was asked for the day: what does not say one is of it.
        speaksOf({ ...leg, departureDate: leg.departureDate ?? departureDate }, flight) &&
        (leg.origin !== null || legs.length === 1),
    )
    return own.toSorted((a, b) => b.updatedAt - a.updatedAt)[0] ?? null
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error
    if (error.kind === 'not_found') return null
    ctx.log[error.kind === 'misconfigured' ? 'error' : 'warn']('flight_sync_failed', {
      flight_number: flight.flightNumber,
      failure: error.kind,
      detail: error.message,
    })
    throw new AppError(
      'provider_unavailable',
      'The provider of flight data does not answer. The flight is as it was.',
      {
        retryAfterSeconds: Math.max(error.kind === 'exhausted' ? 3_600 : 60, error.retryAfterSeconds ?? 0),
        cause: error,
      },
    )
  }
}

async function takeIn(ctx: TenantContext, first: Flight, word: FlightUpdate): Promise<SyncedFlight> {
  let before = first
  for (let attempt = 1; ; attempt++) {
    const outcome = Flight.apply(before, word, ctx.clock.now())
    if (!outcome.changed) return nothing(ctx, before, null)
    const result = { flight: outcome.flight, changes: changesOf(before, outcome.flight), note: null }
    try {
      return await ctx.commit(outcomeStatements(ctx, before, outcome), result)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict' || attempt === TRIES) throw error
    }
    const again = await ctx.flights.find(first.id)
    if (!again) throw notFound('flight')
    before = again
  }
}

function changesOf(before: Flight, after: Flight): readonly FlightChange[] {
  return COMPARED.filter((field) => before[field] !== after[field]).map((field) => ({
    field,
    from: before[field],
    to: after[field],
  }))
}
