import type { Flight, ToldField } from './flight.ts'
import type { FlightStatus } from './flight-status.ts'
import type { FlightUpdate } from './flight-update.ts'

/** Of two words of the same instant the further along wins, so that the order in which they come does not matter. */
const RANK: Readonly<Record<FlightStatus, number>> = {
  unknown: 0,
  scheduled: 1,
  delayed: 2,
  cancelled: 3,
  departed: 4,
  diverted: 5,
  arrived: 6,
}

const NEVER = Number.NEGATIVE_INFINITY

/** Whether the update's status is the flight's from now on: an arrival always, anything else when it is the later word. */
export function movesStatus(flight: Flight, update: FlightUpdate): boolean {
  if (update.status === 'unknown') return false
  if (flight.status === 'arrived') return false
  if (update.status === 'arrived') return true
  const last = flight.toldAt.status ?? NEVER
  if (update.updatedAt !== last) return update.updatedAt > last
  return RANK[update.status] > RANK[flight.status]
}

/**
 * When the word was spoken that the status rests on, ms; undefined when none was. For a flight that has arrived it is
 * the last word of arrival, whatever else was said since.
 */
export function statusToldAt(flight: Flight, update: FlightUpdate): number | undefined {
  if (movesStatus(flight, update)) return update.updatedAt
  if (flight.status !== 'arrived' || update.status !== 'arrived') return flight.toldAt.status
  return Math.max(update.updatedAt, flight.toldAt.status ?? NEVER)
}

/** Whether the update's value of a field is the later word on it; of two of the same instant the greater one stays. */
export function tellsMore(flight: Flight, field: ToldField, update: FlightUpdate): boolean {
  const said = update[field]
  if (said === null) return false
  const last = flight.toldAt[field] ?? NEVER
  if (update.updatedAt !== last) return update.updatedAt > last
  const kept = flight[field]
  return kept === null || said > kept
}

/**
 * Whether the provider's word for the status is the latest one. Of two words of the same instant (providers count in
 * minutes) the word of an arrival stays, else the greater text, so that no order of arrival makes a difference.
 */
export function isLatestWord(flight: Flight, update: FlightUpdate): boolean {
  const last = flight.lastProviderUpdateAt ?? NEVER
  if (update.updatedAt !== last) return update.updatedAt > last
  const keptIsArrival = flight.status === 'arrived' && flight.toldAt.status === last
  if ((update.status === 'arrived') !== keptIsArrival) return !keptIsArrival
  const kept = flight.providerStatus ?? ''
  if (update.providerStatus !== kept) return update.providerStatus > kept
  return update.provider > (flight.provider ?? '')
}
