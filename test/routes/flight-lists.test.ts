import { describe, it } from 'vitest'
import { aCompany, aFlightNumber } from '../harness/wire.ts'

describe('GET /flights', () => {
  it('is narrowed by number, day, status, origin and destination, in any company of each other', async ({ expect }) => {
    const company = await aCompany()
    const [one, two] = [aFlightNumber(), aFlightNumber()]
    const made = async (flight_number: string, departure_date: string, origin: string, destination: string) =>
      (await company.post('/flights', { flight_number, departure_date, origin, destination })).body.id
    const a = await made(one, '2026-12-01', 'MAD', 'EZE')
    const b = await made(one, '2026-12-02', 'MAD', 'EZE')
    const c = await made(one, '2026-12-02', 'EZE', 'SCL')
    const d = await made(two, '2026-12-02', 'LIS', 'GRU')
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['', [d, c, b, a]],
      ['origin=MAD', [b, a]],
      ['destination=eze', [b, a]],
      ['origin=MAD&destination=EZE', [b, a]],
      ['origin=EZE&destination=MAD', []],
      [`flight_number=${one}&origin=EZE`, [c]],
      [`flight_number=${one}&departure_date=2026-12-02&destination=EZE`, [b]],
      ['departure_date=2026-12-02&origin=LIS&status=scheduled', [d]],
      ['status=scheduled&destination=SCL', [c]],
      ['status=arrived&origin=MAD', []],
    ]
    for (const [query, expected] of cases) {
      const { body } = await company.get(`/flights?${query}`)
      expect([query, body.data.map(({ id }: { id: string }) => id)]).toEqual([query, expected])
    }
    expect((await company.get('/flights?origin=MADRID')).status).toBe(422)
  })
})
