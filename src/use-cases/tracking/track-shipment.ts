import { notFound } from '../../core/errors.ts'
import type { Airport } from '../../domain/shipments/airport.ts'
import { estimatedArrival } from '../../domain/shipments/estimated-arrival.ts'
import type { TrackedShipment } from '../../domain/shipments/ports.ts'
import type { TenantContext } from '../context.ts'

/** What anyone with the tracking id may know: no names, phones, streets. */
export interface PublicTracking extends TrackedShipment {
  readonly airports: ReadonlyMap<string, Airport>
  /** ms UTC; null when no flight is known or the journey in the air is over. */
  readonly estimatedArrival: number | null
}

/** One round trip. Throws `not_found`. `trackingId` has passed its check. */
export async function trackShipment(ctx: TenantContext, trackingId: string): Promise<PublicTracking> {
  const tracked = await ctx.shipments.track(trackingId)
  if (!tracked) throw notFound('shipment')
  const { shipment, events, flight } = tracked
  const codes = new Set([
    shipment.origin,
    shipment.destination,
    ...events.map((event) => event.airport),
    ...(flight ? [flight.origin, flight.destination] : []),
  ])
  const airports = new Map<string, Airport>()
  for (const code of codes) {
    const airport = code === null ? null : ctx.airports.find(code)
    if (airport) airports.set(airport.iata, airport)
  }
  return {
    shipment,
    events: events.filter((event) => event.isPublic),
    flight,
    airports,
    estimatedArrival: estimatedArrival(shipment, flight),
  }
}
