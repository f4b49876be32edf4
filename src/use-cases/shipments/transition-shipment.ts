import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import { DomainError } from '../../domain/errors.ts'
import { Shipment, type ShipmentMove } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { assertExpected, type Conditional, otherwiseOf } from '../expected-version.ts'
import { assertAirports } from '../known-airport.ts'
import { originOf, stampOf } from '../record.ts'
import { commitStep } from './commit-step.ts'

/** A little ahead is a clock's error; more is a mistake. */
const FUTURE_MS = 5 * 60_000

/**
 * One step along the shipment's table. Repeating the last step answers the shipment and writes nothing.
 * Throws `forbidden`, `not_found`, `precondition_failed`, `invalid_transition`, `unprocessable`, `conflict`.
 */
export async function transitionShipment(
  ctx: TenantContext,
  input: { id: string } & ShipmentMove & Conditional,
): Promise<Shipment> {
  authorize(ctx.actor, 'shipments:write')
  if (input.airport) assertAirports(ctx.airports, { airport: input.airport })
  const before = await ctx.shipments.find(input.id)
  if (!before) throw notFound('shipment')
  assertExpected(before, input)
  const stamp = stampOf(ctx)
  if (input.occurredAt && input.occurredAt > stamp.now + FUTURE_MS) {
    throw new DomainError('unprocessable', 'That has not happened yet.', {
      errors: [{ pointer: '/occurred_at', message: 'This time lies in the future.' }],
    })
  }
  const outcome = Shipment.transition(before, input, originOf(ctx), stamp)
  return commitStep(ctx, before, outcome, otherwiseOf(input))
}
