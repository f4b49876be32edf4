import { authorize } from '../../domain/auth/role.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Flight } from '../../domain/shipments/flight.ts'
import type { FlightFilter } from '../../domain/shipments/ports.ts'
import type { TenantContext } from '../context.ts'

/** Newest first. Throws `forbidden`. */
export async function listFlights(
  ctx: TenantContext,
  input: { filter: FlightFilter; page: PageRequest },
): Promise<Page<Flight>> {
  authorize(ctx.actor, 'flights:read')
  return ctx.flights.list(input.filter, input.page)
}
