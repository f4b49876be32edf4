import type { Shipment, ShipmentOutcome } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { audit, recordShipments } from '../record.ts'

/**
 * Commits one step of a shipment: its row, its timeline, what is told of it, and its leave of the bag that it was in. A step that
 * changed nothing writes nothing. Throws `otherwise`, or `conflict`, when the shipment is no longer as it was read.
 */
export async function commitStep(
  ctx: TenantContext,
  before: Shipment,
  outcome: ShipmentOutcome,
  otherwise?: () => Error,
): Promise<Shipment> {
  const { shipment } = outcome
  if (outcome.events.length === 0) return ctx.commit([], before)
  const mustBe = before.status === 'bagged' && shipment.status === 'received' ? 'open' : undefined
  const leavesBag = before.bagId !== null && shipment.bagId === null
  return ctx.commit(
    [
      ctx.shipments.update(before, shipment, otherwise),
      ...(leavesBag ? ctx.bags.forgetShipment(before.bagId, before, ctx.clock.now(), mustBe) : []),
      ...recordShipments(ctx, [outcome]),
      audit(ctx, `shipment.${shipment.status}`, { type: 'shipment', id: before.id }, { from: before.status }),
    ],
    shipment,
  )
}
