import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import { Bag } from '../../domain/shipments/bag.ts'
import { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { audit, originOf, recordShipments, stampOf } from '../record.ts'

/** Takes one shipment out of an open bag: it is received again. Throws `not_found`, `conflict`, `invalid_transition`. */
export async function removeFromBag(
  ctx: TenantContext,
  input: { bagId: string; shipmentId: string },
): Promise<Shipment> {
  authorize(ctx.actor, 'bags:write')
  const found = await ctx.bags.findWithShipments(input.bagId, [input.shipmentId])
  const before = found?.shipments[0]
  if (!found || !before || before.bagId !== input.bagId) throw notFound('shipment in this bag')
  Bag.assertOpen(found.bag)
  const stamp = stampOf(ctx)
  const taken = Shipment.takeOutOfBag(before, found.bag.origin, originOf(ctx), stamp)
  const outcome = { ...taken, shipment: leftByCourierOf(found.bag, taken.shipment) }
  return ctx.commit(
    [
      ctx.shipments.update(before, outcome.shipment),
      ...ctx.bags.forgetShipment(input.bagId, before, stamp.now, 'open'),
      ...recordShipments(ctx, [outcome]),
      audit(ctx, 'bag.shipment_removed', { type: 'bag', id: input.bagId }, { shipment_id: before.id }),
    ],
    outcome.shipment,
  )
}

/** The courier who has the bag no longer has what was taken out of it. */
function leftByCourierOf(bag: Bag, shipment: Shipment): Shipment {
  if (bag.courierUserId === null || shipment.courierUserId !== bag.courierUserId) return shipment
  return Object.freeze({ ...shipment, courierUserId: null })
}
