import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { seedId, seedShipments } from '../../bench/seed.ts'
import { assignToBag } from '../../src/use-cases/bags/assign-to-bag.ts'
import { createBag } from '../../src/use-cases/bags/create-bag.ts'
import { someTenant } from '../harness/tenants.ts'
import { costOf, OWNER } from './house.ts'

async function costOfAssigning(count: number, others: number) {
  const tenant = await someTenant()
  const mine = { tenantId: tenant.id, tenantCode: tenant.code }
  await seedShipments(env.TENANT_DB_0, { ...mine, from: 1, count: count + others, status: 'received' })
  let bagId = ''
  await costOf(async ({ house }) => {
    const route = { bagNumber: 'BAG-1', origin: 'MAD', destination: 'HAV' }
    bagId = (await createBag(house.tenant(tenant, OWNER, 'api'), route)).id
  })
  const shipmentIds = Array.from({ length: count }, (_, index) => seedId('shp', 1 + index))
  const cost = await costOf(({ house }) => assignToBag(house.tenant(tenant, OWNER, 'api'), { bagId, shipmentIds }))
  return { ...cost, statements: cost.recording.ran.length }
}

describe('putting shipments into a bag', () => {
  it('is two round trips and the same statements for 1, 50 and 500, and its rows grow in a straight line', async ({
    expect,
  }) => {
    const one = await costOfAssigning(1, 0)
    const fifty = await costOfAssigning(50, 0)
    const all = await costOfAssigning(500, 0)

    expect([one.trips, fifty.trips, all.trips]).toEqual([2, 2, 2])
    expect([fifty.statements, all.statements]).toEqual([one.statements, one.statements])
    for (const rows of ['rowsRead', 'rowsWritten'] as const) {
      const each = (fifty[rows] - one[rows]) / 49
      expect((all[rows] - one[rows]) / 499).toBe(each)
      expect(each).toBeLessThanOrEqual(20)
    }
  })

  it('costs the same among 5,000 others', async ({ expect }) => {
    const alone = await costOfAssigning(50, 0)
    const among = await costOfAssigning(50, 5_000)
    expect([among.trips, among.rowsRead, among.rowsWritten]).toEqual([2, alone.rowsRead, alone.rowsWritten])
  })
})
