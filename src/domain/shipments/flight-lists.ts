import type { FlightStatus } from './flight-status.ts'

/** What a list of flights may be narrowed to. Any of them go together. */
export interface FlightFilter {
  readonly flightNumber?: string
  /** `YYYY-MM-DD`, local at the origin. */
  readonly departureDate?: string
  readonly status?: FlightStatus
  /** IATA codes. */
  readonly origin?: string
  readonly destination?: string
}
export type FlightFilterField = keyof FlightFilter

/**
 * The indexes that lists of flights are ranges of, the most telling first, each with the fields that may be looked at row by row
 * behind it: a number flies one route in a few legs, and a day has few flights of a number or of a route.
 */
export const FLIGHT_LISTS = [
  { by: ['flightNumber', 'departureDate'], rowByRow: ['status', 'origin', 'destination'] },
  { by: ['flightNumber', 'status'], rowByRow: ['origin', 'destination'] },
  { by: ['flightNumber'], rowByRow: ['origin', 'destination'] },
  { by: ['departureDate', 'origin', 'destination'], rowByRow: ['status'] },
  { by: ['departureDate', 'status', 'origin'], rowByRow: [] },
  { by: ['departureDate', 'status', 'destination'], rowByRow: [] },
  { by: ['departureDate', 'status'], rowByRow: [] },
  { by: ['departureDate', 'origin'], rowByRow: [] },
  { by: ['departureDate', 'destination'], rowByRow: [] },
  { by: ['departureDate'], rowByRow: [] },
  { by: ['status', 'origin', 'destination'], rowByRow: [] },
  { by: ['status', 'origin'], rowByRow: [] },
  { by: ['status', 'destination'], rowByRow: [] },
  { by: ['status'], rowByRow: [] },
  { by: ['origin', 'destination'], rowByRow: [] },
  { by: ['origin'], rowByRow: [] },
  { by: ['destination'], rowByRow: [] },
  { by: [], rowByRow: [] },
] as const satisfies readonly { by: readonly FlightFilterField[]; rowByRow: readonly FlightFilterField[] }[]

/** The index that serves a filter, and what is left to look at row by row. There is one for every filter. */
export function flightList(filter: FlightFilter): {
  readonly by: readonly FlightFilterField[]
  readonly rowByRow: readonly FlightFilterField[]
} {
  const given = (Object.keys(filter) as FlightFilterField[]).filter((field) => filter[field] !== undefined)
  for (const list of FLIGHT_LISTS) {
    const by: readonly FlightFilterField[] = list.by
    const rowByRow: readonly FlightFilterField[] = list.rowByRow
    const rest = given.filter((field) => !by.includes(field))
    if (by.every((field) => given.includes(field)) && rest.every((field) => rowByRow.includes(field))) {
      return { by, rowByRow: rest }
    }
  }
  throw new Error('no index serves this filter')
}
