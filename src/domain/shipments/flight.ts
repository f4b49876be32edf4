import { DomainError } from '../errors.ts'
import type { BagStatus } from './bag.ts'
import { delayOf, type FlightDelay, toldAfter } from './flight-delay.ts'
import { isLatestWord, movesStatus, statusToldAt, tellsMore } from './flight-order.ts'
import type { FlightStatus } from './flight-status.ts'
import type { FlightUpdate } from './flight-update.ts'

/** What a provider may tell of a flight beside its status. */
export const TOLD_FIELDS = [
  'scheduledDeparture',
  'estimatedDeparture',
  'actualDeparture',
  'scheduledArrival',
  'estimatedArrival',
  'actualArrival',
  'terminal',
  'gate',
  'arrivalTerminal',
  'baggageBelt',
  'aircraft',
] as const
export type ToldField = (typeof TOLD_FIELDS)[number]

export interface Flight {
  readonly id: string
  readonly tenantId: string
  readonly flightNumber: string
  /** Local calendar date at the origin, `YYYY-MM-DD`. */
  readonly departureDate: string
  readonly origin: string
  readonly destination: string
  readonly status: FlightStatus
  readonly providerStatus: string | null
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
  readonly provider: string | null
  readonly lastProviderUpdateAt: number | null
  /** Whether its number is watched at a provider that calls back. */
  readonly alerts: boolean
  /** When the provider last spoke of each field and of the status (`status`): the latest word wins, in whatever order words arrive. */
  readonly toldAt: Readonly<Partial<Record<ToldField | 'status', number>>>
  /** When people were last told that it lands, ms UTC; null while they were told nothing. */
  readonly toldArrival: number | null
  /** The version of the flight that told them of a new time; null while none did. */
  readonly delayToldIn: number | null
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
}

export interface NewFlight {
  readonly flightNumber: string
  readonly departureDate: string
  readonly origin: string
  readonly destination: string
  readonly scheduledDeparture: number | null
  readonly scheduledArrival: number | null
}

/** A step that every bag on the flight takes which stands in `from`. */
export interface FlightMove {
  readonly from: BagStatus
  readonly to: BagStatus
}

export interface FlightOutcome {
  readonly flight: Flight
  readonly changed: boolean
  /** In the order in which they are played. */
  readonly moves: readonly FlightMove[]
  /** What the flight became by this update, when that is news; null when only times or gates moved. */
  readonly became: FlightStatus | null
  /** True when people's expected time of arrival or departure changed. */
  readonly timesChanged: boolean
  /** The new time of arrival that people are told of; null when it is not news. */
  readonly delay: FlightDelay | null
}

const DEPART: FlightMove = { from: 'loaded', to: 'in_transit' }
const ARRIVE: FlightMove = { from: 'in_transit', to: 'arrived' }
const OFFLOAD: FlightMove = { from: 'loaded', to: 'sealed' }

const DAY_MS = 86_400_000
/** Delays and diversions included. */
const LONGEST_FLIGHT_DAYS = 5

const FLIGHT_NUMBER = /^([A-Z]{2}|[A-Z]\d|\d[A-Z])\s?0*(\d{1,4})([A-Z]?)$/

function movesFor(from: FlightStatus, to: FlightStatus): readonly FlightMove[] {
  switch (to) {
    case 'departed':
      return [DEPART]
    case 'arrived':
      return from === 'departed' ? [ARRIVE] : [DEPART, ARRIVE]
    case 'diverted':
      return [DEPART]
    case 'cancelled':
      return [OFFLOAD]
    case 'scheduled':
    case 'delayed':
    case 'unknown':
      return []
  }
}

export const Flight = {
  /** `ib 06501` -> `IB6501`; null for what is no IATA flight number. */
  normalizeNumber(text: string): string | null {
    const match = FLIGHT_NUMBER.exec(text.trim().toUpperCase())
    return match ? `${match[1]}${match[2]}${match[3]}` : null
  },

  create(input: NewFlight, made: { id: string; tenantId: string }, now: number): Flight {
    if (input.origin === input.destination) {
      throw new DomainError('unprocessable', 'The flight goes nowhere.', {
        errors: [{ pointer: '/destination', message: 'The destination is the origin. Name another airport.' }],
      })
    }
    return Object.freeze({
      ...input,
      id: made.id,
      tenantId: made.tenantId,
      status: 'scheduled',
      providerStatus: null,
      estimatedDeparture: null,
      actualDeparture: null,
      estimatedArrival: null,
      actualArrival: null,
      terminal: null,
      gate: null,
      arrivalTerminal: null,
      baggageBelt: null,
      aircraft: null,
      provider: null,
      lastProviderUpdateAt: null,
      alerts: true,
      toldAt: {},
      toldArrival: null,
      delayToldIn: null,
      version: 1,
      createdAt: now,
      updatedAt: now,
    })
  },

  /**
   * Takes in what a provider said. The latest word on each field and on the status wins by the provider's own time,
   * so repetition and disorder end in the same state. A flight that has arrived stays arrived, and a word of arrival counts
   * whenever it comes; a status that we do not know keeps the provider's word and changes nothing else of the status.
   */
  apply(flight: Flight, update: FlightUpdate, now: number): FlightOutcome {
    const told: Partial<Pick<Flight, ToldField>> = {}
    const toldAt: Partial<Record<ToldField | 'status', number>> = { ...flight.toldAt }
    for (const field of TOLD_FIELDS) {
      if (!tellsMore(flight, field, update)) continue
      toldAt[field] = update.updatedAt
      const said = update[field]
      if (said !== null && said !== flight[field]) Object.assign(told, { [field]: said })
    }
    const status = movesStatus(flight, update) ? update.status : flight.status
    const statusTold = statusToldAt(flight, update)
    if (statusTold !== undefined) toldAt.status = statusTold
    const newest = isLatestWord(flight, update)
    const heard: Flight = {
      ...flight,
      ...told,
      status,
      toldAt,
      providerStatus: newest ? update.providerStatus : flight.providerStatus,
      provider: newest ? update.provider : flight.provider,
      lastProviderUpdateAt: newest ? update.updatedAt : flight.lastProviderUpdateAt,
      version: flight.version + 1,
      updatedAt: now,
    }
    const delay = delayOf(flight, heard)
    const next: Flight = Object.freeze({ ...heard, ...toldAfter(flight, heard, delay) })
    const sameTimes = Object.keys(toldAt).every((key) => toldAt[key as ToldField] === flight.toldAt[key as ToldField])
    const became = status === flight.status ? null : status
    if (became === null && !newest && sameTimes && Object.keys(told).length === 0) {
      return { flight, changed: false, moves: [], became: null, timesChanged: false, delay: null }
    }
    const timesChanged =
      Flight.expectedArrival(next) !== Flight.expectedArrival(flight) ||
      Flight.expectedDeparture(next) !== Flight.expectedDeparture(flight)
    return {
      flight: next,
      changed: true,
      moves: became === null ? [] : movesFor(flight.status, became),
      became,
      timesChanged,
      delay,
    }
  },

  /** The best known time of arrival, ms UTC: actual, else estimated, else scheduled. */
  expectedArrival(flight: Pick<Flight, 'actualArrival' | 'estimatedArrival' | 'scheduledArrival'>): number | null {
    return flight.actualArrival ?? flight.estimatedArrival ?? flight.scheduledArrival
  },

  /** The best known time of departure, ms UTC: actual, else estimated, else scheduled. */
  expectedDeparture(
    flight: Pick<Flight, 'actualDeparture' | 'estimatedDeparture' | 'scheduledDeparture'>,
  ): number | null {
    return flight.actualDeparture ?? flight.estimatedDeparture ?? flight.scheduledDeparture
  },

  /** Whether nothing more is expected of it. */
  isOver(status: FlightStatus): boolean {
    return status === 'arrived' || status === 'cancelled'
  },

  /** Until when it is worth being told of it, ms UTC: a day after it is over; else five days after the day that it is to leave. */
  watchedUntil(flight: Pick<Flight, 'status' | 'departureDate' | 'createdAt' | 'updatedAt'>): number {
    if (Flight.isOver(flight.status)) return flight.updatedAt + DAY_MS
    return Math.max(Date.parse(`${flight.departureDate}T00:00:00Z`), flight.createdAt) + LONGEST_FLIGHT_DAYS * DAY_MS
  },

  /** Whether bags can still be put on it. */
  takesBags(status: FlightStatus): boolean {
    return status === 'scheduled' || status === 'delayed' || status === 'unknown'
  },
}
