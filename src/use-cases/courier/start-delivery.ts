import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { stampOf } from '../record.ts'
import { commitStep } from '../shipments/commit-step.ts'
import { maySettle } from './own.ts'

/**
 * The courier leaves with a shipment that was given to him. Told twice is once. Two round trips.
 * Throws `forbidden`, `not_found` (also for another courier's), `invalid_transition`, `conflict`.
 */
export async function startDelivery(ctx: TenantContext, shipmentId: string): Promise<Shipment> {
  authorize(ctx.actor, 'courier:deliver')
  const before = await ctx.shipments.find(shipmentId)
  if (!before || !maySettle(ctx.actor, before)) throw notFound('shipment')
  const move = { to: 'out_for_delivery', reasonCode: null, note: null, airport: null, occurredAt: null } as const
  return commitStep(
    ctx,
    before,
    Shipment.transition(before, move, { actor: ctx.actor, source: 'courier' }, stampOf(ctx)),
  )
}
