import { describe, it } from 'vitest'
import { aeroDataBoxCallback, type CallbackInput } from '../../scripts/lib/aerodatabox-callback.ts'
import { aCompany, aLoadedParcel, type Company, call, until } from '../harness/wire.ts'

const at = (time: string) => Date.parse(`2026-11-${time}Z`)

function told(flightNumber: string, change: Partial<CallbackInput>) {
  return aeroDataBoxCallback({
    flightNumber,
    origin: 'MAD',
    destination: 'EZE',
    status: 'Expected',
    scheduledDeparture: at('23T11:00'),
    scheduledArrival: at('23T23:40'),
    updatedAt: at('23T09:00'),
    ...change,
  })
}

/** What everyone who asks for a shipment is told of when it is to arrive. */
async function estimates(company: Company, shipment: { id: string; tracking_id: string }) {
  const of = async (path: string, token?: string) => (await call('GET', path, { ...(token && { token }) })).body
  const [v1, v2, tracked, trackedV2] = await Promise.all([
    of(`/api/v1/shipments/${shipment.id}`, company.token),
    of(`/api/v2/shipments/${shipment.id}`, company.token),
    of(`/api/v1/track/${shipment.tracking_id}`),
    of(`/api/v2/track/${shipment.tracking_id}`),
  ])
  return [
    v1.estimated_arrival,
    v2.tracking.estimated_delivery,
    tracked.estimated_arrival,
    trackedV2.tracking.estimated_delivery,
  ]
}

const all = (time: string | null) => Array.from({ length: 4 }, () => time)

describe('when a shipment is to arrive', () => {
  it('is what is known of its flight: planned, then estimated, and nothing once it has landed', async ({ expect }) => {
    const company = await aCompany()
    const loaded = await aLoadedParcel(company)
    const number = loaded.flight.flight_number
    const says = async (time: string | null) =>
      until(async () => {
        const said = await estimates(company, loaded.shipment)
        return said.every((each) => each === time) && said
      })
    expect(await estimates(company, loaded.shipment)).toEqual(all('2026-11-23T23:40:00.000Z'))

    const late = told(number, { status: 'Delayed', updatedAt: at('23T10:00'), revisedArrival: at('24T00:25') })
    await call('POST', loaded.callback, { body: late })
    expect(await says('2026-11-24T00:25:00.000Z')).toEqual(all('2026-11-24T00:25:00.000Z'))

    const off = { status: 'Departed', updatedAt: at('23T12:00'), runwayDeparture: at('23T11:50') } as const
    await call('POST', loaded.callback, { body: told(number, { ...off, revisedArrival: at('24T00:05') }) })
    expect(await says('2026-11-24T00:05:00.000Z')).toEqual(all('2026-11-24T00:05:00.000Z'))

    const there = { status: 'Arrived', updatedAt: at('24T00:10'), revisedArrival: at('24T00:08') } as const
    await call('POST', loaded.callback, { body: told(number, there) })
    expect(await says(null)).toEqual(all(null))
  })

  it('is not known before its bag is on a flight', async ({ expect }) => {
    const company = await aCompany()
    const loaded = await aLoadedParcel(company)
    expect((await company.delete(`/bags/${loaded.bag.id}/flight`)).status).toBe(200)
    expect(await estimates(company, loaded.shipment)).toEqual(all(null))
  })

  it('is part of the tag of what is shown: who knows the old time is told the new one', async ({ expect }) => {
    const company = await aCompany()
    const loaded = await aLoadedParcel(company)
    const path = `/api/v1/shipments/${loaded.shipment.id}`
    const get = (tag?: string | null) =>
      call('GET', path, { token: company.token, headers: { ...(tag && { 'if-none-match': tag }) } })
    const first = await get()
    const tag = first.headers.get('etag')
    expect((await get(tag)).status).toBe(304)
    expect((await get(`"${first.body.version}"`)).status).toBe(200)

    const late = told(loaded.flight.flight_number, {
      status: 'Delayed',
      updatedAt: at('23T10:00'),
      revisedArrival: at('24T00:25'),
    })
    await call('POST', loaded.callback, { body: late })
    const changed = await until(async () => {
      const answer = await get(tag)
      return answer.status === 200 && answer
    })
    expect(changed.body).toMatchObject({
      version: first.body.version,
      estimated_arrival: '2026-11-24T00:25:00.000Z',
    })
    expect((await get(changed.headers.get('etag'))).status).toBe(304)

    const edit = await call('PUT', path, {
      token: company.token,
      body: { reference: 'R-1' },
      headers: { 'if-match': tag ?? '' },
    })
    expect(edit.status).toBe(200)
    const stale = await call('PUT', path, {
      token: company.token,
      body: { reference: 'R-2' },
      headers: { 'if-match': changed.headers.get('etag') ?? '' },
    })
    expect(stale.status).toBe(412)
  })
})
