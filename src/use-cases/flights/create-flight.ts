import { authorize } from '../../domain/auth/role.ts'
import { Flight, type NewFlight } from '../../domain/shipments/flight.ts'
import type { TenantContext } from '../context.ts'
import { assertAirports } from '../known-airport.ts'
import { recordFlight } from '../record.ts'
import { orderWatch } from './set-alerts.ts'

/** A flight, and in the same commit the order to be told of it by a provider. Throws `forbidden`, `unprocessable`, `conflict`. */
export async function createFlight(ctx: TenantContext, input: NewFlight): Promise<Flight> {
  authorize(ctx.actor, 'flights:write')
  assertAirports(ctx.airports, { origin: input.origin, destination: input.destination })
  const now = ctx.clock.now()
  const flight = Flight.create(input, { id: ctx.ids.make('flt'), tenantId: ctx.tenant.id }, now)
  return ctx.commit(
    [ctx.flights.insert(flight), ...recordFlight(ctx, flight, 'flight.created'), orderWatch(ctx, flight)],
    flight,
  )
}
