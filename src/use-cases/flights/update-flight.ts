import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Flight } from '../../domain/shipments/flight.ts'
import { editFlight, type FlightEdit } from '../../domain/shipments/flight-edit.ts'
import type { TenantContext } from '../context.ts'
import { assertExpected, type Conditional, otherwiseOf } from '../expected-version.ts'
import { assertAirports } from '../known-airport.ts'
import { audit } from '../record.ts'
import { outcomeStatements } from './apply-flight-update.ts'
import { orderWatch } from './set-alerts.ts'

/**
 * What staff say of a flight: times, gates and its status at any time, its number, date and route while it is scheduled and no bag is
 * on it. A new status moves the bags and parcels on it as a provider's would. Nothing is written when nothing differs.
 * Throws `forbidden`, `not_found`, `precondition_failed`, `conflict`, `invalid_transition`, `unprocessable`.
 */
export async function updateFlight(
  ctx: TenantContext,
  input: { id: string; edit: FlightEdit } & Conditional,
): Promise<Flight> {
  authorize(ctx.actor, 'flights:write')
  const { origin, destination } = input.edit
  assertAirports(ctx.airports, { ...(origin && { origin }), ...(destination && { destination }) })
  const before = await ctx.flights.find(input.id)
  if (!before) throw notFound('flight')
  assertExpected(before, input)
  const edited = editFlight(before, input.edit, ctx.clock.now())
  if (!edited.changed) return ctx.commit([], before)
  const { flight, fields, renamed } = edited
  return ctx.commit(
    [
      ...(renamed ? [ctx.flights.holdEmpty(before)] : []),
      ...outcomeStatements(ctx, before, edited, otherwiseOf(input)),
      ...(renamed ? [orderWatch(ctx, before), orderWatch(ctx, flight)] : []),
      audit(
        ctx,
        'flight.edited',
        { type: 'flight', id: flight.id },
        Object.fromEntries(fields.map((field) => [field, { from: before[field], to: flight[field] }])),
      ),
    ],
    flight,
  )
}
