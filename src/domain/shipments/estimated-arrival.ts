import { Flight } from './flight.ts'
import type { Shipment } from './shipment.ts'

const BEFORE_LANDING: ReadonlySet<string> = new Set(['bagged', 'in_transit'])

/**
 * When a shipment is expected at the end of its flight, ms UTC: the flight's best known time. Null when its bag is on none, when that
 * is cancelled, and when the journey in the air is over.
 * @param flight of the bag that it is in
 */
export function estimatedArrival(shipment: Pick<Shipment, 'status'>, flight: Flight | null): number | null {
  if (flight === null || flight.status === 'cancelled' || !BEFORE_LANDING.has(shipment.status)) return null
  return Flight.expectedArrival(flight)
}
