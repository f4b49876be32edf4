import { z } from 'zod'
import type { Airports } from '../../domain/shipments/airport.ts'
import type { FlightStatus } from '../../domain/shipments/flight-status.ts'
import type { FlightUpdate } from '../../domain/shipments/flight-update.ts'
import { dateOfLocalTime } from './aerodatabox-time.ts'
import { hasSameDigits, iataNumber } from './asked-number.ts'
import { readWallClock, type WallClock } from './aviationstack-time.ts'

const MINUTE_MS = 60_000

/** How far behind its word may be: it never says when it was last told. */
export const AVIATIONSTACK_LAG_MS = 60 * MINUTE_MS

const MOST_CHARACTERS = 100
const anything = z.unknown().optional()

/** A short text or number as trimmed text; anything else, blank, and their word `empty` is null. */
const text = anything
  .transform((raw) => (typeof raw === 'string' || typeof raw === 'number' ? String(raw).trim() : ''))
  .transform((trimmed) => (trimmed === '' || trimmed === 'empty' ? null : trimmed.slice(0, MOST_CHARACTERS)))

const minutes = anything
  .transform((raw) => (raw === null || raw === undefined || raw === '' ? Number.NaN : Number(raw)))
  .transform((number) => (Number.isFinite(number) ? Math.round(number) : null))

const none = { timezone: null, iata: null, terminal: null, gate: null, baggage: null, delay: null }
const movement = z
  .object({
    timezone: text,
    iata: text,
    terminal: text,
    gate: text,
    baggage: text,
    delay: minutes,
    scheduled: anything,
    estimated: anything,
    actual: anything,
    actual_runway: anything,
  })
  .catch({ ...none, scheduled: null, estimated: null, actual: null, actual_runway: null })
type Movement = z.output<typeof movement>

const codes = z.object({ iata: text, icao: text }).catch({ iata: null, icao: null })
const shared = z
  .object({ flight_iata: text, airline_iata: text, flight_number: text })
  .catch({ flight_iata: null, airline_iata: null, flight_number: null })

const row = z.object({
  flight_date: text,
  flight_status: text,
  departure: movement,
  arrival: movement,
  airline: codes,
  flight: z
    .object({ number: text, iata: text, icao: text, codeshared: shared })
    .catch({ number: null, iata: null, icao: null, codeshared: shared.parse(null) }),
  aircraft: z.object({ registration: text, iata: text }).catch({ registration: null, iata: null }),
})
type Row = z.output<typeof row>

/** Local times of one end of the flight as instants; null where they are not said or the zone is not known. */
interface End {
  readonly scheduled: number | null
  readonly estimated: number | null
  readonly actual: number | null
}

function airportOf({ iata }: Movement): string | null {
  const code = iata?.toUpperCase() ?? ''
  return /^[A-Z]{3}$/.test(code) ? code : null
}

/** Our own zone first: dates of departure are counted by it everywhere. */
function clockOf(side: Movement, airports: Airports): WallClock {
  const code = airportOf(side)
  return readWallClock([code === null ? null : airports.find(code)?.timeZone, side.timezone])
}

/** @param after what must have been before; of a time that clocks show twice it tells which is meant */
function endOf(side: Movement, airports: Airports, asked: number, after: number | null): End {
  const clock = clockOf(side, airports)
  const scheduled = clock(side.scheduled, after)
  const said = clock(side.estimated, after)
  const actual = clock(side.actual_runway, after) ?? clock(side.actual, after)
  // Their estimate often stays what was planned while the delay is told in minutes.
  const isStill = said === null || said === scheduled
  const late = isStill && scheduled !== null && (side.delay ?? 0) > 0 ? scheduled + (side.delay ?? 0) * MINUTE_MS : said
  return { scheduled, estimated: late, actual: actual !== null && actual <= asked ? actual : null }
}

const due = ({ scheduled, estimated }: End, asked: number): boolean => {
  const expected = estimated ?? scheduled
  return expected !== null && expected <= asked
}

/** That a flight left or landed is believed when its time is said, or when it was due: their status alone is at times ahead of the day. */
function statusOf(item: Row, departure: End, arrival: End, asked: number): FlightStatus {
  switch (item.flight_status?.toLowerCase()) {
    case 'scheduled':
      return (item.departure.delay ?? 0) > 0 || (item.arrival.delay ?? 0) > 0 ? 'delayed' : 'scheduled'
    case 'active':
      return departure.actual !== null || due(departure, asked) ? 'departed' : 'unknown'
    case 'landed':
      return arrival.actual !== null || due(arrival, asked) ? 'arrived' : 'unknown'
    case 'cancelled':
      return 'cancelled'
    case 'diverted':
    case 'incident':
      return 'diverted'
    default:
      return 'unknown'
  }
}

/**
 * When the word was spoken, as far as can be told: an hour before we asked, or at the latest departure or arrival that the row reports, if
 * that is later. So of two answers the later one wins, and what a provider said that dates its words is not undone by one that may be older. That a
 * flight is cancelled or diverted is said after it happened, and stays so: it counts from when we asked.
 */
function spokenAt(status: FlightStatus, departure: End, arrival: End, asked: number): number {
  if (status === 'cancelled' || status === 'diverted') return asked
  return Math.max(asked - AVIATIONSTACK_LAG_MS, departure.actual ?? 0, arrival.actual ?? 0)
}

/** The number that the row is of; the asked one where the row has none of its own or writes it another way. */
function numberOf({ flight, airline }: Row, asked: string): string | null {
  const own = flight.iata ?? (airline.iata !== null && flight.number !== null ? airline.iata + flight.number : null)
  const number = iataNumber(own ?? flight.icao, airline)
  if (number !== null) return number
  return hasSameDigits(flight.icao ?? flight.number, asked) ? asked : null
}

/** Who flies it, when that is another: their values are in lower case. */
function operatedAs({ flight: { codeshared } }: Row): string | null {
  const { flight_iata, airline_iata, flight_number } = codeshared
  const written = flight_iata ?? (airline_iata !== null && flight_number !== null ? airline_iata + flight_number : null)
  return iataNumber(written, { iata: null, icao: null })
}

function aircraftOf({ aircraft }: Row): string | null {
  return [aircraft.iata, aircraft.registration].filter((part) => part !== null).join(', ') || null
}

/**
 * One row of `GET /flights`, as the answer to a question for `asked.flightNumber`. Their times are what the clock on the airport's wall
 * shows, labelled `+00:00` all the same. Null for what is no flight or is of another number. Never throws for anything that came over the wire.
 *
 * They do not say when they last touched a flight, so `updatedAt` is what `spokenAt` makes of the row.
 *
 * @param asked.at when it was asked, ms since 1970, UTC
 */
export function readAviationstackFlight(
  raw: unknown,
  asked: { readonly flightNumber: string; readonly at: number },
  airports: Airports,
): FlightUpdate | null {
  const read = row.safeParse(raw)
  if (!read.success) return null
  const item = read.data
  const flightNumber = numberOf(item, asked.flightNumber)
  if (flightNumber === null) return null
  const operated = operatedAs(item)
  if (flightNumber !== asked.flightNumber && operated !== asked.flightNumber) return null
  const departure = endOf(item.departure, airports, asked.at, null)
  const arrival = endOf(item.arrival, airports, asked.at, departure.actual ?? departure.scheduled)
  const status = statusOf(item, departure, arrival, asked.at)
  const flown = status === 'departed' || status === 'arrived' || status === 'diverted'
  return {
    provider: 'aviationstack',
    flightNumber,
    ...(operated !== null && operated !== flightNumber && { codeshares: [operated] }),
    departureDate: dateOfLocalTime(item.departure.scheduled) ?? dateOfLocalTime(item.flight_date),
    origin: airportOf(item.departure),
    destination: airportOf(item.arrival),
    status,
    providerStatus: item.flight_status ?? '',
    scheduledDeparture: departure.scheduled,
    estimatedDeparture: flown ? null : departure.estimated,
    actualDeparture: flown ? departure.actual : null,
    scheduledArrival: arrival.scheduled,
    estimatedArrival: status === 'arrived' ? null : arrival.estimated,
    actualArrival: status === 'arrived' ? arrival.actual : null,
    terminal: item.departure.terminal,
    gate: item.departure.gate,
    arrivalTerminal: item.arrival.terminal,
    baggageBelt: item.arrival.baggage,
    aircraft: aircraftOf(item),
    updatedAt: spokenAt(status, departure, arrival, asked.at),
  }
}
