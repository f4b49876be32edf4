import type { FlightStatus } from './flight-status.ts'

/** What a provider said of one leg of one flight, in our words. A field it did not mention is null. Times are ms since 1970, UTC. */
export interface FlightUpdate {
  readonly provider: 'aerodatabox' | 'aviationstack' | 'manual'
  /** IATA form without a blank: `IB6501`. */
  readonly flightNumber: string
  /** Other numbers that the same leg is sold or asked for under, IATA form: `IB7340` for `BA460`. Absent when there are none. */
  readonly codeshares?: readonly string[] | undefined
  /** Local calendar date at the origin, `YYYY-MM-DD`; null when neither a local time nor the airport's zone told it. */
  readonly departureDate: string | null
  /** IATA codes. */
  readonly origin: string | null
  readonly destination: string | null
  readonly status: FlightStatus
  /** Their own word, kept as it came. */
  readonly providerStatus: string
  readonly scheduledDeparture: number | null
  readonly estimatedDeparture: number | null
  readonly actualDeparture: number | null
  readonly scheduledArrival: number | null
  readonly estimatedArrival: number | null
  readonly actualArrival: number | null
  readonly terminal: string | null
  readonly gate: string | null
  readonly arrivalTerminal: string | null
  readonly baggageBelt: string | null
  readonly aircraft: string | null
  /** When the provider last touched this flight: updates are ordered by it. */
  readonly updatedAt: number
}
