import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { seedFlight, seedId, seedShipments } from '../../../bench/seed.ts'
import { createBagRepository } from '../../../src/adapters/db/repositories/bag-repository.ts'
import { newMeter, openTenantDatabase, type SqlStatement } from '../../../src/core/database.ts'
import type { Bag } from '../../../src/domain/shipments/bag.ts'
import type { BagRepository, CascadeStamp } from '../../../src/domain/shipments/ports.ts'
import type { Statement } from '../../../src/domain/statement.ts'

const COUNT = 50
const NOW = 2
const STAMP: CascadeStamp = { actor: 'usr_1', source: 'api', now: NOW, occurredAt: NOW, airport: 'HAV' }

let tenants = 0
/** A bag of 50 among so many other shipments in bags of the same tenant. */
async function aBagAmong(others: number) {
  tenants += 1
  const tenantId = `ten_acts_${tenants}`
  const mine = { tenantId, tenantCode: 'B7E', status: 'arrived' } as const
  const flight = {
    tenantId,
    number: 1,
    flightNumber: 'IB6501',
    departureDate: '2026-03-02',
    status: 'arrived',
  } as const
  const bags = { status: 'arrived', flightId: await seedFlight(env.TENANT_DB_0, flight) } as const
  const trackingIds = await seedShipments(env.TENANT_DB_0, {
    ...mine,
    from: 1,
    count: COUNT,
    bags: { ...bags, size: COUNT },
  })
  await seedShipments(env.TENANT_DB_0, { ...mine, from: 1_001, count: others, bags: { ...bags, size: 100 } })
  const meter = newMeter()
  const db = openTenantDatabase(env.TENANT_DB_0, tenantId, { meter })
  const repository = createBagRepository(db)
  const bag = await repository.find(seedId('bag', 1))
  if (!bag) throw new Error('the bag that was just seeded is not there')
  Object.assign(meter, newMeter())
  return { db, bag, repository, meter, trackingIds }
}

const lines = Array.from({ length: COUNT }, (_, n) => ({
  id: `evt_${n}`,
  shipmentId: seedId('shp', 1 + n),
  code: 'DIS',
  reasonCode: n % 2 ? 'missing_cargo' : 'found_cargo',
}))

const ACTS: readonly (readonly [string, (of: BagRepository, bag: Bag) => readonly Statement[]])[] = [
  ['giving it to a courier', (of, bag) => [of.goWithCourier({ ...bag, courierUserId: 'usr_1' }, NOW)]],
  ['putting it on a flight', (of, bag) => [of.flyWith({ ...bag, flightId: 'flt_1' }, NOW)]],
  ['writing a line for each piece', (of, bag) => [of.noteLines(bag, lines, STAMP)]],
  [
    'unpacking it',
    (of, bag) =>
      of.cascade(bag, { from: 'arrived', to: 'arrived', code: 'AWD', reasonCode: null, leavesBag: true }, STAMP),
  ],
]

for (const [name, act] of ACTS) {
  describe(`a bag: ${name}`, () => {
    it('reads and writes what is in the bag, however much else the tenant has', async ({ expect }) => {
      const cost = async (others: number) => {
        const { db, bag, repository, meter } = await aBagAmong(others)
        // Repositories make `SqlStatement`s; the ports only let them through.
        await db.commit(act(repository, bag) as readonly SqlStatement[])
        return meter
      }
      const [alone, among] = [await cost(100), await cost(5_000)]
      expect([among.trips, among.rowsRead, among.rowsWritten]).toEqual([1, alone.rowsRead, alone.rowsWritten])
      expect(alone.rowsRead).toBeLessThanOrEqual(COUNT * 7)
    })
  })
}

describe('a bag: reading it to be received', () => {
  it('reads the bag, its list and what was scanned, and no more', async ({ expect }) => {
    const { repository, meter, trackingIds } = await aBagAmong(5_000)
    const found = await repository.findForReceiving(seedId('bag', 1), trackingIds.slice(0, 20))
    expect([found?.listed.length, found?.scanned.length]).toEqual([COUNT, 20])
    expect(meter.trips).toBe(1)
    // The list of what was scanned travels as JSON, whose entries D1 counts like rows.
    expect(meter.rowsRead).toBeLessThanOrEqual(1 + COUNT + 1 + 2 * 20)
  })
})
