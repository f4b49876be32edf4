import { z } from 'zod'
import type { Airports } from '../../domain/shipments/airport.ts'
import type { FlightUpdate } from '../../domain/shipments/flight-update.ts'
import { type AeroDataBoxStatus, readAeroDataBoxStatus } from './aerodatabox-status.ts'
import { dateInZone, dateOfLocalTime, parseAeroDataBoxTime } from './aerodatabox-time.ts'
import { hasSameDigits, iataNumber } from './asked-number.ts'

/** What one flight item came to: an update, or why it is of no use, in words without anything that came with it. */
export type ReadFlight = { readonly update: FlightUpdate } | { readonly reason: string }

const MOST_CHARACTERS = 100

const anything = z.unknown().optional()

/** A short text or number as trimmed text; anything else, and blank, is null. */
const text = anything
  .transform((raw) => (typeof raw === 'string' || typeof raw === 'number' ? String(raw).trim() : ''))
  .transform((trimmed) => (trimmed === '' ? null : trimmed.slice(0, MOST_CHARACTERS)))

const instant = anything.transform(parseAeroDataBoxTime)

/** Times are always read from `.utc`. `local` may be absent and serves for the calendar date only. */
const time = z.object({ utc: instant, local: anything }).catch({ utc: null, local: null })

const movement = z
  .object({
    airport: z.object({ iata: text, timezone: text }).catch({ iata: null, timezone: null }),
    scheduledtime: time,
    revisedtime: time,
    predictedtime: time,
    runwaytime: time,
    terminal: text,
    gate: text,
    baggagebelt: text,
  })
  .partial()
  .catch({})

const codes = z.object({ iata: text, icao: text }).catch({ iata: null, icao: null })

/** Keys are in lower case here. Loose by intent: they charge for a delivery that is refused, and add fields unannounced. */
const flightItem = z.object({
  number: text,
  status: anything.transform(readAeroDataBoxStatus),
  lastupdatedutc: instant,
  departure: movement,
  arrival: movement,
  codesharestatus: anything,
  airline: codes,
  aircraft: z.object({ model: text, reg: text }).catch({ model: null, reg: null }),
})
type FlightItem = z.infer<typeof flightItem>
type Movement = z.infer<typeof movement>

const FLOWN: ReadonlySet<string> = new Set(['departed', 'arrived'])

/** Their IATA code when it has the form of one. An airport given by ICAO only stays null: we do not guess. */
function airportOf(side: Movement): string | null {
  const code = side.airport?.iata?.toUpperCase() ?? ''
  return /^[A-Z]{3}$/.test(code) ? code : null
}

function departureDateOf(departure: Movement, origin: string | null, airports: Airports): string | null {
  const scheduled = departure.scheduledtime
  const written = dateOfLocalTime(scheduled?.local)
  if (written !== null) return written
  const utc = scheduled?.utc ?? null
  if (utc === null) return null
  return dateInZone(utc, [departure.airport?.timezone, origin === null ? null : airports.find(origin)?.timeZone])
}

/**
 * `revisedTime` and `runwayTime` are an estimate or a fact, and only the status tells which: once flown, departures
 * are facts; once arrived, arrivals are. An arrival's runway time before that is nobody's promise and is left out.
 */
function timesOf({ departure, arrival, status }: FlightItem) {
  const revisedDeparture = departure.revisedtime?.utc ?? null
  const revisedArrival = arrival.revisedtime?.utc ?? null
  const flown = FLOWN.has(status.status)
  const landed = status.status === 'arrived'
  return {
    scheduledDeparture: departure.scheduledtime?.utc ?? null,
    estimatedDeparture: flown ? null : (revisedDeparture ?? departure.predictedtime?.utc ?? null),
    actualDeparture: flown ? (departure.runwaytime?.utc ?? revisedDeparture) : null,
    scheduledArrival: arrival.scheduledtime?.utc ?? null,
    estimatedArrival: landed ? null : (arrival.predictedtime?.utc ?? revisedArrival),
    actualArrival: landed ? (arrival.runwaytime?.utc ?? revisedArrival) : null,
  }
}

function aircraftOf({ aircraft }: FlightItem): string | null {
  return [aircraft.model, aircraft.reg].filter((part) => part !== null).join(', ') || null
}

/** Their words for whether a number is the operator's or another's, and the integers that stand for them. */
const CODESHARES: ReadonlySet<string> = new Set(['isoperator', 'iscodeshared', '1', '2'])

const isShared = ({ codesharestatus }: FlightItem): boolean => CODESHARES.has(String(codesharestatus).toLowerCase())

/** Both in IATA form, which begins with the airline. */
const isOtherAirline = (one: string, other: string): boolean => one.slice(0, 2) !== other.slice(0, 2)

/**
 * One flight item whose keys are in lower case already. Never throws for anything that came over the wire.
 * @param asked the number that was asked for, or subscribed to: what the item's own may be another way to write (`IBE6501`), or another
 * airline's number of the same leg, when the item says how it is shared
 */
export function readAeroDataBoxFlight(lowered: unknown, airports: Airports, asked: string | null = null): ReadFlight {
  const read = flightItem.safeParse(lowered)
  if (!read.success) return { reason: 'not a flight object' }
  const item = read.data
  const isAsked = asked !== null && hasSameDigits(item.number, asked)
  const flightNumber = iataNumber(item.number, item.airline) ?? (isAsked ? asked : null)
  if (flightNumber === null) return { reason: 'number is no IATA flight number' }
  if (item.lastupdatedutc === null) return { reason: 'lastUpdatedUtc is missing or no time, so it cannot be ordered' }
  const origin = airportOf(item.departure)
  const { status, providerStatus }: AeroDataBoxStatus = item.status
  const update: FlightUpdate = {
    provider: 'aerodatabox',
    flightNumber,
    ...(asked !== null && isShared(item) && isOtherAirline(asked, flightNumber) && { codeshares: [asked] }),
    departureDate: departureDateOf(item.departure, origin, airports),
    origin,
    destination: airportOf(item.arrival),
    status,
    providerStatus,
    ...timesOf(item),
    terminal: item.departure.terminal ?? null,
    gate: item.departure.gate ?? null,
    arrivalTerminal: item.arrival.terminal ?? null,
    baggageBelt: item.arrival.baggagebelt ?? null,
    aircraft: aircraftOf(item),
    updatedAt: item.lastupdatedutc,
  }
  return { update }
}
