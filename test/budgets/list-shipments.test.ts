import { env } from 'cloudflare:workers'
import { beforeAll, describe, it } from 'vitest'
import { seedId, seedShipments } from '../../bench/seed.ts'
import type { Tenant } from '../../src/domain/auth/tenant.ts'
import type { ShipmentFilter } from '../../src/domain/shipments/ports.ts'
import { listShipments } from '../../src/use-cases/shipments/list-shipments.ts'
import { someTenant } from '../harness/tenants.ts'
import { costOf, OWNER } from './house.ts'

const LIMIT = 20
const BAG_SIZE = 30

/** 40 % received, 30 % in bags of 30, 30 % created: the newest are the created ones. */
async function tenantWith(count: number): Promise<Tenant> {
  const tenant = await someTenant()
  const mine = { tenantId: tenant.id, tenantCode: tenant.code }
  const received = count * 0.4
  const bagged = count * 0.3
  const bags = { size: BAG_SIZE, status: 'open', flightId: null } as const
  await seedShipments(env.TENANT_DB_0, { ...mine, from: 1, count: received, status: 'received' })
  await seedShipments(env.TENANT_DB_0, { ...mine, from: 1 + received, count: bagged, status: 'bagged', bags })
  await seedShipments(env.TENANT_DB_0, {
    ...mine,
    from: 1 + received + bagged,
    count: count - received - bagged,
    status: 'created',
  })
  return tenant
}

function pageCost(tenant: Tenant, filter: ShipmentFilter, after: string | null = null) {
  return costOf(({ house }) =>
    listShipments(house.tenant(tenant, OWNER, 'api'), { filter, page: { limit: LIMIT, after } }),
  )
}

for (const size of [100, 20_000]) {
  describe(`a page of ${LIMIT} among ${size} shipments of one tenant among several`, () => {
    let tenant: Tenant
    const firstBag = seedId('bag', 1 + size * 0.4)
    beforeAll(async () => {
      await tenantWith(1_000)
      tenant = await tenantWith(size)
      await tenantWith(1_000)
    })

    it('reads one row more than it shows', async ({ expect }) => {
      expect(await pageCost(tenant, {})).toMatchObject({ trips: 1, rowsRead: LIMIT + 1, rowsWritten: 0 })
    })

    it('reads no more from a cursor in the middle', async ({ expect }) => {
      const after = seedId('shp', size / 2)
      expect(await pageCost(tenant, {}, after)).toMatchObject({ trips: 1, rowsRead: LIMIT + 1 })
    })

    it('reads one row more than it shows of a status that the oldest shipments have', async ({ expect }) => {
      const cost = await pageCost(tenant, { status: 'received' })
      expect(cost).toMatchObject({ trips: 1, rowsRead: LIMIT + 1 })
    })

    it('reads no more of a status from a cursor in the middle', async ({ expect }) => {
      const cost = await pageCost(tenant, { status: 'received' }, seedId('shp', size / 4))
      // The row of the cursor itself may be the first of the range.
      expect(cost.rowsRead - LIMIT).toBeLessThanOrEqual(2)
      expect(cost.trips).toBe(1)
    })

    it('reads one row more than it shows of a bag', async ({ expect }) => {
      expect(await pageCost(tenant, { bagId: firstBag })).toMatchObject({ trips: 1, rowsRead: LIMIT + 1 })
    })

    it('reads no more of a bag when a status is asked for too', async ({ expect }) => {
      const cost = await pageCost(tenant, { bagId: firstBag, status: 'bagged' })
      expect(cost).toMatchObject({ trips: 1, rowsRead: LIMIT + 1 })
    })

    it('reads at most the row that ends the range for a status that no shipment has', async ({ expect }) => {
      const cost = await pageCost(tenant, { status: 'lost' })
      expect(cost.trips).toBe(1)
      expect(cost.rowsRead).toBeLessThanOrEqual(1)
    })
  })
}
