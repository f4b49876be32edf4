import { afterEach, describe, inject, it, vi } from 'vitest'
import { aeroDataBoxFlightItem, type CallbackFlight } from '../../../scripts/lib/aerodatabox-callback.ts'
import { aDeployment } from '../../harness/deployment.ts'
import { aCompany, aFlightNumber, aLoadedParcel, aParcel, type Company } from '../../harness/wire.ts'
import { SHOPS, type Shop } from '../servers/aerodatabox.ts'
import { aviationstackRow } from './aviationstack-row.ts'
import { aKey, controlOf } from './control.ts'

const at = (iso: string) => Date.parse(`${iso}Z`)
const DAY = '2026-11-23'

interface Use {
  readonly aeroDataBox?: boolean
  readonly aviationstack?: boolean
}

/** A deployment that has accounts at these providers, and a flight of a company with a parcel on it. */
async function aDesk({ aeroDataBox = true, aviationstack = true }: Use = {}, number = aFlightNumber()) {
  const [first, second] = [aKey(), aKey()]
  const worker = aDeployment({
    ...(aeroDataBox && {
      AERODATABOX_BASE_URL: inject('aeroDataBoxUrl') + SHOPS.direct.base,
      AERODATABOX_API_KEY: first,
    }),
    ...(aviationstack && {
      AVIATIONSTACK_BASE_URL: `${inject('aviationstackUrl')}/v1`,
      AVIATIONSTACK_ACCESS_KEY: second,
    }),
  })
  const company = await aCompany()
  const loaded = await aLoadedParcel(company, aParcel(), number)
  return {
    company,
    loaded,
    number,
    keys: [first, second],
    aeroDataBox: controlOf(inject('aeroDataBoxUrl'), first),
    aviationstack: controlOf(inject('aviationstackUrl'), second),
    async sync() {
      const response = await worker(`/api/v1/flights/${loaded.flight.id}/sync`, {
        method: 'POST',
        headers: { authorization: `Bearer ${company.token}` },
      })
      return {
        status: response.status,
        headers: response.headers,
        body: await response.json<Record<string, unknown>>(),
      }
    },
  }
}

const item = (flightNumber: string, change: Partial<CallbackFlight> = {}) =>
  aeroDataBoxFlightItem({
    flightNumber,
    origin: { iata: 'MAD', timeZone: 'Europe/Madrid' },
    destination: { iata: 'EZE', timeZone: 'America/Argentina/Buenos_Aires' },
    status: 'Departed',
    scheduledDeparture: at('2026-11-23T11:00'),
    runwayDeparture: at('2026-11-23T11:25'),
    scheduledArrival: at('2026-11-23T23:40'),
    revisedArrival: at('2026-11-23T23:55'),
    gate: 'S32',
    updatedAt: at('2026-11-23T11:30'),
    ...change,
  })

/** The same said by Aviationstack, in local times. */
const row = (number: string) =>
  aviationstackRow({
    number,
    date: DAY,
    status: 'active',
    departure: { iata: 'MAD', scheduled: '2026-11-23T12:00', actual: '2026-11-23T12:25' },
    arrival: { iata: 'EZE', scheduled: '2026-11-23T20:40', estimated: '2026-11-23T20:50' },
  })

const down = { do: 'answer', status: 503 } as const

async function standing(company: Company, loaded: Awaited<ReturnType<typeof aLoadedParcel>>) {
  const shipment = (await company.get(`/shipments/${loaded.shipment.id}`)).body
  return { flight: (await company.get(`/flights/${loaded.flight.id}`)).body, shipment: shipment.status }
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('POST /flights/{id}/sync', () => {
  it('asks AeroDataBox, says what changed, and moves what is on the flight', async ({ expect }) => {
    const desk = await aDesk()
    await desk.aeroDataBox.knows({ flights: { [`${desk.number}/${DAY}`]: [item(desk.number)] } })
    const { status, body } = await desk.sync()
    expect(status).toBe(200)
    expect(body).toMatchObject({ status: 'departed', provider: 'aerodatabox', gate: 'S32' })
    expect(body.changes).toEqual(
      expect.arrayContaining([
        { field: 'status', from: 'scheduled', to: 'departed' },
        { field: 'gate', from: null, to: 'S32' },
        { field: 'actual_departure', from: null, to: '2026-11-23T11:25:00.000Z' },
        { field: 'estimated_arrival', from: null, to: '2026-11-23T23:55:00.000Z' },
      ]),
    )
    expect(await standing(desk.company, desk.loaded)).toMatchObject({ shipment: 'in_transit' })
    expect(await desk.aviationstack.seen()).toEqual([])
  })

  it.for(Object.keys(SHOPS) as Shop[])('asks the shop that the configuration names: %s', async (shop, { expect }) => {
    const key = aKey()
    const company = await aCompany()
    const loaded = await aLoadedParcel(company)
    const number = loaded.flight.flight_number
    await controlOf(inject('aeroDataBoxUrl'), key).knows({ flights: { [`${number}/${DAY}`]: [item(number)] } })
    const worker = aDeployment({
      AERODATABOX_BASE_URL: inject('aeroDataBoxUrl') + SHOPS[shop].base,
      AERODATABOX_AUTH_HEADER: SHOPS[shop].header,
      AERODATABOX_API_KEY: key,
    })
    const response = await worker(`/api/v1/flights/${loaded.flight.id}/sync`, {
      method: 'POST',
      headers: { authorization: `Bearer ${company.token}` },
    })
    expect([response.status, await response.json()]).toMatchObject([200, { status: 'departed' }])
  })

  it('asks Aviationstack where AeroDataBox is not configured', async ({ expect }) => {
    const desk = await aDesk({ aeroDataBox: false })
    await desk.aviationstack.knows([row(desk.number)])
    const { status, body } = await desk.sync()
    expect(status).toBe(200)
    expect(body).toMatchObject({
      status: 'departed',
      provider: 'aviationstack',
      provider_status: 'active',
      actual_departure: '2026-11-23T11:25:00.000Z',
      estimated_arrival: '2026-11-23T23:50:00.000Z',
    })
    expect((await desk.aviationstack.seen())[0]?.query).toMatchObject({ dep_iata: 'MAD', flight_date: DAY })
  })

  it.for([
    ['is down', down],
    ['is in a hurry', { do: 'answer', status: 429, body: { message: 'Too many requests' } }],
    ['has its plan used up', { do: 'answer', status: 429, body: { message: 'You have exceeded the MONTHLY quota' } }],
    ['refuses the key', { do: 'answer', status: 403, body: { message: 'You are not subscribed to this API.' } }],
  ] as const)('asks Aviationstack where AeroDataBox %s', async ([, act], { expect }) => {
    const desk = await aDesk()
    await desk.aeroDataBox.will(act, act)
    await desk.aviationstack.knows([row(desk.number)])
    const { status, body } = await desk.sync()
    expect([status, body]).toMatchObject([200, { status: 'departed', provider: 'aviationstack' }])
  })

  it('is 503 with Retry-After when nobody can say: nothing is changed, nothing lost', async ({ expect }) => {
    const desk = await aDesk()
    const before = await standing(desk.company, desk.loaded)
    await desk.aeroDataBox.will(down, down)
    await desk.aviationstack.will({ do: 'cut' }, { do: 'torn' })
    const { status, headers, body } = await desk.sync()
    expect([status, body]).toMatchObject([503, { code: 'provider_unavailable' }])
    expect(headers.get('retry-after')).toBe('60')
    expect(await standing(desk.company, desk.loaded)).toEqual(before)
  })

  it('waits as long as the provider says', async ({ expect }) => {
    const desk = await aDesk({ aviationstack: false })
    await desk.aeroDataBox.will({ do: 'answer', status: 429, headers: { 'retry-after': '300' } })
    const { status, headers } = await desk.sync()
    expect([status, headers.get('retry-after')]).toEqual([503, '300'])
  })

  it('does not take the silence of who stands in for an answer', async ({ expect }) => {
    const desk = await aDesk()
    await desk.aeroDataBox.will(down, down)
    expect((await desk.sync()).status).toBe(503)
    expect(await desk.aviationstack.seen()).toHaveLength(1)
  })

  it('takes that AeroDataBox knows no such flight for an answer', async ({ expect }) => {
    const desk = await aDesk()
    const { status, body } = await desk.sync()
    expect([status, body.changes]).toEqual([200, []])
    expect(body.note).toMatch(/does not know/)
    expect(await desk.aviationstack.seen()).toEqual([])
  })

  it('says so where no provider is configured', async ({ expect }) => {
    const { status, body } = await (await aDesk({ aeroDataBox: false, aviationstack: false })).sync()
    expect([status, body.note]).toEqual([200, 'No provider of flight data is configured.'])
  })

  it('asks once a minute, however often it is called', async ({ expect }) => {
    const desk = await aDesk()
    const answers = await Promise.all([desk.sync(), desk.sync(), desk.sync()])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429, 429])
    expect(await desk.aeroDataBox.seen()).toHaveLength(1)
  })

  it('takes the operator’s number for ours when the answer says how it is shared, and no other leg', async ({
    expect,
  }) => {
    const desk = await aDesk()
    const flown = `BA${desk.number.slice(2)}`
    const other = item(flown, { origin: 'LIS', status: 'Canceled', updatedAt: at('2026-11-23T11:50') })
    await desk.aeroDataBox.knows({ flights: { [`${desk.number}/${DAY}`]: [item(flown), other] } })
    const { status, body } = await desk.sync()
    expect([status, body]).toMatchObject([200, { flight_number: desk.number, status: 'departed' }])
  })

  it('writes no key to the log, whatever goes wrong', async ({ expect }) => {
    const lines: string[] = []
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, level).mockImplementation((...parts) => {
        lines.push(parts.map(String).join(' '))
      })
    }
    const desk = await aDesk()
    await desk.aeroDataBox.will({ do: 'answer', status: 403, body: { message: desk.keys.join() } })
    await desk.aviationstack.will(
      { do: 'answer', status: 200, body: { error: { code: desk.keys[1], message: desk.keys[1] } } },
      { do: 'cut' },
    )
    const { body } = await desk.sync()
    const all = [...lines, JSON.stringify(body)].join('\n')
    expect(all).toContain('flight_provider_failed')
    expect(desk.keys.filter((key) => all.includes(key))).toEqual([])
  })
})
