import type { Airport, Airports } from '../../domain/shipments/airport.ts'

/** Both ends of a journey, as they are printed. A code that the gazetteer has lost is printed by itself. */
export function endsOf(
  airports: Airports,
  journey: { readonly origin: string; readonly destination: string },
): { readonly origin: Airport; readonly destination: Airport } {
  return { origin: airportOf(airports, journey.origin), destination: airportOf(airports, journey.destination) }
}

function airportOf(airports: Airports, iata: string): Airport {
  const unknown = { iata, name: '', city: '', country: '', latitude: 0, longitude: 0, timeZone: 'UTC' }
  return airports.find(iata) ?? unknown
}
