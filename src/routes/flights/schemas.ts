import { z } from '@hono/zod-openapi'
import { FLIGHT_STATUSES } from '../../domain/shipments/flight-status.ts'
import { pageQuery } from '../cursor.ts'
import { calendarDate, flightNumber, iata, instant } from '../fields.ts'

export const NewFlightSchema = z
  .strictObject({
    flight_number: flightNumber,
    departure_date: calendarDate.openapi({ description: 'Local date at the origin' }),
    origin: iata,
    destination: iata,
    scheduled_departure: instant.optional(),
    scheduled_arrival: instant.optional(),
  })
  .refine(
    (f) =>
      f.scheduled_departure === undefined ||
      f.scheduled_arrival === undefined ||
      f.scheduled_arrival > f.scheduled_departure,
    { path: ['scheduled_arrival'], message: 'The arrival is not after the departure.' },
  )
  .openapi('NewFlight')

export const ListQuery = z.strictObject({
  ...pageQuery,
  flight_number: flightNumber.optional(),
  departure_date: calendarDate.optional(),
  status: z.enum(FLIGHT_STATUSES).optional(),
  origin: iata.optional(),
  destination: iata.optional(),
})

const time = z.string().nullable()

export const FlightSchema = z
  .object({
    id: z.string(),
    flight_number: z.string(),
    departure_date: z.string(),
    origin: z.string(),
    destination: z.string(),
    status: z.enum(FLIGHT_STATUSES),
    provider_status: z.string().nullable(),
    scheduled_departure: time,
    estimated_departure: time,
    actual_departure: time,
    scheduled_arrival: time,
    estimated_arrival: time,
    actual_arrival: time,
    terminal: z.string().nullable(),
    gate: z.string().nullable(),
    arrival_terminal: z.string().nullable(),
    baggage_belt: z.string().nullable(),
    aircraft: z.string().nullable(),
    provider: z.string().nullable(),
    last_provider_update_at: time,
    version: z.number().int(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .openapi('Flight')
