import type { Flight } from './flight.ts'
import type { FlightUpdate } from './flight-update.ts'

/** What of an update says which flight it is about. */
export type SpokenOf = Pick<
  FlightUpdate,
  'flightNumber' | 'codeshares' | 'departureDate' | 'origin' | 'destination' | 'scheduledDeparture'
>

type Identity = Pick<Flight, 'flightNumber' | 'departureDate' | 'origin' | 'destination' | 'scheduledDeparture'>

/** Two plans of one leg are closer than this, two legs of one number are not. */
const SAME_PLAN_MS = 2 * 3_600_000

/** Every number that the leg goes by, the one that it is told under first. */
export function numbersOf({ flightNumber, codeshares = [] }: SpokenOf): readonly string[] {
  return [...new Set([flightNumber, ...codeshares])]
}

/**
 * Whether an update is about a flight: one of its numbers, the calendar date of its planned departure where it departs, and its origin. The
 * date is never guessed: the same number flies tomorrow too. Where no origin is said, neither the destination nor the plan may be another leg's.
 */
export function speaksOf(update: SpokenOf, flight: Identity): boolean {
  if (!numbersOf(update).includes(flight.flightNumber)) return false
  if (update.departureDate !== flight.departureDate) return false
  if (update.origin !== null) return update.origin === flight.origin
  return (update.destination ?? flight.destination) === flight.destination && hasSamePlan(update, flight)
}

function hasSamePlan({ scheduledDeparture: said }: SpokenOf, { scheduledDeparture: planned }: Identity): boolean {
  return said === null || planned === null || Math.abs(said - planned) <= SAME_PLAN_MS
}

/**
 * Of a tenant's flights those that an update is about: more than one when the leg is there under several of its numbers. An
 * update without an origin that could be about two legs of a number is about neither.
 */
export function spokenOf<F extends Identity>(flights: readonly F[], update: SpokenOf): readonly F[] {
  const meant = flights.filter((flight) => speaksOf(update, flight))
  if (update.origin !== null) return meant
  return meant.filter((flight) =>
    meant.every((other) => other === flight || other.flightNumber !== flight.flightNumber),
  )
}

/** Whether two updates may be about one leg: a number in common, and neither date nor origin against it. */
export function isSameLeg(a: SpokenOf, b: SpokenOf): boolean {
  const agree = (one: string | null, other: string | null) => one === null || other === null || one === other
  const others = numbersOf(b)
  return (
    numbersOf(a).some((number) => others.includes(number)) &&
    agree(a.departureDate, b.departureDate) &&
    agree(a.origin, b.origin)
  )
}
