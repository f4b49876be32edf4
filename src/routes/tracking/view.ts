import type { Locale } from '../../domain/auth/tenant.ts'
import { Shipment } from '../../domain/shipments/shipment.ts'
import { TrackingId } from '../../domain/shipments/tracking-id.ts'
import type { TrackingView } from '../../pages/tracking-view.ts'
import type { Tracked } from './find-tracked.ts'
import { airportOf } from './presenters.ts'

/** What the tracking page shows of a parcel, in a language. */
export function viewOf(
  { tracking, tenant }: Pick<Tracked, 'tracking' | 'tenant'>,
  nonce: string,
  locale: Locale,
): TrackingView {
  const { shipment, flight, events } = tracking
  const place = (iata: string) => airportOf(tracking, iata)
  const last = events.at(-1)
  return {
    nonce,
    locale,
    trackingId: shipment.trackingId,
    trackingIdGrouped: TrackingId.grouped(shipment.trackingId),
    brand: tenant.branding,
    status: shipment.status,
    statusSince: last?.occurredAt ?? null,
    origin: place(shipment.origin),
    destination: place(shipment.destination),
    pieces: shipment.pieces,
    weightGrams: shipment.weightGrams,
    flight: flight && {
      ...flight,
      number: flight.flightNumber,
      origin: place(flight.origin),
      destination: place(flight.destination),
    },
    estimatedArrival: tracking.estimatedArrival,
    events: events.toReversed().map((event) => ({
      id: event.id,
      status: event.status,
      code: event.code,
      reasonCode: event.reasonCode,
      occurredAt: event.occurredAt,
      place: event.airport === null ? null : place(event.airport),
      flightNumber: event.flightId !== null && event.flightId === flight?.id ? flight.flightNumber : null,
      note: event.note,
    })),
    live: Shipment.isOver(shipment.status) ? null : { socketPath: `/ws/track/${shipment.trackingId}`, since: 0 },
  }
}
