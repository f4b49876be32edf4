import type { z } from '@hono/zod-openapi'
import type { Flight } from '../../domain/shipments/flight.ts'
import { timeOrNull, timeText } from '../fields.ts'
import type { FlightSchema } from './schemas.ts'

/** How a flight leaves; both versions alike. */
export function presentFlight(flight: Flight): z.output<typeof FlightSchema> {
  return {
    id: flight.id,
    flight_number: flight.flightNumber,
    departure_date: flight.departureDate,
    origin: flight.origin,
    destination: flight.destination,
    status: flight.status,
    provider_status: flight.providerStatus,
    scheduled_departure: timeOrNull(flight.scheduledDeparture),
    estimated_departure: timeOrNull(flight.estimatedDeparture),
    actual_departure: timeOrNull(flight.actualDeparture),
    scheduled_arrival: timeOrNull(flight.scheduledArrival),
    estimated_arrival: timeOrNull(flight.estimatedArrival),
    actual_arrival: timeOrNull(flight.actualArrival),
    terminal: flight.terminal,
    gate: flight.gate,
    arrival_terminal: flight.arrivalTerminal,
    baggage_belt: flight.baggageBelt,
    aircraft: flight.aircraft,
    provider: flight.provider,
    last_provider_update_at: timeOrNull(flight.lastProviderUpdateAt),
    version: flight.version,
    created_at: timeText(flight.createdAt),
    updated_at: timeText(flight.updatedAt),
  }
}
