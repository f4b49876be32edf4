import fc from 'fast-check'
import { describe, it } from 'vitest'
import {
  aeroDataBoxCallback,
  aeroDataBoxFlightItem,
  CALLBACK_STATUSES,
  type CallbackFlight,
} from '../../scripts/lib/aerodatabox-callback.ts'
import { airports } from '../../src/adapters/airports/airports.ts'
import {
  parseAeroDataBoxFlight,
  parseAeroDataBoxNotification,
} from '../../src/adapters/flights/aerodatabox-notification.ts'
import { dateInZone, parseAeroDataBoxTime } from '../../src/adapters/flights/aerodatabox-time.ts'
import { AppError } from '../../src/core/errors.ts'
import type { FlightUpdate } from '../../src/domain/shipments/flight-update.ts'
import delayed from '../fixtures/aerodatabox/delayed.json'
import departedLiveQuirks from '../fixtures/aerodatabox/departed-live-quirks.json'
import flightStatus from '../fixtures/aerodatabox/flight-status.json'
import minimal from '../fixtures/aerodatabox/minimal.json'
import severalLegs from '../fixtures/aerodatabox/several-legs.json'

const at = (iso: string) => Date.parse(iso)
const parse = (body: unknown) => parseAeroDataBoxNotification(body, airports, 'hash-of-body')

/** The one update of a delivery with one item, made from a plain item and what the case changes in it. */
function read(changes: Record<string, unknown>): FlightUpdate | null {
  return parseAeroDataBoxFlight({ ...delayed.flights[0], ...changes }, airports)
}

function departing(changes: Record<string, unknown>): FlightUpdate | null {
  return read({ departure: { ...delayed.flights[0]?.departure, ...changes } })
}

describe('a delivery as the specification shapes it', () => {
  it('becomes one update with every field in our words', ({ expect }) => {
    expect(parse(delayed)).toEqual({
      key: '9b7e1a34-6c05-4d1f-8a42-17c3e5d0b6f1',
      creditsRemaining: 731,
      ignored: [],
      updates: [
        {
          provider: 'aerodatabox',
          flightNumber: 'IB6501',
          departureDate: '2026-03-14',
          origin: 'MAD',
          destination: 'EZE',
          status: 'delayed',
          providerStatus: 'Delayed',
          scheduledDeparture: at('2026-03-14T22:55:00Z'),
          estimatedDeparture: at('2026-03-14T23:50:00Z'),
          actualDeparture: null,
          scheduledArrival: at('2026-03-15T12:00:00Z'),
          estimatedArrival: at('2026-03-15T12:40:00Z'),
          actualArrival: null,
          terminal: '4S',
          gate: 'U62',
          arrivalTerminal: 'A',
          baggageBelt: '6',
          aircraft: 'Airbus A350-900, EC-NZZ',
          updatedAt: at('2026-03-14T20:05:00Z'),
        },
      ],
    })
  })

  it.for([delayed, departedLiveQuirks, minimal, severalLegs])(
    'never repeats our secret address',
    (body, { expect }) => {
      expect(JSON.stringify(body)).toContain('very-secret-token')
      expect(JSON.stringify(parse(body))).not.toMatch(/secret|courier\.example/)
    },
  )
})

describe('a delivery as it comes live', () => {
  it('is read with integer enums, no local time, no envelope id, and estimates told from facts', ({ expect }) => {
    const { key, creditsRemaining, updates } = parse(departedLiveQuirks)
    expect({ key, creditsRemaining }).toEqual({ key: 'hash-of-body', creditsRemaining: 730 })
    expect(updates[0]).toMatchObject({
      departureDate: '2026-03-14',
      status: 'departed',
      providerStatus: 'Departed',
      estimatedDeparture: null,
      actualDeparture: at('2026-03-15T00:11:00Z'),
      estimatedArrival: null,
      actualArrival: null,
    })
  })

  it('is read when it holds the required fields only', ({ expect }) => {
    const { updates, creditsRemaining } = parse(minimal)
    expect(creditsRemaining).toBeNull()
    expect(updates).toHaveLength(1)
    expect(updates[0]).toMatchObject({
      flightNumber: 'IB6501',
      departureDate: null,
      origin: null,
      destination: null,
      status: 'unknown',
      providerStatus: 'CanceledUncertain',
      scheduledDeparture: null,
      aircraft: null,
    })
  })

  it('keeps every leg and lets no bad item reject the others', ({ expect }) => {
    const { updates, ignored } = parse(severalLegs)
    expect(
      updates.map(({ origin, destination, departureDate, status }) => [origin, destination, departureDate, status]),
    ).toEqual([
      ['SCL', 'AKL', '2026-05-02', 'departed'],
      ['AKL', 'SYD', '2026-05-04', 'scheduled'],
    ])
    expect(updates[0]?.actualDeparture).toBe(at('2026-05-02T11:18:00Z'))
    expect(updates[0]?.estimatedArrival).toBe(at('2026-05-02T23:21:00Z'))
    expect(ignored).toEqual([
      'flights[1]: number is no IATA flight number',
      'flights[2]: not a flight object',
      'flights[4]: lastUpdatedUtc is missing or no time, so it cannot be ordered',
    ])
  })
})

describe('a flight that was asked for', () => {
  it('is read like a flight item, and once arrived its arrival is a fact', ({ expect }) => {
    expect(parseAeroDataBoxFlight(flightStatus[0], airports)).toMatchObject({
      flightNumber: 'AF1784',
      status: 'arrived',
      departureDate: '2026-07-08',
      estimatedDeparture: null,
      actualDeparture: at('2026-07-08T09:41:00Z'),
      estimatedArrival: null,
      actualArrival: at('2026-07-08T11:49:00Z'),
      terminal: '2F',
      arrivalTerminal: 'M',
      aircraft: 'F-GTZZ',
    })
  })

  it.for([null, 7, 'x', [], {}, { number: 'IB 6501' }])('is null when it is %j', (item, { expect }) => {
    expect(parseAeroDataBoxFlight(item, airports)).toBeNull()
  })
})

describe('status', () => {
  it.for([
    ['Unknown', 0, 'unknown'],
    ['Expected', 1, 'scheduled'],
    ['EnRoute', 2, 'departed'],
    ['CheckIn', 3, 'scheduled'],
    ['Boarding', 4, 'scheduled'],
    ['GateClosed', 5, 'scheduled'],
    ['Departed', 6, 'departed'],
    ['Delayed', 7, 'delayed'],
    ['Approaching', 8, 'departed'],
    ['Arrived', 9, 'arrived'],
    ['Canceled', 10, 'cancelled'],
    ['Diverted', 11, 'diverted'],
    ['CanceledUncertain', 12, 'unknown'],
  ] as const)('%s, also as %i, is our %s', ([word, code, status], { expect }) => {
    for (const raw of [word, word.toUpperCase(), word.toLowerCase(), code, String(code)]) {
      expect(read({ status: raw })).toMatchObject({ status, providerStatus: word })
    }
  })

  it.for([
    ['Teleported', 'Teleported'],
    [99, '99'],
    [-2, '-2'],
    ['', 'Unknown'],
    [null, 'Unknown'],
    [{ code: 1 }, 'Unknown'],
    ['x'.repeat(100), 'x'.repeat(40)],
  ] as const)('%j is unknown and kept', ([raw, kept], { expect }) => {
    expect(read({ status: raw })).toMatchObject({ status: 'unknown', providerStatus: kept })
  })

  it('makes a revised departure a fact only when the flight has left', ({ expect }) => {
    const revised = at('2026-03-14T23:50:00Z')
    for (const status of CALLBACK_STATUSES) {
      const left = ['EnRoute', 'Departed', 'Approaching', 'Arrived'].includes(status)
      expect(read({ status })).toMatchObject({
        estimatedDeparture: left ? null : revised,
        actualDeparture: left ? revised : null,
      })
    }
  })

  it('makes a revised arrival a fact only when the flight has arrived', ({ expect }) => {
    const revised = at('2026-03-15T12:40:00Z')
    for (const status of CALLBACK_STATUSES) {
      const landed = status === 'Arrived'
      expect(read({ status })).toMatchObject({
        estimatedArrival: landed ? null : revised,
        actualArrival: landed ? revised : null,
      })
    }
  })
})

describe('flight number', () => {
  it.for([
    ['IB 6501', 'IB6501'],
    ['ib6501', 'IB6501'],
    [' IB  06501 ', 'IB6501'],
    ['IB-6501', 'IB6501'],
    ['BA 0049', 'BA49'],
    ['U2 0812', 'U2812'],
    ['9W 12', '9W12'],
    ['KL 1405A', 'KL1405A'],
    ['IBE6501', 'IB6501'],
    ['Ibe 6501', 'IB6501'],
  ] as const)('%j is %s', ([number, expected], { expect }) => {
    expect(read({ number })?.flightNumber).toBe(expected)
  })

  it.for(['', 'IB', '6501', 'IB 65011', 'AFR 12', '12 345', null, {}])('%j is none', (number, { expect }) => {
    expect(read({ number })).toBeNull()
  })

  it('keeps an ICAO prefix from passing for an IATA one when the airline is not told', ({ expect }) => {
    expect(read({ number: 'IBE6501', airline: undefined })).toBeNull()
    expect(read({ number: 'IBE6501', airline: 'Iberia' })).toBeNull()
  })
})

describe('times', () => {
  it.for([
    ['2026-09-22 22:00Z', '2026-09-22T22:00:00Z'],
    ['2026-09-22T22:00Z', '2026-09-22T22:00:00Z'],
    ['2026-09-22 22:00:31Z', '2026-09-22T22:00:31Z'],
    ['2026-09-22T22:00:31.917Z', '2026-09-22T22:00:31Z'],
    ['2026-09-22 22:00z', '2026-09-22T22:00:00Z'],
    ['2026-09-22 22:00', '2026-09-22T22:00:00Z'],
    ['2026-09-22 22:00 UTC', '2026-09-22T22:00:00Z'],
    ['2026-09-22 18:00-04:00', '2026-09-22T22:00:00Z'],
    ['2026-09-23T03:45:00+0545', '2026-09-22T22:00:00Z'],
    ['2026-09-23 00:00+02', '2026-09-22T22:00:00Z'],
    [' 2024-02-29 00:00Z ', '2024-02-29T00:00:00Z'],
  ] as const)('%j is %s', ([text, iso], { expect }) => {
    expect(parseAeroDataBoxTime(text)).toBe(at(iso))
  })

  it.for([
    '2026-02-29 10:00Z',
    '2026-13-01 10:00Z',
    '2026-00-10 10:00Z',
    '2026-01-32 10:00Z',
    '2026-01-01 24:00Z',
    '2026-01-01 10:60Z',
    '2026-01-01',
    '22/09/2026 10:00',
    'tomorrow',
    '',
    null,
    undefined,
    1_790_000_000,
    { utc: '2026-01-01 10:00Z' },
  ])('%j is no time', (text, { expect }) => {
    expect(parseAeroDataBoxTime(text)).toBeNull()
  })

  it('come from utc whatever local says, and are null when utc is missing', ({ expect }) => {
    const lying = { utc: '2026-03-14 23:10Z', local: '1999-01-01 00:00+09:00' }
    expect(departing({ revisedTime: lying })?.estimatedDeparture).toBe(at('2026-03-14T23:10:00Z'))
    expect(departing({ revisedTime: { local: '2026-03-15 00:10+01:00' } })?.estimatedDeparture).toBeNull()
    expect(departing({ revisedTime: '2026-03-14 23:10Z' })?.estimatedDeparture).toBeNull()
  })
})

describe('departure date', () => {
  const lateEvening = '2026-09-22 22:00Z'
  it.for([
    ['the local time', { utc: lateEvening, local: '2026-09-23 10:00+12:00' }, 'Europe/Madrid', 'MAD', '2026-09-23'],
    ['a local time without an offset', { utc: lateEvening, local: '2026-09-23 10:00' }, null, 'MAD', '2026-09-23'],
    ['the zone they give', { utc: lateEvening }, 'Pacific/Auckland', 'MAD', '2026-09-23'],
    ['our airport when they give no zone', { utc: lateEvening }, null, 'AKL', '2026-09-23'],
    ['our airport when they give no real zone', { utc: lateEvening }, 'Mars/Olympus', 'AKL', '2026-09-23'],
    ['our airport when local is nonsense', { utc: lateEvening, local: '2026-02-30 10:00' }, null, 'JFK', '2026-09-22'],
    ['nothing for an airport nobody knows', { utc: lateEvening }, null, 'QQQ', null],
    ['nothing without a scheduled time', undefined, 'Europe/Madrid', 'MAD', null],
  ] as const)('comes from %s', ([, scheduledTime, timeZone, iata, expected], { expect }) => {
    expect(departing({ scheduledTime, airport: { iata, timeZone } })?.departureDate).toBe(expected)
  })

  it('is null when nobody names a zone', ({ expect }) => {
    expect(dateInZone(0, [null, undefined, ''])).toBeNull()
  })
})

describe('airport', () => {
  it.for([
    [{ iata: 'mad' }, 'MAD'],
    [{ icao: 'LEMD' }, null],
    [{ iata: 'LEMD' }, null],
    [{ iata: '' }, null],
    [{ iata: 'M4D' }, null],
    ['MAD', null],
    [undefined, null],
  ] as const)('%j is %s', ([airport, expected], { expect }) => {
    expect(departing({ airport })?.origin).toBe(expected)
  })
})

describe('envelope', () => {
  it.for([null, undefined, 'text', 5, true, [], {}, { flights: null }, { flights: {} }, { flights: 'none' }])(
    'refuses %j as no notification',
    (body, { expect }) => {
      expect(() => parse(body)).toThrow(expect.objectContaining({ name: 'AppError', code: 'malformed_request' }))
      expect(() => parse(body)).toThrow(AppError)
    },
  )

  it('takes a delivery without flights', ({ expect }) => {
    expect(parse({ flights: [] })).toEqual({ key: 'hash-of-body', creditsRemaining: null, updates: [], ignored: [] })
  })

  it.for([
    [{ creditsRemaining: 0 }, 0],
    [{ creditsRemaining: '42' }, 42],
    [{ creditsRemaining: null }, null],
    [{ creditsRemaining: 'many' }, null],
    [{}, null],
    [null, null],
    ['rich', null],
  ] as const)('reads the balance %j as %s', ([balance, expected], { expect }) => {
    expect(parse({ flights: [], balance }).creditsRemaining).toBe(expected)
  })

  it.for([
    ['a-1', 'a-1'],
    [' a-1 ', 'a-1'],
    ['', 'hash-of-body'],
    [7, 'hash-of-body'],
    ['x'.repeat(201), 'hash-of-body'],
  ] as const)('keys the delivery with id %j by %s', ([id, key], { expect }) => {
    expect(parse({ id, flights: [] }).key).toBe(key)
  })

  it('takes, of two keys that differ in case, the one that holds something', ({ expect }) => {
    expect(parse({ ID: null, id: 'b', Flights: [], flights: [1] })).toMatchObject({
      key: 'b',
      updates: [],
      ignored: [],
    })
  })

  it('survives a body nested deeper than any stack', ({ expect }) => {
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`)
    expect(parse({ flights: [deep], deep }).ignored).toEqual(['flights[0]: number is no IATA flight number'])
  })
})

const MADRID = { iata: 'MAD', icao: 'LEMD', name: 'Madrid', timeZone: 'Europe/Madrid' }
const AUCKLAND = { iata: 'AKL', icao: 'NZAA', name: 'Auckland', timeZone: 'Pacific/Auckland' }

const minute = fc
  .integer({ min: at('2025-01-01T00:00Z') / 60_000, max: at('2027-12-31T00:00Z') / 60_000 })
  .map((m) => m * 60_000)
const optionalMinute = fc.option(minute, { nil: undefined })

const flights: fc.Arbitrary<CallbackFlight> = fc
  .record({
    flightNumber: fc.constantFrom('IB6501', 'U2812', 'NZ1'),
    origin: fc.constantFrom(MADRID, AUCKLAND),
    destination: fc.constantFrom(MADRID, AUCKLAND),
    status: fc.constantFrom(...CALLBACK_STATUSES),
    scheduledDeparture: minute,
    revisedDeparture: optionalMinute,
    runwayDeparture: optionalMinute,
    scheduledArrival: minute,
    revisedArrival: optionalMinute,
    runwayArrival: optionalMinute,
    gate: fc.constantFrom('B32', undefined),
    updatedAt: minute,
  })
  .map((made) => JSON.parse(JSON.stringify(made)) as CallbackFlight)

/** The same JSON with the case of every key's letters drawn anew. */
function recased(value: unknown, upper: () => boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => recased(item, upper))
  if (typeof value !== 'object' || value === null) return value
  const turn = (key: string) => [...key].map((c) => (upper() ? c.toUpperCase() : c.toLowerCase())).join('')
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [turn(key), recased(inner, upper)]))
}

describe('whatever form a delivery takes', () => {
  it('says the same in any case of keys, with enums as words or integers, with or without local times', ({
    expect,
  }) => {
    fc.assert(
      fc.property(
        flights,
        flights,
        fc.boolean(),
        fc.boolean(),
        fc.infiniteStream(fc.boolean()),
        (one, two, numericEnums, omitLocal, coins) => {
          const input = { ...one, id: 'delivery-1', more: [two] }
          const plain = parse(aeroDataBoxCallback(input))
          const quirky = aeroDataBoxCallback({ ...input, quirks: { numericEnums, omitLocal, capitalisedKeys: true } })
          expect(plain.updates).toHaveLength(2)
          expect(parse(quirky)).toEqual(plain)
          expect(parse(recased(quirky, () => coins.next().value === true))).toEqual(plain)
        },
      ),
    )
  })

  it('carries through what was sent', ({ expect }) => {
    fc.assert(
      fc.property(flights, (flight) => {
        const update = parseAeroDataBoxFlight(aeroDataBoxFlightItem(flight), airports)
        expect(update).toMatchObject({
          flightNumber: flight.flightNumber,
          providerStatus: flight.status,
          scheduledDeparture: flight.scheduledDeparture,
          scheduledArrival: flight.scheduledArrival,
          gate: flight.gate ?? null,
          updatedAt: flight.updatedAt,
        })
      }),
    )
  })

  it('never throws at a flight item, whatever it holds', ({ expect }) => {
    const keys = fc.constantFrom(
      'number',
      'status',
      'departure',
      'arrival',
      'airport',
      'iata',
      'utc',
      'scheduledTime',
      'lastUpdatedUtc',
      'airline',
      '__proto__',
      'constructor',
    )
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.constantFrom('IB 1', '2026-01-01 10:00Z', 'MAD'),
        fc.dictionary(keys, tie('tree')),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
    }))
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 5 }), (items) => {
        const { updates, ignored } = parse({ flights: items })
        expect(updates.length + ignored.length).toBe(items.length)
      }),
    )
  })

  it('has no id and no attempt in the old envelope', ({ expect }) => {
    const flight = {
      flightNumber: 'IB6501',
      origin: 'MAD',
      destination: 'EZE',
      status: 'Boarding' as const,
      scheduledDeparture: 0,
      scheduledArrival: 0,
      updatedAt: 0,
    }
    const body = aeroDataBoxCallback({ ...flight, quirks: { omitEnvelopeId: true } })
    expect(Object.keys(body)).not.toContain('deliveryAttempt')
    expect(parse(body).key).toBe('hash-of-body')
    expect(parse(aeroDataBoxCallback(flight)).key).toMatch(/^[0-9a-f-]{36}$/)
  })
})
