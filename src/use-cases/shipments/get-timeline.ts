import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { TrackingEvent } from '../../domain/shipments/tracking-event.ts'
import type { TenantContext } from '../context.ts'
import { getShipment } from './get-shipment.ts'
import { customerOf, linesFor } from './readable.ts'

/**
 * All lines of a shipment, oldest first; a customer sees those of his own that are public, without the notes that staff
 * write for each other. Throws `forbidden`, `not_found`.
 */
export async function getTimeline(ctx: TenantContext, shipmentId: string): Promise<readonly TrackingEvent[]> {
  const isCustomer = customerOf(ctx.actor) !== null
  if (isCustomer) await getShipment(ctx, shipmentId)
  else authorize(ctx.actor, 'shipments:read')
  const events = await ctx.shipments.timeline(shipmentId)
  if (!events) throw notFound('shipment')
  return linesFor(ctx.actor, events)
}
