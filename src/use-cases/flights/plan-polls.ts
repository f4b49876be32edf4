import { Flight } from '../../domain/shipments/flight.ts'
import type { PlannedFlight, PollKey } from '../../domain/shipments/flight-poll-ports.ts'
import { type Caller, FlightPolling } from '../../domain/shipments/flight-polling.ts'
import type { DirectoryContext } from '../context.ts'

const keyOf = ({ flightNumber, departureDate }: PollKey): string => `${flightNumber} ${departureDate}`

/** Who calls back about a flight: nobody while its alerts are off or its number has no subscription that delivers. */
export async function callersOf(
  ctx: DirectoryContext,
  flightNumbers: readonly string[],
): Promise<(flight: Flight) => Caller> {
  const { provider } = ctx.flightAlertService
  const subscribed = ctx.alertsCallBack
    ? await ctx.flightPolls.subscribed(provider, [...new Set(flightNumbers)])
    : new Set<string>()
  return (flight) => (flight.alerts && subscribed.has(flight.flightNumber) ? { provider } : null)
}

/**
 * Puts flights into the plan of what is asked about when, whoever they belong to: two reads and one commit for any number. One
 * that is over, or of which nobody will tell any more, gets no place. Safe to repeat.
 */
export async function planPolls(ctx: DirectoryContext, flights: readonly Flight[]): Promise<void> {
  if (flights.length === 0) return
  const [known, callerOf] = await Promise.all([
    ctx.flightPolls.findAll(flights),
    callersOf(
      ctx,
      flights.map(({ flightNumber }) => flightNumber),
    ),
  ])
  const histories = new Map(known.map((poll) => [keyOf(poll), poll]))
  const planned = flights.flatMap((flight): readonly PlannedFlight[] => {
    const history = histories.get(keyOf(flight)) ?? { polledAt: null, fruitless: 0 }
    const nextPollAt = FlightPolling.nextAt(flight, callerOf(flight), history)
    if (nextPollAt === null) return []
    const { flightNumber, departureDate, tenantId, id: flightId } = flight
    const endsAt = Flight.watchedUntil(flight)
    return [{ flightNumber, departureDate, tenantId, flightId, nextPollAt, endsAt }]
  })
  if (planned.length > 0) await ctx.commit(ctx.flightPolls.plan(planned), null)
}
