import { describe, it } from 'vitest'
import { aeroDataBoxCallback, type CallbackInput } from '../../scripts/lib/aerodatabox-callback.ts'
import { aCompany, aFlightNumber, aLoadedParcel, aParcel, type Company, call, mailsTo, until } from '../harness/wire.ts'

const at = (time: string) => Date.parse(`2026-11-${time}Z`)

function update(
  flightNumber: string,
  status: CallbackInput['status'],
  updatedAt: number,
  more: Partial<CallbackInput> = {},
) {
  return aeroDataBoxCallback({
    flightNumber,
    origin: 'MAD',
    destination: 'EZE',
    status,
    scheduledDeparture: at('23T11:00'),
    scheduledArrival: at('23T23:40'),
    updatedAt,
    ...more,
  })
}

/** A flight's day, in order. */
const dayOf = (flightNumber: string) => [
  update(flightNumber, 'Expected', at('23T09:00')),
  update(flightNumber, 'Delayed', at('23T10:00'), { revisedDeparture: at('23T11:50') }),
  update(flightNumber, 'Departed', at('23T12:00'), { runwayDeparture: at('23T11:58') }),
  update(flightNumber, 'Arrived', at('24T00:20'), { revisedArrival: at('24T00:10') }),
]

const post = (callback: string, body: unknown) => call('POST', callback, { body })

/** What of a journey must come out the same whatever order its updates came in. */
async function outcome(company: Company, loaded: Awaited<ReturnType<typeof aLoadedParcel>>) {
  const shipment = (await company.get(`/shipments/${loaded.shipment.id}`)).body
  const bag = (await company.get(`/bags/${loaded.bag.id}`)).body
  const flight = (await company.get(`/flights/${loaded.flight.id}`)).body
  const events = (await company.get(`/shipments/${loaded.shipment.id}/events`)).body.data
  const { id: _id, version: _v, created_at: _c, updated_at: _u, flight_number: _n, ...rest } = flight
  return {
    shipment: shipment.status,
    bag: bag.status,
    flight: rest,
    timeline: events.map((line: { status: string; code: string }) => `${line.status}/${line.code}`),
  }
}

async function arrived(company: Company, shipmentId: string): Promise<void> {
  await until(async () => (await company.get(`/shipments/${shipmentId}`)).body.status === 'arrived')
}

describe('the flight webhook', () => {
  it('moves bags and parcels with their flight, and tells each person each step once', async ({ expect }) => {
    const company = await aCompany()
    const parcel = aParcel({ notify: { email: true } })
    const loaded = await aLoadedParcel(company, parcel)
    const mailed = (count: number) =>
      until(async () => {
        const sent = await mailsTo(parcel.recipient.email)
        return sent.length >= count && sent
      })
    const day = dayOf(loaded.flight.flight_number)
    for (const body of day.slice(0, -1)) expect((await post(loaded.callback, body)).status).toBe(200)
    // That it has left is no news to anyone once it has landed: it goes out before.
    await mailed(2)
    expect((await post(loaded.callback, day.at(-1))).status).toBe(200)
    await arrived(company, loaded.shipment.id)
    const result = await outcome(company, loaded)
    expect(result.timeline).toEqual([
      'created/BKD',
      'received/RCS',
      'bagged/PRE',
      'bagged/MAN',
      'in_transit/DEP',
      'arrived/ARR',
    ])
    expect([result.bag, result.flight.status]).toEqual(['arrived', 'arrived'])
    expect(result.flight.actual_departure).toBe('2026-11-23T11:58:00.000Z')
    expect(await mailed(3)).toHaveLength(3)
  })

  it('ends the same for the same callbacks ten times and in any order', async ({ expect }) => {
    const company = await aCompany()
    const straight = await aLoadedParcel(company)
    for (const body of dayOf(straight.flight.flight_number)) await post(straight.callback, body)
    await arrived(company, straight.shipment.id)
    const expected = await outcome(company, straight)

    for (const order of [
      [3, 2, 1, 0],
      [2, 0, 3, 1],
      [1, 3, 0, 2],
    ]) {
      const loaded = await aLoadedParcel(company, aParcel(), aFlightNumber())
      const day = dayOf(loaded.flight.flight_number)
      for (let round = 0; round < 10; round++) {
        for (const index of order) await post(loaded.callback, day[index])
      }
      await arrived(company, loaded.shipment.id)
      await until(async () => {
        const { body } = await company.get(`/flights/${loaded.flight.id}`)
        return body.estimated_departure !== null && body.actual_departure !== null
      })
      expect(await outcome(company, loaded)).toEqual(expected)
    }
  })

  it('keeps a status nobody knows as it came, and changes nothing', async ({ expect }) => {
    const company = await aCompany()
    const loaded = await aLoadedParcel(company)
    const strange = update(loaded.flight.flight_number, 'Departed', at('23T12:00'))
    const flights = (strange as { flights: { status: unknown }[] }).flights
    if (flights[0]) flights[0].status = 'Levitating'
    await post(loaded.callback, strange)
    await until(async () => (await company.get(`/flights/${loaded.flight.id}`)).body.provider_status === 'Levitating')
    const { body } = await company.get(`/flights/${loaded.flight.id}`)
    expect(body.status).toBe('scheduled')
    expect((await company.get(`/bags/${loaded.bag.id}`)).body.status).toBe('loaded')
  })

  it('reaches every tenant that watches the number, and no other flight', async ({ expect }) => {
    const [a, b] = [await aCompany(), await aCompany()]
    const number = aFlightNumber()
    const mine = await aLoadedParcel(a, aParcel(), number)
    const theirs = await aLoadedParcel(b, aParcel(), number)
    const another = await aLoadedParcel(b)
    expect(mine.callback).toBe(theirs.callback)
    await post(mine.callback, update(number, 'Departed', at('23T12:00')))
    for (const [company, loaded] of [
      [a, mine],
      [b, theirs],
    ] as const) {
      await until(async () => (await company.get(`/shipments/${loaded.shipment.id}`)).body.status === 'in_transit')
    }
    expect((await b.get(`/shipments/${another.shipment.id}`)).body.status).toBe('bagged')
  })

  it('is nothing to a wrong token, 400 to garbage, 413 to what is too large', async ({ expect }) => {
    const company = await aCompany()
    const { callback, flight } = await aLoadedParcel(company)
    const wrong = callback.slice(0, -3) + (callback.endsWith('AAA') ? 'BBB' : 'AAA')
    const answers = [
      await post(wrong, dayOf(flight.flight_number)[0]),
      await call('POST', '/api/v1/flights/webhook', { body: {} }),
      await call('POST', callback, { raw: 'not json' }),
      await call('POST', callback, { raw: '[1,2]' }),
      await call('POST', callback, { raw: '{"hello":"world"}' }),
      await call('POST', callback, { raw: JSON.stringify({ flights: [], x: 'x'.repeat(1_100_000) }) }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 400, 400, 400, 413])
  })

  it('takes a callback that is larger than a queue’s message', async ({ expect }) => {
    const company = await aCompany()
    const loaded = await aLoadedParcel(company)
    const body = {
      ...(update(loaded.flight.flight_number, 'Departed', at('23T12:00')) as object),
      padding: 'x'.repeat(300_000),
    }
    expect((await post(loaded.callback, body)).status).toBe(200)
    await until(async () => (await company.get(`/shipments/${loaded.shipment.id}`)).body.status === 'in_transit')
  })

  it('does not let one tenant load a bag on a flight that has left', async ({ expect }) => {
    const company = await aCompany()
    const loaded = await aLoadedParcel(company)
    await post(loaded.callback, update(loaded.flight.flight_number, 'Departed', at('23T12:00')))
    await until(async () => (await company.get(`/flights/${loaded.flight.id}`)).body.status === 'departed')
    const bag = (await company.post('/bags', { bag_number: 'late', origin: 'MAD', destination: 'EZE' })).body
    await company.post(`/bags/${bag.id}/transitions`, { to: 'sealed', seal_number: 'S' })
    const { status } = await company.put(`/bags/${bag.id}/flight`, { flight_id: loaded.flight.id })
    expect(status).toBe(409)
  })
})
