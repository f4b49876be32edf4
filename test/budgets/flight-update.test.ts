import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { SEEDED_AT, seedFlight, seedShipments } from '../../bench/seed.ts'
import { applyFlightUpdate } from '../../src/use-cases/flights/apply-flight-update.ts'
import { aFlightUpdate } from '../harness/shipment-factory.ts'
import { someTenant } from '../harness/tenants.ts'
import { costOf } from './house.ts'

/** Where a flight's bags and shipments are, by what was last said of it. */
const ABOARD = {
  departed: { bag: 'in_transit', shipment: 'in_transit' },
  scheduled: { bag: 'loaded', shipment: 'bagged' },
} as const
const PROVIDER = { kind: 'webhook', provider: 'aerodatabox' } as const

/** A flight with so many shipments in bags of 100, of a tenant with so many others in bags; then the word that it has landed. */
async function costOfLanding(count: number, from: keyof typeof ABOARD, others = 0) {
  const tenant = await someTenant()
  const mine = { tenantId: tenant.id, tenantCode: tenant.code }
  const flight = { tenantId: tenant.id, number: 1, flightNumber: 'IB6501', departureDate: '2026-03-02' }
  const flightId = await seedFlight(env.TENANT_DB_0, { ...flight, status: from })
  const { bag, shipment } = ABOARD[from]
  const load = { ...mine, status: shipment }
  const bags = { size: 100, status: bag }
  await seedShipments(env.TENANT_DB_0, { ...load, from: 1, count, bags: { ...bags, flightId } })
  await seedShipments(env.TENANT_DB_0, { ...load, from: 100_001, count: others, bags: { ...bags, flightId: null } })
  const update = aFlightUpdate({ status: 'arrived', providerStatus: 'Arrived', updatedAt: SEEDED_AT + 60_000 })
  const cost = await costOf(({ house }) => applyFlightUpdate(house.tenant(tenant, PROVIDER, 'flight_webhook'), update))
  const { ran } = cost.recording
  return { ...cost, ran, statements: ran.length, landed: await landedOf(tenant.id) }
}

async function landedOf(tenantId: string): Promise<number | null> {
  const sql = "SELECT count(*) AS n FROM shipments WHERE tenant_id = ? AND status = 'arrived'"
  return env.TENANT_DB_0.prepare(sql).bind(tenantId).first<number>('n')
}

/** The same flight on its way, and the word that it is late by 40 minutes. */
async function costOfDelay(count: number, others = 0) {
  const tenant = await someTenant()
  const mine = { tenantId: tenant.id, tenantCode: tenant.code }
  const lands = SEEDED_AT + 36_000_000
  const flight = { tenantId: tenant.id, number: 1, flightNumber: 'IB6501', departureDate: '2026-03-02' }
  const flightId = await seedFlight(env.TENANT_DB_0, { ...flight, status: 'departed' })
  const schedule = 'UPDATE flights SET scheduled_arrival = ? WHERE tenant_id = ? AND id = ?'
  await env.TENANT_DB_0.prepare(schedule).bind(lands, tenant.id, flightId).run()
  const load = { ...mine, status: 'in_transit' as const }
  const bags = { size: 100, status: 'in_transit' as const }
  await seedShipments(env.TENANT_DB_0, { ...load, from: 1, count, bags: { ...bags, flightId } })
  await seedShipments(env.TENANT_DB_0, { ...load, from: 100_001, count: others, bags: { ...bags, flightId: null } })
  const word = { status: 'departed', providerStatus: 'EnRoute', estimatedArrival: lands + 2_400_000 } as const
  const update = aFlightUpdate({ ...word, updatedAt: SEEDED_AT + 60_000 })
  const cost = await costOf(({ house }) => applyFlightUpdate(house.tenant(tenant, PROVIDER, 'flight_webhook'), update))
  const { ran } = cost.recording
  const sql = "SELECT count(*) AS n FROM notification_events WHERE tenant_id = ? AND type = 'shipment.delayed'"
  const told = await env.TENANT_DB_0.prepare(sql).bind(tenant.id).first<number>('n')
  return { ...cost, ran, statements: ran.length, told }
}

/** Rows for each shipment, at the most: one move after a departure; when nobody told of that, both moves are played. */
const ROWS_EACH = {
  departed: { rowsRead: 10, rowsWritten: 10 },
  scheduled: { rowsRead: 20, rowsWritten: 20 },
} as const

for (const from of ['departed', 'scheduled'] as const) {
  describe(`the landing of a flight that was ${from}`, () => {
    it('with 10,000 shipments in one go stays within what D1 takes', async ({ expect }) => {
      const { ran, landed } = await costOfLanding(10_000, from)
      expect(landed).toBe(10_000)
      expect(ran.length).toBeLessThan(50)
      for (const { sql, params } of ran) {
        expect(params.length).toBeLessThanOrEqual(100)
        expect(sql.length).toBeLessThanOrEqual(100_000)
        // Nothing grows with the load: rows are moved where they are, and none travels.
        expect(JSON.stringify(params).length).toBeLessThanOrEqual(5_000)
      }
    })

    it('is one read and one commit of the same statements for 10, 1,000 and 10,000 shipments', async ({ expect }) => {
      const few = await costOfLanding(10, from)
      const some = await costOfLanding(1_000, from)
      const many = await costOfLanding(10_000, from)

      expect([few.landed, some.landed, many.landed]).toEqual([10, 1_000, 10_000])
      expect([few.trips, some.trips, many.trips]).toEqual([2, 2, 2])
      expect([some.statements, many.statements]).toEqual([few.statements, few.statements])
      for (const rows of ['rowsRead', 'rowsWritten'] as const) {
        expect((some[rows] - few[rows]) / 990).toBeLessThanOrEqual(ROWS_EACH[from][rows])
        expect((many[rows] - some[rows]) / 9_000).toBeLessThanOrEqual(ROWS_EACH[from][rows])
      }
    })

    it('costs the same among 5,000 others in bags of the same tenant', async ({ expect }) => {
      const alone = await costOfLanding(1_000, from)
      const among = await costOfLanding(1_000, from, 5_000)
      expect([among.landed, among.trips]).toEqual([1_000, 2])
      // A range ends at the first row behind it: the last bag and the last bag of the flight have one behind them now.
      expect(among.rowsRead - alone.rowsRead).toBeLessThanOrEqual(20)
      expect(among.rowsWritten).toBe(alone.rowsWritten)
    })
  })
}

describe('the word that a flight is late', () => {
  it('is one read and one commit of the same statements for 10, 1,000 and 10,000 shipments, none of which travels', async ({
    expect,
  }) => {
    const few = await costOfDelay(10)
    const some = await costOfDelay(1_000)
    const many = await costOfDelay(10_000)

    expect([few.told, some.told, many.told]).toEqual([10, 1_000, 10_000])
    expect([few.trips, some.trips, many.trips]).toEqual([2, 2, 2])
    expect([some.statements, many.statements]).toEqual([few.statements, few.statements])
    for (const { params } of many.ran) expect(JSON.stringify(params).length).toBeLessThanOrEqual(5_000)
    expect((many.rowsRead - some.rowsRead) / 9_000).toBeLessThanOrEqual(4)
    expect((many.rowsWritten - some.rowsWritten) / 9_000).toBeLessThanOrEqual(3)
  })

  it('costs the same among 5,000 others in bags of the same tenant', async ({ expect }) => {
    const alone = await costOfDelay(1_000)
    const among = await costOfDelay(1_000, 5_000)
    expect([among.told, among.trips]).toEqual([1_000, 2])
    expect(among.rowsRead - alone.rowsRead).toBeLessThanOrEqual(20)
    expect(among.rowsWritten).toBe(alone.rowsWritten)
  })
})
