import type { Flight } from './flight.ts'
import type { FlightStatus } from './flight-status.ts'

/** The least by which an arrival moves before people are told, ms: less than a provider's guesses go up and down by. */
export const WORTH_TELLING_MS = 30 * 60_000

/** A new time of arrival that people are told of. ms UTC. */
export interface FlightDelay {
  readonly arrival: number
  /** What they counted on until then. */
  readonly insteadOf: number
}

/** What a flight remembers of what people were told. */
export type ToldArrival = Pick<Flight, 'toldArrival' | 'delayToldIn'>

export const NOTHING_TOLD: ToldArrival = Object.freeze({ toldArrival: null, delayToldIn: null })

/** While it is to land where the parcels go. */
const LANDS_THERE: ReadonlySet<FlightStatus> = new Set(['scheduled', 'delayed', 'departed'])

const arrivalOf = (flight: Flight): number | null => flight.estimatedArrival ?? flight.scheduledArrival

/**
 * The news in what a flight became, null when there is none. Later by enough than what people were last told is news, and than the
 * schedule where they were told nothing; earlier by as much only where they were told: nobody is disappointed by a flight that is early.
 * @param before as it was, with what was told then
 */
export function delayOf(before: Flight, after: Flight): FlightDelay | null {
  const arrival = arrivalOf(after)
  const insteadOf = before.toldArrival ?? after.scheduledArrival
  if (arrival === null || insteadOf === null) return null
  if (!LANDS_THERE.has(after.status) || after.actualArrival !== null) return null
  const later = arrival - insteadOf
  const isNews = later >= WORTH_TELLING_MS || (before.toldArrival !== null && -later >= WORTH_TELLING_MS)
  return isNews ? { arrival, insteadOf } : null
}

/**
 * What people know after this step. A departure is told to everybody with the time of landing, so it counts; what was said of a flight
 * that is cancelled is void.
 */
export function toldAfter(before: Flight, after: Flight, delay: FlightDelay | null): ToldArrival {
  if (after.status === 'cancelled') return NOTHING_TOLD
  if (delay) return { toldArrival: delay.arrival, delayToldIn: after.version }
  const leaves = after.status === 'departed' && (before.status === 'scheduled' || before.status === 'delayed')
  return {
    toldArrival: leaves ? (arrivalOf(after) ?? before.toldArrival) : before.toldArrival,
    delayToldIn: before.delayToldIn,
  }
}

/**
 * Whether a delay is still the newest that there is to tell of a flight, and it still is to land there.
 * @param version of the flight in which the delay was found
 */
export const isStillDelayed = (flight: Pick<Flight, 'status' | 'delayToldIn'>, version: unknown): boolean =>
  LANDS_THERE.has(flight.status) && flight.delayToldIn === version
