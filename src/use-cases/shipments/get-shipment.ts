import { notFound } from '../../core/errors.ts'
import { estimatedArrival } from '../../domain/shipments/estimated-arrival.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { TrackingEvent } from '../../domain/shipments/tracking-event.ts'
import type { TenantContext } from '../context.ts'
import { linesFor, readable } from './readable.ts'

export interface ShipmentInFull {
  readonly shipment: Shipment
  readonly events: readonly TrackingEvent[]
  /** ms UTC; null when that is not known, or over. */
  readonly estimatedArrival: number | null
}

/** Throws `forbidden`, `not_found`; for a customer also when it is another’s. */
export async function getShipment(ctx: TenantContext, id: string): Promise<Shipment> {
  const mayRead = readable(ctx.actor)
  const shipment = await ctx.shipments.find(id)
  if (!shipment || !mayRead(shipment)) throw notFound('shipment')
  return shipment
}

/** The same with its timeline as the actor may see it, oldest first, and when it is expected. One round trip. */
export async function getShipmentInFull(ctx: TenantContext, id: string): Promise<ShipmentInFull> {
  const mayRead = readable(ctx.actor)
  const found = await ctx.shipments.findTracked(id)
  if (!found || !mayRead(found.shipment)) throw notFound('shipment')
  const { shipment, events, flight } = found
  return { shipment, events: linesFor(ctx.actor, events), estimatedArrival: estimatedArrival(shipment, flight) }
}

/** The same with when it is expected at the end of its flight, ms UTC; null when that is not known, or over. One round trip. */
export async function getShipmentWithEstimate(ctx: TenantContext, id: string): Promise<Omit<ShipmentInFull, 'events'>> {
  const mayRead = readable(ctx.actor)
  const found = await ctx.shipments.findWithFlight(id)
  if (!found || !mayRead(found.shipment)) throw notFound('shipment')
  return { shipment: found.shipment, estimatedArrival: estimatedArrival(found.shipment, found.flight) }
}
