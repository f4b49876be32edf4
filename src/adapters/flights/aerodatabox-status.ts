import type { FlightStatus } from '../../domain/shipments/flight-status.ts'

/** Their words in the order of their integer codes (OpenAPI 1.15.3: 0 Unknown .. 12 CanceledUncertain), and ours. */
const STATUSES = [
  ['Unknown', 'unknown'],
  ['Expected', 'scheduled'],
  ['EnRoute', 'departed'],
  ['CheckIn', 'scheduled'],
  ['Boarding', 'scheduled'],
  ['GateClosed', 'scheduled'],
  ['Departed', 'departed'],
  ['Delayed', 'delayed'],
  ['Approaching', 'departed'],
  ['Arrived', 'arrived'],
  ['Canceled', 'cancelled'],
  ['Diverted', 'diverted'],
  ['CanceledUncertain', 'unknown'],
] as const satisfies readonly (readonly [string, FlightStatus])[]

const BY_WORD = new Map(STATUSES.map((entry) => [entry[0].toLowerCase(), entry]))
const MOST_CHARACTERS = 40

export interface AeroDataBoxStatus {
  readonly status: FlightStatus
  /** Their word in their spelling, also when a code or another capitalisation came; an unknown one as it came. */
  readonly providerStatus: string
}

/** Reads a status given as a word in any case, as an integer, or as an integer in a string. Never refuses. */
export function readAeroDataBoxStatus(raw: unknown): AeroDataBoxStatus {
  if (typeof raw !== 'string' && typeof raw !== 'number') return { status: 'unknown', providerStatus: 'Unknown' }
  const text = String(raw).trim()
  const known = /^\d+$/.test(text) ? STATUSES[Number(text)] : BY_WORD.get(text.toLowerCase())
  if (known) return { providerStatus: known[0], status: known[1] }
  return { status: 'unknown', providerStatus: text === '' ? 'Unknown' : text.slice(0, MOST_CHARACTERS) }
}
