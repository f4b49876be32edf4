import { AppError } from '../../core/errors.ts'
import { Flight } from '../../domain/shipments/flight.ts'
import type { FlightUpdate } from '../../domain/shipments/flight-update.ts'
import type { TenantContext } from '../context.ts'
import { cascadeStamp, recordFlight } from '../record.ts'

export type AppliedUpdate = 'applied' | 'unchanged' | 'no_such_flight'

/** Each try reads the flight anew; another consumer that was faster costs one try. */
const TRIES = 4

/**
 * Takes one provider's word into one tenant's flight and everything on it: one read and one commit with a constant number
 * of statements, whatever the load. Repetition changes nothing. Throws `conflict` when others were faster every time.
 */
export async function applyFlightUpdate(ctx: TenantContext, update: FlightUpdate): Promise<AppliedUpdate> {
  for (let attempt = 1; ; attempt++) {
    const before = await ctx.flights.findByIdentity(update)
    if (!before) return 'no_such_flight'
    const outcome = Flight.apply(before, update, ctx.clock.now())
    if (!outcome.changed) return 'unchanged'
    try {
      await commitOutcome(ctx, before, outcome)
      return 'applied'
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict' || attempt === TRIES) throw error
    }
  }
}

function commitOutcome(ctx: TenantContext, before: Flight, outcome: ReturnType<typeof Flight.apply>): Promise<Flight> {
  const { flight, moves, became, timesChanged } = outcome
  const type = became ? (`flight.${became}` as const) : timesChanged ? 'flight.updated' : null
  return ctx.commit(
    [
      ctx.flights.update(before, flight),
      ...moves.flatMap((move) => {
        const landed = move.to === 'arrived'
        const airport = landed ? flight.destination : flight.origin
        const occurredAt = landed ? flight.actualArrival : move.to === 'in_transit' ? flight.actualDeparture : null
        return ctx.flights.cascade(flight, move, cascadeStamp(ctx, airport, occurredAt))
      }),
      ...(type ? recordFlight(ctx, flight, type) : []),
    ],
    flight,
  )
}
