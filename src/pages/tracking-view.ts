import type { Locale } from '../domain/auth/tenant.ts'
import type { FlightStatus } from '../domain/shipments/flight-status.ts'
import type { ShipmentStatus } from '../domain/shipments/shipment-status.ts'

/** An airport as a customer sees it: IATA code, its name and city, ISO 3166-1 alpha-2 country, IANA time zone. */
export interface Place {
  readonly iata: string
  readonly name: string
  readonly city: string
  readonly country: string
  readonly timeZone: string
}

/** The courier's face. `colour` is `#rgb` or `#rrggbb`; anything else falls back to a neutral blue. Only an https logo is shown. */
export interface BrandView {
  readonly name: string
  readonly colour: string
  readonly logoUrl: string | null
  readonly supportEmail: string | null
  readonly supportPhone: string | null
}

/** The flight that carries the parcel now, or carried it last. Times are ms since 1970, UTC. */
export interface FlightView {
  readonly number: string
  readonly status: FlightStatus
  readonly scheduledDeparture: number | null
  readonly estimatedDeparture: number | null
  readonly actualDeparture: number | null
  readonly scheduledArrival: number | null
  readonly estimatedArrival: number | null
  readonly actualArrival: number | null
  readonly origin: Place
  readonly destination: Place
  readonly terminal: string | null
  readonly gate: string | null
  readonly baggageBelt: string | null
}

/** One public line of the timeline. */
export interface EventView {
  readonly id: string
  readonly status: ShipmentStatus
  readonly code: string | null
  readonly reasonCode: string | null
  readonly occurredAt: number
  readonly place: Place | null
  readonly flightNumber: string | null
  readonly note: string | null
}

/**
 * Everything the public tracking page shows, and nothing about a person: no sender, no recipient, no street, no phone
 * but the courier's own. Times are ms since 1970, UTC; `events` stand newest first.
 */
export interface TrackingView {
  /** For this answer's Content-Security-Policy: `style-src` and `script-src` carry `'nonce-…'`. */
  readonly nonce: string
  readonly locale: Locale
  /** As stored, 16 characters. */
  readonly trackingId: string
  /** The same in groups of four. */
  readonly trackingIdGrouped: string
  readonly brand: BrandView
  readonly status: ShipmentStatus
  readonly statusSince: number | null
  readonly origin: Place
  readonly destination: Place
  readonly pieces: number
  readonly weightGrams: number
  readonly flight: FlightView | null
  readonly estimatedArrival: number | null
  readonly events: readonly EventView[]
  /** Where the page listens for changes (a path of this host) and from which sequence number; null when the journey is over. */
  readonly live: { readonly socketPath: string; readonly since: number } | null
}
