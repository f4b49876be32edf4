import { AppError } from '../../core/errors.ts'
import { Flight, type FlightOutcome } from '../../domain/shipments/flight.ts'
import { speaksOf } from '../../domain/shipments/flight-match.ts'
import type { FlightUpdate } from '../../domain/shipments/flight-update.ts'
import type { Statement } from '../../domain/statement.ts'
import type { TenantContext } from '../context.ts'
import { cascadeStamp, recordFlight } from '../record.ts'
import { orderWatch } from './set-alerts.ts'

export type AppliedUpdate = 'applied' | 'unchanged' | 'no_such_flight'

/** Each try reads the flight anew; another consumer that was faster costs one try. */
const TRIES = 4

/**
 * Takes one provider's word into one tenant's flight and everything on it: one read and one commit with a constant number
 * of statements, whatever the load. A leg that the tenant has under several of its numbers is a flight for each, and has a commit for each. Repetition changes nothing. Throws `conflict` when others were faster every time.
 */
export async function applyFlightUpdate(ctx: TenantContext, update: FlightUpdate): Promise<AppliedUpdate> {
  const results: AppliedUpdate[] = []
  for (const flight of await ctx.flights.findSpokenOf(update)) results.push(await takeIn(ctx, flight, update))
  return results.includes('applied') ? 'applied' : (results[0] ?? 'no_such_flight')
}

async function takeIn(ctx: TenantContext, read: Flight, update: FlightUpdate): Promise<AppliedUpdate> {
  let before = read
  for (let attempt = 1; ; attempt++) {
    const outcome = Flight.apply(before, update, ctx.clock.now())
    if (!outcome.changed) return 'unchanged'
    try {
      await commitOutcome(ctx, before, outcome)
      return 'applied'
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict' || attempt === TRIES) throw error
    }
    const again = await ctx.flights.find(before.id)
    if (!again || !speaksOf(update, again)) return 'no_such_flight'
    before = again
  }
}

function commitOutcome(ctx: TenantContext, before: Flight, outcome: FlightOutcome): Promise<Flight> {
  return ctx.commit(outcomeStatements(ctx, before, outcome), outcome.flight)
}

/**
 * What a flight's step does to it, to all that is on it and to who watches it; for the commit of whoever took it.
 * @param otherwise the error when the flight changed since it was read; `conflict` without it
 */
export function outcomeStatements(
  ctx: TenantContext,
  before: Flight,
  outcome: FlightOutcome,
  otherwise?: () => Error,
): readonly Statement[] {
  const { flight, moves, became, timesChanged, delay } = outcome
  const type = became ? (`flight.${became}` as const) : timesChanged ? 'flight.updated' : null
  const stamp = cascadeStamp(ctx, flight.destination)
  return [
    ctx.flights.update(before, flight, otherwise),
    ...moves.flatMap((move) => {
      const landed = move.to === 'arrived'
      const airport = landed ? flight.destination : flight.origin
      const occurredAt = landed ? flight.actualArrival : move.to === 'in_transit' ? flight.actualDeparture : null
      return ctx.flights.cascade(flight, move, { ...stamp, airport, occurredAt: occurredAt ?? stamp.now })
    }),
    // After the moves, in the same instant: whoever tells people of both sees that they are one piece of news.
    ...(delay ? ctx.flights.tellDelay(flight, delay, stamp) : []),
    ...(type ? recordFlight(ctx, flight, type) : []),
    ...(Flight.isOver(flight.status) !== Flight.isOver(before.status) ? [orderWatch(ctx, flight)] : []),
  ]
}
