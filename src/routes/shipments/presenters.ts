import type { z } from '@hono/zod-openapi'
import { dtoFactory } from '../../core/versioning.ts'
import type { Party, Shipment } from '../../domain/shipments/shipment.ts'
import type { ShipmentStatus } from '../../domain/shipments/shipment-status.ts'
import type { TrackingEvent } from '../../domain/shipments/tracking-event.ts'
import {
  getShipmentInFull,
  getShipmentWithEstimate,
  type ShipmentInFull,
} from '../../use-cases/shipments/get-shipment.ts'
import { timeOrNull, timeText } from '../fields.ts'
import { type EventSchema, type NormalisedStatus, ShipmentV1, ShipmentV2 } from './schemas.ts'

type Normalised = z.output<typeof NormalisedStatus>

/** Our status in the words that EasyPost and its kin use. */
export const NORMALISED: Readonly<Record<ShipmentStatus, Normalised>> = {
  created: 'pre_transit',
  received: 'pre_transit',
  bagged: 'pre_transit',
  in_transit: 'in_transit',
  arrived: 'in_transit',
  customs_hold: 'in_transit',
  available_for_pickup: 'available_for_pickup',
  out_for_delivery: 'out_for_delivery',
  delivery_failed: 'failure',
  delivered: 'delivered',
  returned: 'return_to_sender',
  lost: 'failure',
  cancelled: 'cancelled',
}

/** `out_for_delivery` -> `Out for delivery`. */
export function labelOf(status: string): string {
  const words = status.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function presentParty(party: Party) {
  const { address } = party
  return {
    name: party.name,
    phone: party.phone,
    email: party.email,
    address: address && {
      line1: address.line1,
      line2: address.line2,
      city: address.city,
      region: address.region,
      postal_code: address.postalCode,
      country: address.country,
    },
  }
}

function shared(shipment: Shipment, publicUrl: string) {
  return {
    id: shipment.id,
    tracking_id: shipment.trackingId,
    tracking_url: `${publicUrl}/t/${shipment.trackingId}`,
    origin: shipment.origin,
    destination: shipment.destination,
    sender: presentParty(shipment.sender),
    recipient: presentParty(shipment.recipient),
    weight_grams: shipment.weightGrams,
    pieces: shipment.pieces,
    description: shipment.description,
    payment_method: shipment.paymentMethod,
    payment_status: shipment.paymentStatus,
    reference: shipment.reference,
    awb: shipment.awb,
    customer_user_id: shipment.customerUserId,
    courier_user_id: shipment.courierUserId,
    bag_id: shipment.bagId,
    flight_id: shipment.flightId,
    notify: shipment.notify,
    locale: shipment.locale,
    version: shipment.version,
    created_at: timeText(shipment.createdAt),
    updated_at: timeText(shipment.updatedAt),
    delivered_at: timeOrNull(shipment.deliveredAt),
  }
}

/** What an answer about one shipment looked at beside it; others leave it out. */
type About = Omit<ShipmentInFull, 'shipment' | 'events'> & Partial<Pick<ShipmentInFull, 'events'>>

/** What changes of an answer without the shipment's version. */
export function besideVersion({ estimatedArrival, events }: About): readonly number[] {
  if (events) return [estimatedArrival ?? 0, events.length]
  return estimatedArrival === null ? [] : [estimatedArrival]
}

function presentV1(shipment: Shipment, publicUrl: string, about?: About): z.output<typeof ShipmentV1> {
  return {
    ...shared(shipment, publicUrl),
    status: shipment.status,
    ...(about && { estimated_arrival: timeOrNull(about.estimatedArrival) }),
    declared_amount: shipment.declaredValue?.amount ?? null,
    declared_currency: shipment.declaredValue?.currency ?? null,
    cod_amount: shipment.codAmount?.amount ?? null,
    cod_currency: shipment.codAmount?.currency ?? null,
  }
}

function presentV2(shipment: Shipment, publicUrl: string, about?: About): z.output<typeof ShipmentV2> {
  return {
    ...shared(shipment, publicUrl),
    declared_value: shipment.declaredValue,
    cod: shipment.codAmount,
    tracking: {
      status: NORMALISED[shipment.status],
      substatus: shipment.status,
      label: labelOf(shipment.status),
      ...(about && { estimated_delivery: timeOrNull(about.estimatedArrival) }),
      ...(about?.events && {
        events: about.events.map((event) => ({
          ...presentEvent(event),
          status: NORMALISED[event.status],
          substatus: event.status,
          label: labelOf(event.status),
        })),
      }),
    },
  }
}

/** How a shipment leaves, by version, and what one by itself is read with. */
export const shipmentDto = dtoFactory({
  v1: { schema: ShipmentV1, present: presentV1, get: getShipmentWithEstimate },
  v2: { schema: ShipmentV2, present: presentV2, get: getShipmentInFull },
})

export function presentEvent(event: TrackingEvent): z.output<typeof EventSchema> {
  return {
    id: event.id,
    status: event.status,
    code: event.code,
    reason_code: event.reasonCode,
    occurred_at: timeText(event.occurredAt),
    recorded_at: timeText(event.recordedAt),
    time_type: event.timeType,
    airport: event.airport,
    flight_id: event.flightId,
    bag_id: event.bagId,
    actor: event.actor,
    source: event.source,
    note: event.note,
  }
}
