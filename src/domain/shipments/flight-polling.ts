import { Flight } from './flight.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** A calendar date begins so long before its midnight UTC in the easternmost zone. */
const EAST_MS = 14 * HOUR_MS

/** What is known of a flight's polls. Times are ms since 1970, UTC. */
export interface PollHistory {
  readonly polledAt: number | null
  /** Polls in a row that told nothing: each doubles the wait, up to eightfold. */
  readonly fruitless: number
}

/** Whether a provider that calls back tells of the flight, and which. Null: nobody calls. */
export type Caller = { readonly provider: string } | null

/** Nobody asks earlier than so long before a departure. */
const OPENS_MS = 12 * HOUR_MS
/** Whoever calls back has so long after a departure or arrival was due to say so. */
const LATE_MS = 20 * MINUTE_MS
/** And is trusted for so long after its last word. */
const TRUSTED_MS = 30 * MINUTE_MS

/** How often to ask from so long before (or, below zero, after) the next thing that is to happen: seldom while it is far, often when it is due. */
interface Phase {
  readonly from: number
  readonly every: number
  readonly isDue: boolean
}
const DUE: readonly Phase[] = [
  { from: HOUR_MS, every: 10 * MINUTE_MS, isDue: true },
  { from: -2 * HOUR_MS, every: 30 * MINUTE_MS, isDue: true },
  { from: -6 * HOUR_MS, every: 2 * HOUR_MS, isDue: false },
  { from: -24 * HOUR_MS, every: 12 * HOUR_MS, isDue: false },
]
const BEFORE_DEPARTURE: readonly Phase[] = [
  { from: OPENS_MS, every: 3 * HOUR_MS, isDue: false },
  { from: 3 * HOUR_MS, every: 30 * MINUTE_MS, isDue: false },
  ...DUE,
]
const IN_THE_AIR: readonly Phase[] = [{ from: Number.POSITIVE_INFINITY, every: HOUR_MS, isDue: false }, ...DUE]
/** While no time is known: the first answer tells it. */
const WITHOUT_TIMES: readonly Phase[] = [{ from: Number.POSITIVE_INFINITY, every: 2 * HOUR_MS, isDue: false }]

const isAirborne = (flight: Flight): boolean => flight.status === 'departed' || flight.status === 'diverted'

/** What is to happen next, when (null: nobody said), and how often to ask until then. */
function awaited(flight: Flight): { readonly at: number | null; readonly phases: readonly Phase[] } {
  const at = isAirborne(flight) ? Flight.expectedArrival(flight) : Flight.expectedDeparture(flight)
  if (at === null) return { at, phases: isAirborne(flight) ? IN_THE_AIR.slice(0, 1) : WITHOUT_TIMES }
  return { at, phases: isAirborne(flight) ? IN_THE_AIR : BEFORE_DEPARTURE }
}

function phaseAt(phases: readonly Phase[], milestone: number, when: number): Phase | undefined {
  return phases.findLast((phase) => milestone - when <= phase.from)
}

const midnightOf = (flight: Flight): number => Date.parse(`${flight.departureDate}T00:00:00Z`)

/** From when on there is a reason to ask. */
function opensAt(flight: Flight, caller: Caller): number {
  const { at } = awaited(flight)
  if (caller === null) {
    if (isAirborne(flight)) return Number.NEGATIVE_INFINITY
    return at === null ? midnightOf(flight) - EAST_MS : at - OPENS_MS
  }
  const heard = flight.provider === caller.provider ? (flight.lastProviderUpdateAt ?? 0) + TRUSTED_MS : 0
  return Math.max((at ?? midnightOf(flight) + 12 * HOUR_MS) + LATE_MS, heard)
}

function afterPoll(flight: Flight, { polledAt, fruitless }: { polledAt: number; fruitless: number }): number {
  const { at, phases } = awaited(flight)
  const milestone = at ?? Number.POSITIVE_INFINITY
  const phase = phaseAt(phases, milestone, polledAt) ?? phases[0]
  const next = polledAt + (phase?.every ?? HOUR_MS) * 2 ** Math.min(fruitless, 3)
  // It does not sleep through the moment from which on it is to be asked more often.
  const nearer = phases.find(({ from, isDue }) => isDue && from > 0 && milestone - from > polledAt)
  return nearer ? Math.min(next, milestone - nearer.from) : next
}

export const FlightPolling = {
  /**
   * When a provider is to be asked about the flight, ms UTC; in the past when it is overdue, null when never again. Without a caller:
   * from twelve hours before its departure, seldom, more often as something is due, hourly in the air. With one: only when
   * a departure or an arrival should have been told and was not.
   */
  nextAt(flight: Flight, caller: Caller, history: PollHistory): number | null {
    if (Flight.isOver(flight.status)) return null
    const opens = opensAt(flight, caller)
    const { polledAt, fruitless } = history
    const next =
      polledAt === null
        ? Math.max(opens, flight.createdAt)
        : Math.max(opens, afterPoll(flight, { polledAt, fruitless }))
    return next < Flight.watchedUntil(flight) ? next : null
  },

  /** Whether a departure or an arrival is due about now: such polls may spend the last of a day's requests. */
  isDue(flight: Flight, now: number): boolean {
    const { at, phases } = awaited(flight)
    return at !== null && phaseAt(phases, at, now)?.isDue === true
  },
}
