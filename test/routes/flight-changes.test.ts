import { describe, it } from 'vitest'
import { aCompany, aFlightNumber, aLoadedParcel } from '../harness/wire.ts'

const aFlight = () => ({
  flight_number: aFlightNumber(),
  departure_date: '2026-11-23',
  origin: 'MAD',
  destination: 'EZE',
})

describe('what staff change of a flight', () => {
  it('is its number while nothing is on it, and its gate at any time', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/flights', aFlight())).body
    const changed = await company.put(`/flights/${id}`, { flight_number: 'IB 06999', gate: 'B2' })
    expect([changed.status, changed.body.flight_number, changed.body.gate]).toEqual([200, 'IB6999', 'B2'])
    const loaded = await aLoadedParcel(company)
    const refused = await company.put(`/flights/${loaded.flight.id}`, { flight_number: 'IB6998' })
    expect(refused.status).toBe(409)
    expect((await company.put(`/flights/${loaded.flight.id}`, { gate: 'C1' })).body.gate).toBe('C1')
  })

  it('moves what is on it when they say that it has left and landed', async ({ expect }) => {
    const company = await aCompany()
    const loaded = await aLoadedParcel(company)
    for (const [status, shipment] of [
      ['departed', 'in_transit'],
      ['arrived', 'arrived'],
    ] as const) {
      expect((await company.put(`/flights/${loaded.flight.id}`, { status })).body.status).toBe(status)
      expect((await company.get(`/shipments/${loaded.shipment.id}`)).body.status).toBe(shipment)
    }
  })

  it('ends with DELETE, unless bags are on it', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/flights', aFlight())).body
    expect((await company.delete(`/flights/${id}`)).body.status).toBe('cancelled')
    expect((await company.delete(`/flights/${id}`)).status).toBe(200)
    const loaded = await aLoadedParcel(company)
    expect((await company.delete(`/flights/${loaded.flight.id}`)).status).toBe(409)
  })

  it('can be asked of the provider, which a development server has none of, once a minute', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/flights', aFlight())).body
    const { status, body } = await company.post(`/flights/${id}/sync`, {})
    expect([status, body.changes, body.note]).toEqual([200, [], 'No provider of flight data is configured.'])
    expect((await company.post(`/flights/${id}/sync`, {})).status).toBe(429)
  })

  it('may leave its alerts and come back to them', async ({ expect }) => {
    const company = await aCompany()
    const { id } = (await company.post('/flights', aFlight())).body
    expect((await company.delete(`/flights/${id}/alerts`)).status).toBe(200)
    expect((await company.post(`/flights/${id}/alerts`, {})).status).toBe(200)
  })
})
