import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { seedFlight, seedShipments } from '../../bench/seed.ts'
import { findTracked } from '../../src/routes/tracking/find-tracked.ts'
import { someTenant } from '../harness/tenants.ts'
import { costOf } from './house.ts'

const OTHERS = 2_000

async function someParcel(events: number, onFlight: boolean): Promise<string> {
  const tenant = await someTenant()
  const mine = { tenantId: tenant.id, tenantCode: tenant.code }
  await seedShipments(env.TENANT_DB_0, { ...mine, from: 10, count: OTHERS, status: 'received', events: 3 })
  const flightId = await seedFlight(env.TENANT_DB_0, {
    tenantId: tenant.id,
    number: 1,
    flightNumber: 'IB6501',
    departureDate: '2026-03-02',
    status: 'departed',
  })
  const [parcel = ''] = await seedShipments(env.TENANT_DB_0, {
    ...mine,
    from: 1,
    count: 1,
    status: onFlight ? 'in_transit' : 'received',
    events,
    ...(onFlight && { bags: { size: 1, status: 'in_transit', flightId } }),
  })
  // What an isolate remembers of a tenant is there before the parcel is asked for.
  await costOf(({ scope }) => findTracked(scope, parcel))
  return parcel
}

describe('public tracking of a parcel', () => {
  for (const events of [1, 12, 60]) {
    it(`reads ${events} events and four rows more in one round trip when it flies`, async ({ expect }) => {
      const parcel = await someParcel(events, true)
      const cost = await costOf(({ scope }) => findTracked(scope, parcel))

      expect(cost).toMatchObject({ trips: 1, rowsRead: events + 4, rowsWritten: 0 })
      // The parcel by its index, its bag, its flight, its events, and the row behind them that ends the range.
      expect(cost.recording.ran).toHaveLength(1)
    })
  }

  it('reads two rows less when it lies in no bag', async ({ expect }) => {
    const parcel = await someParcel(5, false)
    const cost = await costOf(({ scope }) => findTracked(scope, parcel))
    expect(cost).toMatchObject({ trips: 1, rowsRead: 5 + 2 })
  })

  it('asks D1 for nothing when the check character is wrong', async ({ expect }) => {
    const parcel = await someParcel(1, false)
    const wrong = `${parcel.slice(0, -1)}${parcel.endsWith('0') ? '1' : '0'}`
    const cost = await costOf(({ scope }) => findTracked(scope, wrong).catch(() => null))
    expect(cost).toMatchObject({ trips: 0, rowsRead: 0 })
  })
})
