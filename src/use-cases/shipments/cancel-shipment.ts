import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { assertExpected, type Conditional, otherwiseOf } from '../expected-version.ts'
import { audit, originOf, recordShipments, stampOf } from '../record.ts'

/** DELETE means cancel: nothing leaves the timeline. Throws `forbidden`, `not_found`, `precondition_failed`, `invalid_transition`. */
export async function cancelShipment(ctx: TenantContext, input: { id: string } & Conditional): Promise<Shipment> {
  const { id } = input
  authorize(ctx.actor, 'shipments:write')
  const before = await ctx.shipments.find(id)
  if (!before) throw notFound('shipment')
  assertExpected(before, input)
  const outcome = Shipment.cancel(before, originOf(ctx), stampOf(ctx))
  if (outcome.events.length === 0) return before
  return ctx.commit(
    [
      ctx.shipments.update(before, outcome.shipment, otherwiseOf(input)),
      ...recordShipments(ctx, [outcome]),
      audit(ctx, 'shipment.cancelled', { type: 'shipment', id }, { from: before.status }),
    ],
    outcome.shipment,
  )
}
