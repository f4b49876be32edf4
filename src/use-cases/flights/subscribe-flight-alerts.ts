import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import { DomainError } from '../../domain/errors.ts'
import { Flight } from '../../domain/shipments/flight.ts'
import type { TenantContext } from '../context.ts'
import { setAlerts } from './set-alerts.ts'

/**
 * Has a provider tell of a flight; the subscription is made after the commit. Repeating it makes sure of it.
 * Throws `forbidden`, `not_found`, `conflict` for a flight of which nothing more will be told.
 */
export async function subscribeFlightAlerts(ctx: TenantContext, id: string): Promise<Flight> {
  authorize(ctx.actor, 'flights:write')
  const flight = await ctx.flights.find(id)
  if (!flight) throw notFound('flight')
  if (Flight.watchedUntil(flight) <= ctx.clock.now()) {
    throw new DomainError('conflict', 'This flight is long over. No provider tells of it any more.')
  }
  return setAlerts(ctx, flight, true)
}
