import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Flight } from '../../domain/shipments/flight.ts'
import type { TenantContext } from '../context.ts'

/** Throws `forbidden`, `not_found`. */
export async function getFlight(ctx: TenantContext, id: string): Promise<Flight> {
  authorize(ctx.actor, 'flights:read')
  const flight = await ctx.flights.find(id)
  if (!flight) throw notFound('flight')
  return flight
}
