import { afterEach, describe, inject, it, vi } from 'vitest'
import { airports } from '../../../src/adapters/airports/airports.ts'
import { createAviationstackClient } from '../../../src/adapters/flights/aviationstack-client.ts'
import type { FlightUpdate } from '../../../src/domain/shipments/flight-update.ts'
import { aviationstackRow, type RowInput } from './aviationstack-row.ts'
import { aKey, controlOf } from './control.ts'
import { failureOf, MISDEEDS, PAUSE_MS, TIMEOUT_MS } from './misdeeds.ts'

const at = (iso: string) => Date.parse(iso)
const HOUR = 3_600_000
/** An hour before the flight of the sample leaves: 01:20 in Auckland is 12:20 UTC of the day before. */
const ASKED = at('2023-01-10T11:20:00Z')

function anAccount(key = aKey(), { path = '/v1', now = ASKED } = {}) {
  const url = inject('aviationstackUrl')
  const client = createAviationstackClient({
    accessKey: key,
    baseUrl: url + path,
    airports,
    timeoutMs: TIMEOUT_MS,
    pauseMs: PAUSE_MS,
    now: () => now,
  })
  return { client, key, ...controlOf(url, key) }
}

/** What it comes to when the provider has these rows and is asked at an instant. */
async function said(rows: readonly RowInput[], now = ASKED): Promise<readonly FlightUpdate[]> {
  const { client, knows } = anAccount(aKey(), { now })
  await knows(rows.map(aviationstackRow))
  return client.status('SQ282', '2023-01-11')
}

async function one(row: RowInput, now = ASKED): Promise<FlightUpdate> {
  const [update] = await said([row], now)
  if (update === undefined) throw new Error('the row was not read')
  return update
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('Aviationstack', () => {
  it('tells a flight in our words, its times by the clocks of its airports', async ({ expect }) => {
    const update = await one({
      departure: { terminal: 'I', gate: '9' },
      arrival: { terminal: '3', baggage: '44' },
      aircraft: { registration: '9V-SMA', iata: 'A359' },
    })
    expect(update).toEqual({
      provider: 'aviationstack',
      flightNumber: 'SQ282',
      departureDate: '2023-01-11',
      origin: 'AKL',
      destination: 'SIN',
      status: 'scheduled',
      providerStatus: 'scheduled',
      scheduledDeparture: at('2023-01-10T12:20:00Z'),
      estimatedDeparture: at('2023-01-10T12:20:00Z'),
      actualDeparture: null,
      scheduledArrival: at('2023-01-10T22:45:00Z'),
      estimatedArrival: at('2023-01-10T22:45:00Z'),
      actualArrival: null,
      terminal: 'I',
      gate: '9',
      arrivalTerminal: '3',
      baggageBelt: '44',
      aircraft: 'A359, 9V-SMA',
      updatedAt: ASKED - HOUR,
    })
  })

  it('asks by number, day and, when it is named, origin; the key goes in the query and nowhere else', async ({
    expect,
  }) => {
    const { client, key, seen } = anAccount()
    await client.status('SQ282', '2023-01-11')
    await client.status('SQ282', '2023-01-11', 'AKL')
    const asked = { access_key: key, flight_iata: 'SQ282', flight_date: '2023-01-11', limit: '100', offset: '0' }
    const requests = await seen()
    expect(requests.map(({ query }) => query)).toEqual([asked, { ...asked, dep_iata: 'AKL' }])
    expect(JSON.stringify(requests.map(({ headers }) => headers))).not.toContain(key)
  })

  it('is found behind APILayer’s gateway too', async ({ expect }) => {
    const { client, knows } = anAccount(aKey(), { path: '/gateway/aviationstack/v1' })
    await knows([aviationstackRow()])
    expect(await client.status('SQ282', '2023-01-11')).toHaveLength(1)
  })

  it('knows nothing of a flight that is not there', async ({ expect }) => {
    expect(await said([])).toEqual([])
    expect(await said([{ date: '2023-01-12' }])).toEqual([])
  })

  it('tells every leg of a number', async ({ expect }) => {
    const legs = await said([
      {},
      {
        departure: { iata: 'SIN', scheduled: '2023-01-11T09:00' },
        arrival: { iata: 'LHR', scheduled: '2023-01-11T15:05' },
      },
    ])
    expect(legs.map(({ origin, scheduledDeparture }) => [origin, scheduledDeparture])).toEqual([
      ['AKL', at('2023-01-10T12:20:00Z')],
      ['SIN', at('2023-01-11T01:00:00Z')],
    ])
  })

  it('leaves out what is no flight', async ({ expect }) => {
    const { client, will } = anAccount()
    const data = [null, 7, 'x', [], {}, aviationstackRow({ flight: { number: null, iata: null, icao: null } })]
    await will({ do: 'answer', status: 200, body: { pagination: { total: 7 }, data: [...data, aviationstackRow()] } })
    expect(await client.status('SQ282', '2023-01-11')).toHaveLength(1)
  })
})

describe('pages of Aviationstack', () => {
  it('are read to the last', async ({ expect }) => {
    const { client, knows, seen } = anAccount()
    await knows(Array.from({ length: 130 }, () => aviationstackRow()))
    expect(await client.status('SQ282', '2023-01-11')).toHaveLength(130)
    expect((await seen()).map(({ query }) => query.offset)).toEqual(['0', '100'])
  })

  it('end after three, however many there are said to be, and with one that is empty', async ({ expect }) => {
    const { client, will, seen } = anAccount()
    const page = (...data: unknown[]) =>
      ({ do: 'answer', status: 200, body: { pagination: { total: 1_000_000 }, data } }) as const
    await will(page(aviationstackRow()), page(aviationstackRow()), page(aviationstackRow()), page(aviationstackRow()))
    expect(await client.status('SQ282', '2023-01-11')).toHaveLength(3)
    expect(await seen()).toHaveLength(3)
    await will(page(aviationstackRow()), page())
    expect(await client.status('SQ282', '2023-01-11')).toHaveLength(1)
    expect(await seen()).toHaveLength(5)
  })
})

const DAY_AFTER = at('2023-01-12T12:00:00Z')
const LEFT = { actual: '2023-01-11T01:33' }
const LANDED = { actual: '2023-01-11T06:31' }

/** Status, and what else the row says; asked when; and our status. */
const STATUSES: readonly (readonly [string, RowInput, number, FlightUpdate['status']])[] = [
  ['scheduled', {}, ASKED, 'scheduled'],
  ['scheduled with a delay of its departure', { departure: { delay: 13 } }, ASKED, 'delayed'],
  ['scheduled with a delay of its arrival', { arrival: { delay: 20 } }, ASKED, 'delayed'],
  ['scheduled with a delay as text', { departure: { delay: '25' } }, ASKED, 'delayed'],
  ['scheduled, early', { departure: { delay: -4 } }, ASKED, 'scheduled'],
  ['active and left', { status: 'active', departure: LEFT }, DAY_AFTER, 'departed'],
  ['active with no word of when, after it was due', { status: 'active' }, DAY_AFTER, 'departed'],
  ['active with no word of when, before it is due', { status: 'active' }, ASKED, 'unknown'],
  ['landed', { status: 'landed', departure: LEFT, arrival: LANDED }, DAY_AFTER, 'arrived'],
  ['landed with no word of when, after it was due', { status: 'landed' }, DAY_AFTER, 'arrived'],
  ['landed with no word of when, before it is due', { status: 'landed' }, ASKED, 'unknown'],
  ['landed at a time to come', { status: 'landed', arrival: LANDED }, ASKED, 'unknown'],
  ['cancelled', { status: 'cancelled' }, ASKED, 'cancelled'],
  ['diverted', { status: 'diverted', departure: LEFT }, DAY_AFTER, 'diverted'],
  ['incident', { status: 'incident', departure: LEFT }, DAY_AFTER, 'diverted'],
  ['a word that nobody knows', { status: 'levitating' }, ASKED, 'unknown'],
  ['a word in capitals', { status: 'CANCELLED' }, ASKED, 'cancelled'],
]

describe('a status of Aviationstack', () => {
  it.for(STATUSES)('%s', async ([, row, now, status], { expect }) => {
    const update = await one(row, now)
    expect(update.status).toBe(status)
    expect(update.providerStatus).toBe(row.status ?? 'scheduled')
  })

  it('tells times as facts once they are: the runway’s before the gate’s', async ({ expect }) => {
    const row = {
      status: 'landed',
      departure: { actual: '2023-01-11T01:25', actual_runway: '2023-01-11T01:41' },
      arrival: { estimated: '2023-01-11T06:30', ...LANDED },
    }
    expect(await one(row, DAY_AFTER)).toMatchObject({
      estimatedDeparture: null,
      actualDeparture: at('2023-01-10T12:41:00Z'),
      estimatedArrival: null,
      actualArrival: at('2023-01-10T22:31:00Z'),
    })
  })

  it('has its delay in the estimate, where that still says what was planned', async ({ expect }) => {
    const still = await one({ departure: { delay: 45 }, arrival: { delay: 30 } })
    expect([still.estimatedDeparture, still.estimatedArrival]).toEqual([
      at('2023-01-10T13:05:00Z'),
      at('2023-01-10T23:15:00Z'),
    ])
    const moved = await one({ departure: { delay: 45, estimated: '2023-01-11T02:00' } })
    expect(moved.estimatedDeparture).toBe(at('2023-01-10T13:00:00Z'))
  })
})

describe('how old a word of Aviationstack is taken to be', () => {
  it('is an hour, so that of two answers the later one wins', async ({ expect }) => {
    const [earlier, later] = [await one({}, ASKED), await one({ departure: { delay: 5 } }, ASKED + 60_000)]
    expect(later.updatedAt).toBeGreaterThan(earlier.updatedAt)
    expect(earlier.updatedAt).toBe(ASKED - HOUR)
  })

  it('is no more than what it reports: a departure ten minutes ago was known ten minutes ago', async ({ expect }) => {
    const now = at('2023-01-10T12:43:00Z')
    expect((await one({ status: 'active', departure: LEFT }, now)).updatedAt).toBe(now - 10 * 60_000)
  })

  it('is nothing for a cancellation and a diversion: nobody says so before', async ({ expect }) => {
    expect((await one({ status: 'cancelled' })).updatedAt).toBe(ASKED)
    expect((await one({ status: 'incident' })).updatedAt).toBe(ASKED)
  })

  it('is not younger for a time that has not come', async ({ expect }) => {
    const update = await one({ status: 'active', departure: { actual: '2023-01-11T09:00' } }, ASKED)
    expect([update.updatedAt, update.actualDeparture]).toEqual([ASKED - HOUR, null])
  })
})

/** A local time of departure at an airport, and the instant. */
const CLOCKS: readonly (readonly [string, Partial<import('./aviationstack-row.ts').RowEnd>, string | null])[] = [
  ['winter in Madrid', { iata: 'MAD', scheduled: '2023-01-11T12:00' }, '2023-01-11T11:00:00Z'],
  ['summer in Madrid', { iata: 'MAD', scheduled: '2023-07-11T12:00' }, '2023-07-11T10:00:00Z'],
  ['before clocks go forward', { iata: 'MAD', scheduled: '2023-03-26T01:59' }, '2023-03-26T00:59:00Z'],
  ['an hour that Madrid left out', { iata: 'MAD', scheduled: '2023-03-26T02:30' }, '2023-03-26T01:30:00Z'],
  ['after clocks went forward', { iata: 'MAD', scheduled: '2023-03-26T03:00' }, '2023-03-26T01:00:00Z'],
  ['an hour that Madrid has twice: the first', { iata: 'MAD', scheduled: '2023-10-29T02:30' }, '2023-10-29T00:30:00Z'],
  ['after clocks went back', { iata: 'MAD', scheduled: '2023-10-29T03:00' }, '2023-10-29T02:00:00Z'],
  ['an hour that New York left out', { iata: 'JFK', scheduled: '2023-03-12T02:15' }, '2023-03-12T07:15:00Z'],
  ['an hour that New York has twice', { iata: 'JFK', scheduled: '2023-11-05T01:30' }, '2023-11-05T05:30:00Z'],
  ['quarters of an hour', { iata: 'KTM', scheduled: '2023-01-11T00:10' }, '2023-01-10T18:25:00Z'],
  ['half an hour of summer', { iata: 'LDH', scheduled: '2023-01-11T12:00' }, '2023-01-11T01:00:00Z'],
  [
    'our zone before theirs',
    { iata: 'MAD', timezone: 'Asia/Tokyo', scheduled: '2023-01-11T12:00' },
    '2023-01-11T11:00:00Z',
  ],
  [
    'their zone for an airport that we do not know',
    { iata: 'QQQ', timezone: 'Asia/Tokyo', scheduled: '2023-01-11T12:00' },
    '2023-01-11T03:00:00Z',
  ],
  ['no zone at all', { iata: 'QQQ', scheduled: '2023-01-11T12:00' }, null],
  ['a zone that does not exist', { iata: 'QQQ', timezone: 'Mars/Olympus', scheduled: '2023-01-11T12:00' }, null],
  ['no day of the calendar', { iata: 'MAD', scheduled: '2023-02-30T12:00' }, null],
]

describe('a local time of Aviationstack', () => {
  it.for(CLOCKS)('%s', async ([, departure, instant], { expect }) => {
    const update = await one({ departure, arrival: { iata: null, scheduled: null } })
    expect(update.scheduledDeparture).toBe(instant === null ? null : at(instant))
  })

  it('keeps the date that stands on the wall, whatever the zone', async ({ expect }) => {
    expect(await one({ departure: { iata: 'QQQ', scheduled: '2023-01-11T00:05' } })).toMatchObject({
      departureDate: '2023-01-11',
      origin: 'QQQ',
      scheduledDeparture: null,
    })
  })

  it('that clocks show twice is the second one, when the first is before the departure', async ({ expect }) => {
    const update = await one({
      departure: { iata: 'LIS', scheduled: '2023-10-29T00:50' },
      arrival: { iata: 'MAD', scheduled: '2023-10-29T02:10' },
    })
    expect(update.scheduledDeparture).toBe(at('2023-10-28T23:50:00Z'))
    expect(update.scheduledArrival).toBe(at('2023-10-29T00:10:00Z'))
    const late = await one({
      departure: { iata: 'LIS', scheduled: '2023-10-29T01:20' },
      arrival: { iata: 'MAD', scheduled: '2023-10-29T02:15' },
    })
    expect(late.scheduledArrival).toBe(at('2023-10-29T01:15:00Z'))
  })
})

describe('the number of a row of Aviationstack', () => {
  const numbers = async (row: RowInput) =>
    (await said([row])).map(({ flightNumber, codeshares = [] }) => [flightNumber, ...codeshares])

  it('carries who flies it, in whatever case', async ({ expect }) => {
    const codeshared = { airline_iata: 'uk', flight_number: '8282', flight_iata: 'uk8282' }
    expect(await numbers({ flight: { codeshared } })).toEqual([['SQ282', 'UK8282']])
    expect(await numbers({ flight: { codeshared: { airline_iata: 'uk', flight_number: '08282' } } })).toEqual([
      ['SQ282', 'UK8282'],
    ])
    expect(await numbers({ flight: { codeshared: { flight_iata: 'sq282' } } })).toEqual([['SQ282']])
    expect(await numbers({ flight: { codeshared: 'nonsense' } })).toEqual([['SQ282']])
  })

  it('is made of airline and number where it is not given, or is the one asked for when its digits are', async ({
    expect,
  }) => {
    expect(await numbers({ flight: { iata: null } })).toEqual([['SQ282']])
    expect(await numbers({ flight: { iata: null, number: null }, airline: { iata: null } })).toEqual([['SQ282']])
    expect(await numbers({ flight: { iata: null, number: '999', icao: 'SIA999' }, airline: { iata: null } })).toEqual(
      [],
    )
  })

  it('of another flight is left out, unless it says that it is flown as the one asked for', async ({ expect }) => {
    const { client, will } = anAccount()
    const other = aviationstackRow({ number: 'UK8282', flight: { codeshared: { flight_iata: 'sq282' } } })
    const data = [aviationstackRow({ number: 'SQ283' }), other]
    await will({ do: 'answer', status: 200, body: { pagination: { total: 2 }, data } })
    expect(await client.status('SQ282', '2023-01-11')).toMatchObject([
      { flightNumber: 'UK8282', codeshares: ['SQ282'] },
    ])
  })
})

const words = (code: string) => ({ error: { code, message: 'The key good-secret is no good', context: {} } })

/** Their word; the status it comes with; what it is to us; seconds; requests. */
const REFUSALS = [
  ['invalid_access_key', 401, 'misconfigured', null, 1],
  ['inactive_user', 401, 'misconfigured', null, 1],
  ['https_access_restricted', 403, 'misconfigured', null, 1],
  ['function_access_restricted', 403, 'misconfigured', null, 1],
  ['invalid_api_function', 404, 'misconfigured', null, 1],
  ['validation_error', 422, 'not_found', null, 1],
  ['usage_limit_reached', 429, 'exhausted', null, 1],
  ['rate_limit_reached', 429, 'rate_limited', 60, 1],
  ['internal_error', 500, 'unavailable', null, 2],
  ['usage_limit_reached', 200, 'exhausted', null, 1],
  ['rate_limit_reached', 200, 'rate_limited', 60, 1],
  ['invalid_access_key', 200, 'misconfigured', null, 1],
  ['internal_error', 200, 'unavailable', null, 2],
  ['something_new', 200, 'unavailable', null, 2],
  ['something_new', 418, 'misconfigured', null, 1],
] as const

describe('Aviationstack when something goes wrong', () => {
  it.for(REFUSALS)('%s with %d: %s', async ([code, status, kind, wait, requests], { expect }) => {
    const { client, will, seen } = anAccount()
    const act = { do: 'answer', status, body: words(code) } as const
    await will(act, act)
    expect(await failureOf(client.status('SQ282', '2023-01-11'))).toMatchObject({ kind, retryAfterSeconds: wait })
    expect(await seen()).toHaveLength(requests)
  })

  it('waits as long as it is told, where it is told', async ({ expect }) => {
    const { client, will } = anAccount()
    await will({ do: 'answer', status: 429, body: words('rate_limit_reached'), headers: { 'retry-after': '11' } })
    expect(await failureOf(client.status('SQ282', '2023-01-11'))).toMatchObject({ retryAfterSeconds: 11 })
  })

  it.for(MISDEEDS)('$name: $kind after $requests', async ({ act, kind, requests, wait = null }, { expect }) => {
    const { client, will, seen } = anAccount()
    await will(act, act)
    const expected = kind === 'rate_limited' ? { kind } : { kind, retryAfterSeconds: wait }
    expect(await failureOf(client.status('SQ282', '2023-01-11'))).toMatchObject(expected)
    expect(await seen()).toHaveLength(requests)
  })

  it.for([
    ['/gateway/aviationstack/v1/elsewhere', 'a gateway’s 404'],
    ['/v2', 'their own 404'],
  ] as const)('says that the address is wrong: %s', async ([path], { expect }) => {
    const { client } = anAccount(aKey(), { path })
    expect(await failureOf(client.status('SQ282', '2023-01-11'))).toMatchObject({ kind: 'misconfigured' })
  })

  it('keeps the key out of every error and of the log', async ({ expect }) => {
    const lines: string[] = []
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, level).mockImplementation((...parts) => {
        lines.push(parts.map(String).join(' '))
      })
    }
    const { client, key, will } = anAccount()
    const echo = { do: 'answer', status: 500, body: { error: { code: `with ${key}`, message: key } } } as const
    const failures: unknown[] = []
    for (const act of [...MISDEEDS.map(({ act: misdeed }) => misdeed), echo]) {
      await will(act, act)
      failures.push(await failureOf(client.status('SQ282', '2023-01-11')))
    }
    const nowhere = createAviationstackClient({
      accessKey: key,
      baseUrl: 'http://127.0.0.1:9/v1',
      airports,
      timeoutMs: TIMEOUT_MS,
      pauseMs: PAUSE_MS,
    })
    failures.push(await failureOf(nowhere.status('SQ282', '2023-01-11')))
    expect(failures).not.toContain(null)
    const told = failures.map((error) =>
      error instanceof Error ? [error.message, error.stack, String(error.cause), JSON.stringify(error)].join(' ') : '',
    )
    expect([...told, ...lines].filter((text) => text.includes(key))).toEqual([])
  })
})
