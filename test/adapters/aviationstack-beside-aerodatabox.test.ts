import { describe, it } from 'vitest'
import { airports } from '../../src/adapters/airports/airports.ts'
import { readAviationstackFlight } from '../../src/adapters/flights/aviationstack-flight.ts'
import { Flight } from '../../src/domain/shipments/flight.ts'
import type { FlightUpdate } from '../../src/domain/shipments/flight-update.ts'
import { aFlightUpdate } from '../harness/shipment-factory.ts'
import { aviationstackRow, type RowInput } from '../providers/flights/aviationstack-row.ts'

const at = (time: string) => Date.parse(`2023-01-1${time}Z`)
/** 01:20 in Auckland. */
const LEAVES = at('0T12:20')

/** What Aviationstack says at an instant; times of the row are local. */
function avs(asked: string, row: RowInput): FlightUpdate {
  const update = readAviationstackFlight(aviationstackRow(row), { flightNumber: 'SQ282', at: at(asked) }, airports)
  if (update === null) throw new Error('the row was not read')
  return update
}

const adb = (told: string, change: Partial<FlightUpdate>) =>
  aFlightUpdate({
    flightNumber: 'SQ282',
    departureDate: '2023-01-11',
    origin: 'AKL',
    destination: 'SIN',
    updatedAt: at(told),
    ...change,
  })

const fresh = Flight.create(
  {
    flightNumber: 'SQ282',
    departureDate: '2023-01-11',
    origin: 'AKL',
    destination: 'SIN',
    scheduledDeparture: LEAVES,
    scheduledArrival: at('0T22:45'),
  },
  { id: 'flt_1', tenantId: 'ten_1' },
  at('0T00:00'),
)

/** What a flight has become after these words, and every step that people were told of on the way. */
function outcomeOf(words: readonly FlightUpdate[]) {
  const told: string[] = []
  const flight = words.reduce((before, word) => {
    const outcome = Flight.apply(before, word, word.updatedAt)
    if (outcome.became) told.push(outcome.became)
    return outcome.flight
  }, fresh)
  return { flight, told }
}

const left = { actual: '2023-01-11T01:33' }
const active: RowInput = { status: 'active', departure: left }

describe('a flight of which two providers speak', () => {
  it.for([
    [
      'one that lags behind does not undo a departure',
      [adb('0T12:36', { status: 'departed' }), avs('0T12:45', {})],
      ['departed'],
    ],
    [
      'nor tell it again',
      [adb('0T12:36', { status: 'departed' }), avs('0T12:45', {}), avs('0T12:50', active)],
      ['departed'],
    ],
    ['nor undo a diversion', [adb('0T15:00', { status: 'diverted' }), avs('0T15:10', active)], ['diverted']],
    [
      'a delay is not taken back by who does not know of it',
      [adb('0T11:00', { status: 'delayed' }), avs('0T11:20', {})],
      ['delayed'],
    ],
    [
      'a departure that nobody else told counts',
      [adb('0T11:00', { status: 'delayed' }), avs('0T12:50', active)],
      ['delayed', 'departed'],
    ],
    [
      'a cancellation counts at once',
      [adb('0T12:10', { status: 'scheduled' }), avs('0T12:45', { status: 'cancelled' })],
      ['cancelled'],
    ],
    [
      'a landing counts whenever it comes',
      [
        avs('0T23:00', { status: 'landed', departure: left, arrival: { actual: '2023-01-11T06:40' } }),
        adb('0T20:00', { status: 'departed' }),
      ],
      ['arrived'],
    ],
  ] as const)('%s', ([, words, told], { expect }) => {
    expect(outcomeOf(words).told).toEqual([...told])
  })
})

describe('a flight of which Aviationstack alone speaks', () => {
  it('goes through its day, each step told once, however often it is asked', ({ expect }) => {
    const late: RowInput = { departure: { delay: 20 } }
    const landed: RowInput = { status: 'landed', departure: left, arrival: { actual: '2023-01-11T06:31' } }
    const day = [
      ['0T09:00', {}],
      ['0T11:00', late],
      ['0T12:25', late],
      ['0T12:40', active],
      ['0T15:00', { ...active, arrival: { estimated: '2023-01-11T06:20' } }],
      ['0T18:00', { ...active, arrival: { estimated: '2023-01-11T06:35' } }],
      ['0T20:00', { ...active, arrival: { estimated: '2023-01-11T06:30' } }],
      ['0T22:40', landed],
    ] as const
    const words = day.flatMap(([asked, row]) => [avs(asked, row), avs(asked, row)])
    const { flight, told } = outcomeOf(words)
    expect(told).toEqual(['delayed', 'departed', 'arrived'])
    expect(flight).toMatchObject({ actualDeparture: at('0T12:33'), actualArrival: at('0T22:31') })
    expect(outcomeOf(words.slice(0, 14)).flight.estimatedArrival).toBe(at('0T22:30'))
  })
})
