import { z } from '@hono/zod-openapi'
import { FLIGHT_STATUSES } from '../../domain/shipments/flight-status.ts'
import { SHIPMENT_STATUSES } from '../../domain/shipments/shipment-status.ts'
import { NormalisedStatus } from '../shipments/schemas.ts'

export const TrackingParams = z.object({
  tracking_id: z.string().openapi({ param: { name: 'tracking_id', in: 'path' }, example: 'MAD0 1234 5678 9ABC' }),
})

const place = z.object({
  iata: z.string(),
  name: z.string(),
  city: z.string(),
  country: z.string(),
  time_zone: z.string(),
})

const flight = z.object({
  flight_number: z.string(),
  status: z.enum(FLIGHT_STATUSES),
  origin: z.string(),
  destination: z.string(),
  scheduled_departure: z.string().nullable(),
  estimated_departure: z.string().nullable(),
  actual_departure: z.string().nullable(),
  scheduled_arrival: z.string().nullable(),
  estimated_arrival: z.string().nullable(),
  actual_arrival: z.string().nullable(),
})

const event = z.object({
  status: z.enum(SHIPMENT_STATUSES),
  code: z.string().nullable(),
  reason_code: z.string().nullable(),
  occurred_at: z.string(),
  airport: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
})

export const TrackingV1 = z
  .object({
    tracking_id: z.string(),
    status: z.enum(SHIPMENT_STATUSES),
    courier: z.string(),
    origin: place,
    destination: place,
    pieces: z.number().int(),
    weight_grams: z.number().int(),
    flight: flight.nullable(),
    estimated_arrival: z.string().nullable(),
    delivered_at: z.string().nullable(),
    events: z.array(event),
  })
  .openapi('Tracking')

export const TrackingV2 = z
  .object({
    tracking_id: z.string(),
    courier: z.string(),
    origin: place,
    destination: place,
    pieces: z.number().int(),
    weight_grams: z.number().int(),
    flight: flight.nullable(),
    tracking: z.object({
      status: NormalisedStatus,
      substatus: z.enum(SHIPMENT_STATUSES),
      label: z.string(),
      estimated_delivery: z.string().nullable(),
      delivered_at: z.string().nullable(),
      events: z.array(
        event.extend({ status: NormalisedStatus, substatus: z.enum(SHIPMENT_STATUSES), label: z.string() }),
      ),
    }),
  })
  .openapi('TrackingV2')
