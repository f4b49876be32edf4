import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { audit, originOf, recordShipments, stampOf } from '../record.ts'

/** DELETE means cancel: nothing leaves the timeline. Throws `forbidden`, `not_found`, `invalid_transition`. */
export async function cancelShipment(ctx: TenantContext, id: string): Promise<Shipment> {
  authorize(ctx.actor, 'shipments:write')
  const before = await ctx.shipments.find(id)
  if (!before) throw notFound('shipment')
  const outcome = Shipment.cancel(before, originOf(ctx), stampOf(ctx))
  if (outcome.events.length === 0) return before
  return ctx.commit(
    [
      ctx.shipments.update(before, outcome.shipment),
      ...recordShipments(ctx, [outcome]),
      audit(ctx, 'shipment.cancelled', { type: 'shipment', id }, { from: before.status }),
    ],
    outcome.shipment,
  )
}
