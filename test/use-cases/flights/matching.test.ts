import { describe, it } from 'vitest'
import { aeroDataBoxCallback, type CallbackFlight } from '../../../scripts/lib/aerodatabox-callback.ts'
import { airports } from '../../../src/adapters/airports/airports.ts'
import { parseAeroDataBoxNotification } from '../../../src/adapters/flights/aerodatabox-notification.ts'
import { readAviationstackFlight } from '../../../src/adapters/flights/aviationstack-flight.ts'
import { Flight } from '../../../src/domain/shipments/flight.ts'
import type { FlightUpdate } from '../../../src/domain/shipments/flight-update.ts'
import { aSilentCompany } from '../../harness/house.ts'
import { aviationstackRow, type RowInput } from '../../providers/flights/aviationstack-row.ts'

const at = (iso: string) => Date.parse(`${iso}Z`)

const ZONES: Readonly<Record<string, string>> = {
  MAD: 'Europe/Madrid',
  LIS: 'Europe/Lisbon',
  LHR: 'Europe/London',
  JFK: 'America/New_York',
  GRU: 'America/Sao_Paulo',
  AKL: 'Pacific/Auckland',
  HNL: 'Pacific/Honolulu',
  SCL: 'America/Santiago',
}
const place = (iata: string) => ({ iata, ...(ZONES[iata] && { timeZone: ZONES[iata] }) })

/** `IB6501 MAD-JFK 2026-11-24T00:10`, the instant in UTC. */
function leg(text: string): CallbackFlight {
  const [flightNumber = '', route = '', departs = ''] = text.split(' ')
  const [from = '', to = ''] = route.split('-')
  const scheduledDeparture = at(departs)
  return {
    flightNumber,
    origin: place(from),
    destination: place(to),
    status: 'Expected',
    scheduledDeparture,
    scheduledArrival: scheduledDeparture + 8 * 3_600_000,
    updatedAt: scheduledDeparture - 3_600_000,
  }
}

interface Telling {
  /** The number that is subscribed to, where it is another than the first leg's. */
  readonly subject?: string
  readonly omitLocal?: boolean
  readonly more?: readonly string[]
  /** Laid over each item as it is sent. */
  readonly item?: Readonly<Record<string, unknown>>
  readonly departure?: Readonly<Record<string, unknown>>
  readonly arrival?: Readonly<Record<string, unknown>>
  readonly revised?: string
}

type Item = Record<string, object>

/** What AeroDataBox calls back with, read as it is read in life. */
function adb(text: string, telling: Telling = {}): readonly FlightUpdate[] {
  const { subject, omitLocal = false, more = [], revised } = telling
  const body = aeroDataBoxCallback({
    ...leg(text),
    ...(revised !== undefined && { revisedDeparture: at(revised) }),
    more: more.map(leg),
    quirks: { omitLocal },
  }) as { flights: Item[]; subscription: { subject: object } }
  const flights = body.flights.map((flight) => ({
    ...flight,
    departure: { ...flight.departure, ...telling.departure },
    arrival: { ...flight.arrival, ...telling.arrival },
    ...telling.item,
  }))
  const subscription = subject ? { ...body.subscription, subject: { type: 0, id: subject } } : body.subscription
  return parseAeroDataBoxNotification({ ...body, flights, subscription }, airports, 'key').updates
}

/** What Aviationstack answers to a question for a number. */
function avs(asked: string, row: RowInput): readonly FlightUpdate[] {
  const update = readAviationstackFlight(
    aviationstackRow(row),
    { flightNumber: asked, at: at('2026-11-01T00:00') },
    airports,
  )
  return update === null ? [] : [update]
}

const NO_AIRPORT = { airport: { name: 'Somewhere', icao: 'XXXX' } }

/** What is said; the tenant's flights as `number origin-destination local date`, with the planned instant where it matters; which of them are meant. */
const CASES: readonly (readonly [string, readonly FlightUpdate[], readonly string[], readonly string[]])[] = [
  [
    'the number, the day and the origin',
    adb('IB6501 MAD-JFK 2026-11-23T11:00'),
    ['IB6501 MAD-JFK 2026-11-23'],
    ['IB6501 MAD-JFK 2026-11-23'],
  ],
  [
    'an ICAO number, with both codes of the airline',
    adb('IB6501 MAD-JFK 2026-11-23T11:00', { item: { number: 'IBE 6501', airline: { iata: 'IB', icao: 'IBE' } } }),
    ['IB6501 MAD-JFK 2026-11-23'],
    ['IB6501 MAD-JFK 2026-11-23'],
  ],
  [
    'an ICAO number, by its digits and who is subscribed to',
    adb('IB6501 MAD-JFK 2026-11-23T11:00', { item: { number: 'IBE6501' } }),
    ['IB6501 MAD-JFK 2026-11-23'],
    ['IB6501 MAD-JFK 2026-11-23'],
  ],
  [
    'zeros before the number',
    adb('IB6501 MAD-JFK 2026-11-23T11:00', { item: { number: 'ib 0651' } }),
    ['IB651 MAD-JFK 2026-11-23', 'IB6501 MAD-JFK 2026-11-23'],
    ['IB651 MAD-JFK 2026-11-23'],
  ],
  [
    'an extra flight with a letter is another',
    adb('IB6501A MAD-JFK 2026-11-23T15:00'),
    ['IB6501 MAD-JFK 2026-11-23', 'IB6501A MAD-JFK 2026-11-23'],
    ['IB6501A MAD-JFK 2026-11-23'],
  ],
  ['another number', adb('IB6502 MAD-JFK 2026-11-23T11:00'), ['IB6501 MAD-JFK 2026-11-23'], []],
  ['another origin', adb('IB6501 LIS-JFK 2026-11-23T11:00'), ['IB6501 MAD-JFK 2026-11-23'], []],
  [
    'a number that flies every day: that day’s',
    adb('IB6501 MAD-JFK 2026-11-23T11:00'),
    ['IB6501 MAD-JFK 2026-11-22', 'IB6501 MAD-JFK 2026-11-23', 'IB6501 MAD-JFK 2026-11-24'],
    ['IB6501 MAD-JFK 2026-11-23'],
  ],
  [
    'late in New York is tomorrow in UTC',
    adb('IB6502 JFK-MAD 2026-11-24T04:55'),
    ['IB6502 JFK-MAD 2026-11-23', 'IB6502 JFK-MAD 2026-11-24'],
    ['IB6502 JFK-MAD 2026-11-23'],
  ],
  [
    'the same without a local time',
    adb('IB6502 JFK-MAD 2026-11-24T04:55', { omitLocal: true }),
    ['IB6502 JFK-MAD 2026-11-23', 'IB6502 JFK-MAD 2026-11-24'],
    ['IB6502 JFK-MAD 2026-11-23'],
  ],
  [
    'just after midnight in Madrid is yesterday in UTC',
    adb('IB6501 MAD-GRU 2026-11-23T23:10'),
    ['IB6501 MAD-GRU 2026-11-23', 'IB6501 MAD-GRU 2026-11-24'],
    ['IB6501 MAD-GRU 2026-11-24'],
  ],
  [
    'the night in which Madrid sets its clocks back',
    adb('IB6501 MAD-GRU 2026-10-24T22:30', { omitLocal: true }),
    ['IB6501 MAD-GRU 2026-10-24', 'IB6501 MAD-GRU 2026-10-25'],
    ['IB6501 MAD-GRU 2026-10-25'],
  ],
  [
    'early in Auckland is yesterday in UTC',
    adb('QF140 AKL-LHR 2026-11-22T12:20'),
    ['QF140 AKL-LHR 2026-11-22', 'QF140 AKL-LHR 2026-11-23'],
    ['QF140 AKL-LHR 2026-11-23'],
  ],
  [
    'over the date line, landing the day after tomorrow',
    adb('LA800 SCL-AKL 2026-11-24T02:30'),
    ['LA800 SCL-AKL 2026-11-23', 'LA800 SCL-AKL 2026-11-25'],
    ['LA800 SCL-AKL 2026-11-23'],
  ],
  [
    'over the date line, landing the day before',
    adb('HA446 AKL-HNL 2026-11-23T10:55'),
    ['HA446 AKL-HNL 2026-11-22', 'HA446 AKL-HNL 2026-11-23'],
    ['HA446 AKL-HNL 2026-11-23'],
  ],
  [
    'put off past midnight, it stays the flight of its planned day',
    adb('IB6501 MAD-GRU 2026-11-23T22:40', { revised: '2026-11-24T00:30' }),
    ['IB6501 MAD-GRU 2026-11-23', 'IB6501 MAD-GRU 2026-11-24'],
    ['IB6501 MAD-GRU 2026-11-23'],
  ],
  [
    'without a planned time its day is not guessed',
    adb('IB6501 MAD-GRU 2026-11-23T22:40', {
      departure: { scheduledTime: undefined, revisedTime: { utc: '2026-11-24 00:30Z' } },
    }),
    ['IB6501 MAD-GRU 2026-11-23', 'IB6501 MAD-GRU 2026-11-24'],
    [],
  ],
  [
    'without a local time at an airport that nobody knows',
    adb('IB6501 QQQ-GRU 2026-11-23T22:40', { omitLocal: true, departure: { airport: { iata: 'QQQ' } } }),
    ['IB6501 QQQ-GRU 2026-11-23'],
    [],
  ],
  [
    'the first of two legs of one number',
    adb('TP57 MAD-LIS 2026-11-23T07:00'),
    ['TP57 MAD-LIS 2026-11-23', 'TP57 LIS-GRU 2026-11-23'],
    ['TP57 MAD-LIS 2026-11-23'],
  ],
  [
    'the second of two legs',
    adb('TP57 LIS-GRU 2026-11-23T11:00'),
    ['TP57 MAD-LIS 2026-11-23', 'TP57 LIS-GRU 2026-11-23'],
    ['TP57 LIS-GRU 2026-11-23'],
  ],
  [
    'a second leg that leaves the next day',
    adb('TP57 LIS-GRU 2026-11-24T00:40'),
    ['TP57 MAD-LIS 2026-11-23', 'TP57 LIS-GRU 2026-11-24'],
    ['TP57 LIS-GRU 2026-11-24'],
  ],
  [
    'both legs in one callback',
    adb('TP57 MAD-LIS 2026-11-23T07:00', { more: ['TP57 LIS-GRU 2026-11-23T11:00'] }),
    ['TP57 MAD-LIS 2026-11-23', 'TP57 LIS-GRU 2026-11-23'],
    ['TP57 LIS-GRU 2026-11-23', 'TP57 MAD-LIS 2026-11-23'],
  ],
  [
    'no origin, and one flight fits',
    adb('TP57 MAD-LIS 2026-11-23T07:00', { departure: NO_AIRPORT }),
    ['TP57 MAD-LIS 2026-11-23'],
    ['TP57 MAD-LIS 2026-11-23'],
  ],
  [
    'no origin, and the destination tells',
    adb('TP57 MAD-LIS 2026-11-23T07:00', { departure: NO_AIRPORT }),
    ['TP57 MAD-LIS 2026-11-23', 'TP57 LIS-GRU 2026-11-23'],
    ['TP57 MAD-LIS 2026-11-23'],
  ],
  [
    'no origin, and only the other leg is ours',
    adb('TP57 MAD-LIS 2026-11-23T07:00', { departure: NO_AIRPORT }),
    ['TP57 LIS-GRU 2026-11-23'],
    [],
  ],
  [
    'neither airport, and two legs',
    adb('TP57 MAD-LIS 2026-11-23T07:00', { departure: NO_AIRPORT, arrival: NO_AIRPORT }),
    ['TP57 MAD-LIS 2026-11-23', 'TP57 LIS-GRU 2026-11-23'],
    [],
  ],
  [
    'neither airport, two legs, and the plan tells',
    adb('TP57 MAD-LIS 2026-11-23T07:00', { departure: NO_AIRPORT, arrival: NO_AIRPORT }),
    ['TP57 MAD-LIS 2026-11-23 2026-11-23T07:00', 'TP57 LIS-GRU 2026-11-23 2026-11-23T11:00'],
    ['TP57 MAD-LIS 2026-11-23'],
  ],
  [
    'neither airport, and the plan is the other leg’s',
    adb('TP57 MAD-LIS 2026-11-23T07:00', { departure: NO_AIRPORT, arrival: NO_AIRPORT }),
    ['TP57 LIS-GRU 2026-11-23 2026-11-23T11:00'],
    [],
  ],
  [
    'diverted elsewhere, it is the same flight',
    adb('IB6501 MAD-GRU 2026-11-23T11:00', { item: { status: 'Diverted' }, arrival: { airport: { iata: 'REC' } } }),
    ['IB6501 MAD-GRU 2026-11-23'],
    ['IB6501 MAD-GRU 2026-11-23'],
  ],
  [
    'sold as one number, told as the operator’s',
    adb('BA460 MAD-LHR 2026-11-23T11:00', { subject: 'IB 7340' }),
    ['IB7340 MAD-LHR 2026-11-23'],
    ['IB7340 MAD-LHR 2026-11-23'],
  ],
  [
    'the same, with both numbers ours',
    adb('BA460 MAD-LHR 2026-11-23T11:00', { subject: 'IB 7340' }),
    ['IB7340 MAD-LHR 2026-11-23', 'BA460 MAD-LHR 2026-11-23'],
    ['BA460 MAD-LHR 2026-11-23', 'IB7340 MAD-LHR 2026-11-23'],
  ],
  [
    'the same, told in integers',
    adb('BA460 MAD-LHR 2026-11-23T11:00', { subject: 'IB7340', item: { codeshareStatus: 1, status: 6 } }),
    ['IB7340 MAD-LHR 2026-11-23'],
    ['IB7340 MAD-LHR 2026-11-23'],
  ],
  [
    'the same, in the night',
    adb('BA460 JFK-LHR 2026-11-24T03:05', { subject: 'IB 7340', omitLocal: true }),
    ['IB7340 JFK-LHR 2026-11-23', 'IB7340 JFK-LHR 2026-11-24'],
    ['IB7340 JFK-LHR 2026-11-23'],
  ],
  [
    'sold as another number, of another origin',
    adb('BA460 MAD-LHR 2026-11-23T11:00', { subject: 'IB 7340' }),
    ['IB7340 LIS-LHR 2026-11-23'],
    [],
  ],
  [
    'sold as another number, no origin, another destination',
    adb('BA460 MAD-LHR 2026-11-23T11:00', { subject: 'IB 7340', departure: NO_AIRPORT }),
    ['IB7340 LHR-JFK 2026-11-23'],
    [],
  ],
  [
    'a number that says nothing of being shared',
    adb('BA460 MAD-LHR 2026-11-23T11:00', { subject: 'IB 7340', item: { codeshareStatus: 'Unknown' } }),
    ['IB7340 MAD-LHR 2026-11-23', 'BA460 MAD-LHR 2026-11-23'],
    ['BA460 MAD-LHR 2026-11-23'],
  ],
  [
    'both numbers told: each is its own',
    adb('IB7340 MAD-LHR 2026-11-23T11:00', { more: ['BA460 MAD-LHR 2026-11-23T11:00'] }),
    ['IB7340 MAD-LHR 2026-11-23'],
    ['IB7340 MAD-LHR 2026-11-23'],
  ],
  [
    'Aviationstack, sold as one number and flown as another',
    avs('UK8282', { number: 'UK8282', flight: { codeshared: { flight_iata: 'sq282' } } }),
    ['UK8282 AKL-SIN 2023-01-11', 'SQ282 AKL-SIN 2023-01-11', 'SQ283 AKL-SIN 2023-01-11'],
    ['SQ282 AKL-SIN 2023-01-11', 'UK8282 AKL-SIN 2023-01-11'],
  ],
  [
    'Aviationstack, early in Auckland',
    avs('SQ282', {}),
    ['SQ282 AKL-SIN 2023-01-10', 'SQ282 AKL-SIN 2023-01-11'],
    ['SQ282 AKL-SIN 2023-01-11'],
  ],
  [
    'Aviationstack, whose day of the flight is not the day of the leg',
    avs('SQ282', { date: '2023-01-10' }),
    ['SQ282 AKL-SIN 2023-01-10', 'SQ282 AKL-SIN 2023-01-11'],
    ['SQ282 AKL-SIN 2023-01-11'],
  ],
  [
    'Aviationstack, the other leg',
    avs('SQ282', { departure: { iata: 'SIN', scheduled: '2023-01-11T09:00' }, arrival: { iata: 'LHR' } }),
    ['SQ282 AKL-SIN 2023-01-11', 'SQ282 SIN-LHR 2023-01-11'],
    ['SQ282 SIN-LHR 2023-01-11'],
  ],
]

describe('which flights a provider’s word is about', () => {
  it('is tried on a table of cases', ({ expect }) => {
    expect(CASES.length).toBeGreaterThan(20)
    expect(CASES.filter(([, updates]) => updates.length === 0)).toEqual([])
  })

  it.for(CASES)('%s', async ([, updates, ours, meant], { expect }) => {
    const { tenant, ctx } = await aSilentCompany()
    const flights = ours.map((text) => {
      const [flightNumber = '', route = '', departureDate = '', plan] = text.split(' ')
      const [origin = '', destination = ''] = route.split('-')
      const scheduledDeparture = plan === undefined ? null : at(plan)
      return Flight.create(
        { flightNumber, departureDate, origin, destination, scheduledDeparture, scheduledArrival: null },
        { id: ctx.ids.make('flt'), tenantId: tenant.id },
        ctx.clock.now(),
      )
    })
    await ctx.commit(
      flights.map((flight) => ctx.flights.insert(flight)),
      null,
    )
    const found = (await Promise.all(updates.map((update) => ctx.flights.findSpokenOf(update)))).flat()
    const named = found.map(
      (flight) => `${flight.flightNumber} ${flight.origin}-${flight.destination} ${flight.departureDate}`,
    )
    expect(named.sort()).toEqual([...meant])
  })
})
