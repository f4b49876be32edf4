import type { z } from '@hono/zod-openapi'
import { dtoFactory } from '../../core/versioning.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import type { Airport } from '../../domain/shipments/airport.ts'
import type { PublicTracking } from '../../use-cases/tracking/track-shipment.ts'
import { timeOrNull, timeText } from '../fields.ts'
import { labelOf, NORMALISED } from '../shipments/presenters.ts'
import { TrackingV1, TrackingV2 } from './schemas.ts'

/** A code whose airport the gazetteer does not hold is shown as itself. */
export function airportOf(tracking: PublicTracking, iata: string): Airport {
  return (
    tracking.airports.get(iata) ?? {
      iata,
      name: iata,
      city: iata,
      country: '',
      latitude: 0,
      longitude: 0,
      timeZone: 'UTC',
    }
  )
}

function place(tracking: PublicTracking, iata: string) {
  const airport = airportOf(tracking, iata)
  return {
    iata: airport.iata,
    name: airport.name,
    city: airport.city,
    country: airport.country,
    time_zone: airport.timeZone,
  }
}

function shared(tracking: PublicTracking, tenant: Tenant) {
  const { shipment, flight } = tracking
  return {
    tracking_id: shipment.trackingId,
    courier: tenant.branding.name,
    origin: place(tracking, shipment.origin),
    destination: place(tracking, shipment.destination),
    pieces: shipment.pieces,
    weight_grams: shipment.weightGrams,
    flight: flight && {
      flight_number: flight.flightNumber,
      status: flight.status,
      origin: flight.origin,
      destination: flight.destination,
      scheduled_departure: timeOrNull(flight.scheduledDeparture),
      estimated_departure: timeOrNull(flight.estimatedDeparture),
      actual_departure: timeOrNull(flight.actualDeparture),
      scheduled_arrival: timeOrNull(flight.scheduledArrival),
      estimated_arrival: timeOrNull(flight.estimatedArrival),
      actual_arrival: timeOrNull(flight.actualArrival),
    },
  }
}

function events(tracking: PublicTracking) {
  return tracking.events.map((event) => {
    const airport = event.airport === null ? undefined : tracking.airports.get(event.airport)
    return {
      status: event.status,
      code: event.code,
      reason_code: event.reasonCode,
      occurred_at: timeText(event.occurredAt),
      airport: event.airport,
      city: airport?.city ?? null,
      country: airport?.country ?? null,
    }
  })
}

function presentV1(tracking: PublicTracking, tenant: Tenant): z.output<typeof TrackingV1> {
  return {
    ...shared(tracking, tenant),
    status: tracking.shipment.status,
    estimated_arrival: timeOrNull(tracking.estimatedArrival),
    delivered_at: timeOrNull(tracking.shipment.deliveredAt),
    events: events(tracking),
  }
}

function presentV2(tracking: PublicTracking, tenant: Tenant): z.output<typeof TrackingV2> {
  const { status } = tracking.shipment
  return {
    ...shared(tracking, tenant),
    tracking: {
      status: NORMALISED[status],
      substatus: status,
      label: labelOf(status),
      estimated_delivery: timeOrNull(tracking.estimatedArrival),
      delivered_at: timeOrNull(tracking.shipment.deliveredAt),
      events: events(tracking).map((event) => ({
        ...event,
        status: NORMALISED[event.status],
        substatus: event.status,
        label: labelOf(event.status),
      })),
    },
  }
}

/** How public tracking leaves, by version. No names, phones or streets in either. */
export const trackingDto = dtoFactory({
  v1: { schema: TrackingV1, present: presentV1 },
  v2: { schema: TrackingV2, present: presentV2 },
})
