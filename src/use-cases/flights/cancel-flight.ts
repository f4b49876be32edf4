import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Flight } from '../../domain/shipments/flight.ts'
import { editFlight } from '../../domain/shipments/flight-edit.ts'
import type { TenantContext } from '../context.ts'
import { assertExpected, type Conditional, otherwiseOf } from '../expected-version.ts'
import { outcomeStatements } from './apply-flight-update.ts'
import { orderWatch } from './set-alerts.ts'

/**
 * DELETE means cancel: a flight that no bag is on is cancelled and watched no more; its row stays, since timelines name it.
 * Repeating it changes nothing. Throws `forbidden`, `not_found`, `precondition_failed`, `conflict` while bags are on it,
 * `invalid_transition` when it has left.
 */
export async function cancelFlight(ctx: TenantContext, input: { id: string } & Conditional): Promise<Flight> {
  authorize(ctx.actor, 'flights:write')
  const before = await ctx.flights.find(input.id)
  if (!before) throw notFound('flight')
  assertExpected(before, input)
  if (before.status === 'cancelled' && !before.alerts) return ctx.commit([], before)
  const outcome = editFlight(before, { status: 'cancelled' }, ctx.clock.now())
  const flight: Flight = {
    ...outcome.flight,
    alerts: false,
    version: before.version + 1,
    updatedAt: ctx.clock.now(),
  }
  return ctx.commit(
    [
      ctx.flights.holdEmpty(before),
      ...outcomeStatements(ctx, before, { ...outcome, flight }, otherwiseOf(input)),
      orderWatch(ctx, flight, 'flight_alert.unwatch'),
    ],
    flight,
  )
}
