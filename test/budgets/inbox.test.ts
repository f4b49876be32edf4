import { env } from 'cloudflare:workers'
import { beforeAll, describe, it } from 'vitest'
import type { Actor } from '../../src/domain/actor.ts'
import type { Tenant } from '../../src/domain/auth/tenant.ts'
import { MOST_COUNTED } from '../../src/domain/notifications/inbox.ts'
import { listNotifications } from '../../src/use-cases/notifications/list-notifications.ts'
import { readNotifications } from '../../src/use-cases/notifications/read-notifications.ts'
import { someTenant } from '../harness/tenants.ts'
import { costOf, OWNER } from './house.ts'

const LIMIT = 20
const OPERATOR: Actor = { kind: 'user', userId: 'usr_operator', role: 'operator', sessionId: 'ses_1' }
const CUSTOMER: Actor = { kind: 'user', userId: 'usr_customer', role: 'customer', sessionId: 'ses_2' }
const NOBODY: Actor = { kind: 'user', userId: 'usr_nobody', role: 'customer', sessionId: 'ses_3' }

const eventId = (n: number) => `ntf_${String(n).padStart(26, '0')}`

/** Events 1 to `count` of a tenant, all for staff, each second one for the customer too. */
async function seedEvents(tenant: Tenant, count: number): Promise<void> {
  await env.TENANT_DB_0.prepare(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?2)
     INSERT INTO notification_events (tenant_id, id, type, subject_type, subject_id, payload, audience, created_at)
     SELECT ?1, 'ntf_' || printf('%026d', n), 'shipment.arrived', 'shipment', 'shp_' || n, '{}',
       json_object('staff', json('true'), 'people', json('false'),
         'users', json(iif(n % 2 = 0, '["usr_customer"]', '[]'))), n
     FROM numbers`,
  )
    .bind(tenant.id, count)
    .run()
}

const pageCost = (tenant: Tenant, actor: Actor, after: string | null = null) =>
  costOf(({ house }) => listNotifications(house.tenant(tenant, actor, 'api'), { limit: LIMIT, after }))

const readCost = (tenant: Tenant, actor: Actor, n: number) =>
  costOf(({ house }) => readNotifications(house.tenant(tenant, actor, 'api'), eventId(n)))

for (const size of [1_000, 100_000]) {
  describe(`of ${size} events of one tenant among several`, () => {
    let tenant: Tenant
    beforeAll(async () => {
      await seedEvents(await someTenant(), 500)
      tenant = await someTenant()
      await seedEvents(tenant, size)
      await seedEvents(await someTenant(), 500)
    }, 120_000)

    it('a page costs staff its rows and those that are counted', async ({ expect }) => {
      const first = await pageCost(tenant, OPERATOR)
      expect(first).toMatchObject({ trips: 1, rowsRead: LIMIT + 1 + MOST_COUNTED, rowsWritten: 0 })
      expect(await pageCost(tenant, OPERATOR, eventId(size / 2))).toMatchObject({ trips: 1, rowsRead: first.rowsRead })
    })

    it('a page costs a customer two rows an event and those that are counted', async ({ expect }) => {
      const first = await pageCost(tenant, CUSTOMER)
      expect(first).toMatchObject({ trips: 1, rowsRead: 2 * (LIMIT + 1) + MOST_COUNTED, rowsWritten: 0 })
      expect(await pageCost(tenant, CUSTOMER, eventId(size / 2))).toMatchObject({ trips: 1, rowsRead: first.rowsRead })
    })

    it('a page costs nothing to whom nothing is told', async ({ expect }) => {
      const cost = await pageCost(tenant, NOBODY)
      expect(cost.trips).toBe(1)
      expect(cost.rowsRead).toBeLessThanOrEqual(2)
    })

    it('a mark costs one look and one row, wherever it is set', async ({ expect }) => {
      for (const actor of [OPERATOR, CUSTOMER]) {
        const early = await readCost(tenant, actor, size / 4)
        const late = await readCost(tenant, actor, size)
        expect([early.trips, early.rowsWritten, late.trips, late.rowsWritten]).toEqual([2, 1, 2, 1])
        expect(early.rowsRead).toBeLessThanOrEqual(MOST_COUNTED + 6)
        expect(late.rowsRead).toBeLessThanOrEqual(6)
        // Nothing is written when it stands there already.
        expect(await readCost(tenant, actor, size / 2)).toMatchObject({ trips: 1, rowsWritten: 0 })
      }
    })

    it('a page of what was read counts none', async ({ expect }) => {
      await readCost(tenant, OWNER, size)
      const cost = await pageCost(tenant, OWNER)
      expect(cost.trips).toBe(1)
      expect(cost.rowsRead).toBeLessThanOrEqual(LIMIT + 1 + 3)
    })
  })
}
