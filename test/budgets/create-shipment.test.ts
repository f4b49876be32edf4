import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { seedShipments } from '../../bench/seed.ts'
import { createShipment } from '../../src/use-cases/shipments/create-shipment.ts'
import { aNewShipment } from '../harness/shipment-factory.ts'
import { someTenant } from '../harness/tenants.ts'
import { type CountedHouse, costOf, OWNER } from './house.ts'

async function costAmong(others: number) {
  const tenant = await someTenant()
  const mine = { tenantId: tenant.id, tenantCode: tenant.code }
  await seedShipments(env.TENANT_DB_0, { ...mine, from: 1, count: others, status: 'created' })
  const idempotent = {
    key: 'first-try',
    principal: 'usr_owner',
    requestHash: 'hash',
    answer: { status: 201, present: (result: unknown) => JSON.stringify(result) },
  }
  const create = ({ house }: CountedHouse) =>
    createShipment(house.tenant(tenant, OWNER, 'api', idempotent), aNewShipment())
  return costOf(create)
}

describe('creating a shipment', () => {
  it('is one round trip with its timeline, notification, outbox, audit and idempotency rows', async ({ expect }) => {
    const cost = await costAmong(10)
    const tables = cost.recording.ran.map(({ sql }) => /insert into "?(\w+)/i.exec(sql)?.[1])

    expect(cost.trips).toBe(1)
    expect(tables.sort()).toEqual([
      'audit_log',
      'idempotency_keys',
      'notification_events',
      'outbox',
      'shipments',
      'tracking_events',
    ])
  })

  it('reads and writes the same rows among 10 shipments and among 5,000', async ({ expect }) => {
    const few = await costAmong(10)
    const many = await costAmong(5_000)
    const rows = { trips: many.trips, rowsRead: many.rowsRead, rowsWritten: many.rowsWritten }

    expect(few).toMatchObject(rows)
    // Three lists of one line each travel as JSON, and nothing stored is read; what a trigger waits for is set aside first, and so
    // counted twice. Written are six rows and the index entries of one.
    expect(rows).toMatchObject({ trips: 1, rowsRead: 4 })
    expect(rows.rowsWritten).toBeGreaterThanOrEqual(6)
    expect(rows.rowsWritten).toBeLessThanOrEqual(24)
  })
})
