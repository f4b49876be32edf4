import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Flight } from '../../domain/shipments/flight.ts'
import type { TenantContext } from '../context.ts'
import { setAlerts } from './set-alerts.ts'

/** Leaves a flight's alerts; the last flight of a number to leave ends the subscription. Throws `forbidden`, `not_found`. */
export async function unsubscribeFlightAlerts(ctx: TenantContext, id: string): Promise<Flight> {
  authorize(ctx.actor, 'flights:write')
  const flight = await ctx.flights.find(id)
  if (!flight) throw notFound('flight')
  return setAlerts(ctx, flight, false)
}
