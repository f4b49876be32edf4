import { notFound } from '../../core/errors.ts'
import { estimatedArrival } from '../../domain/shipments/estimated-arrival.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { readable } from './readable.ts'

/** Throws `forbidden`, `not_found`; for a customer also when it is another’s. */
export async function getShipment(ctx: TenantContext, id: string): Promise<Shipment> {
  const mayRead = readable(ctx.actor)
  const shipment = await ctx.shipments.find(id)
  if (!shipment || !mayRead(shipment)) throw notFound('shipment')
  return shipment
}

/** The same with when it is expected at the end of its flight, ms UTC; null when that is not known, or over. One round trip. */
export async function getShipmentWithEstimate(
  ctx: TenantContext,
  id: string,
): Promise<{ readonly shipment: Shipment; readonly estimatedArrival: number | null }> {
  const mayRead = readable(ctx.actor)
  const found = await ctx.shipments.findWithFlight(id)
  if (!found || !mayRead(found.shipment)) throw notFound('shipment')
  return { shipment: found.shipment, estimatedArrival: estimatedArrival(found.shipment, found.flight) }
}
