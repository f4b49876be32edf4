import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { TrackingEvent } from '../../domain/shipments/tracking-event.ts'
import type { TenantContext } from '../context.ts'

/** All lines of a shipment, oldest first. Throws `forbidden`, `not_found`. */
export async function getTimeline(ctx: TenantContext, shipmentId: string): Promise<readonly TrackingEvent[]> {
  authorize(ctx.actor, 'shipments:read')
  const events = await ctx.shipments.timeline(shipmentId)
  if (!events) throw notFound('shipment')
  return events
}
