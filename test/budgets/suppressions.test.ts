import { env } from 'cloudflare:workers'
import { beforeAll, describe, it } from 'vitest'
import type { Tenant } from '../../src/domain/auth/tenant.ts'
import type { SuppressionFilter } from '../../src/domain/notifications/suppression.ts'
import { listSuppressions } from '../../src/use-cases/notifications/list-suppressions.ts'
import { someTenant } from '../harness/tenants.ts'
import { costOf, OWNER } from './house.ts'

const LIMIT = 20

/** Mail addresses and as many numbers. */
async function seedSuppressions(tenant: Tenant, count: number): Promise<void> {
  await env.TENANT_DB_0.prepare(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?2)
     INSERT INTO suppressions (tenant_id, channel, address, reason, created_at)
     SELECT ?1, 'email', printf('p%07d@x.example', n), 'bounced', n FROM numbers
     UNION ALL SELECT ?1, 'whatsapp', printf('+34%09d', n), 'invalid', n FROM numbers`,
  )
    .bind(tenant.id, count)
    .run()
}

const costOfPage = (tenant: Tenant, filter: SuppressionFilter, after: string | null = null) =>
  costOf(({ house }) => listSuppressions(house.tenant(tenant, OWNER, 'api'), filter, { limit: LIMIT, after }))

for (const size of [100, 10_000]) {
  describe(`a page of ${size} suppressed addresses a channel, of one tenant among several`, () => {
    let tenant: Tenant
    beforeAll(async () => {
      await seedSuppressions(await someTenant(), 300)
      tenant = await someTenant()
      await seedSuppressions(tenant, size)
      await seedSuppressions(await someTenant(), 300)
    }, 60_000)

    it('costs what it shows and one row more, wherever it begins', async ({ expect }) => {
      for (const filter of [{}, { channel: 'email' }, { channel: 'whatsapp' }] as const) {
        for (const after of [null, `${filter.channel ?? 'email'} p0000050@x.example`]) {
          const { trips, rowsRead, rowsWritten } = await costOfPage(tenant, filter, after)
          expect({ trips, rowsWritten }).toEqual({ trips: 1, rowsWritten: 0 })
          expect(rowsRead).toBeLessThanOrEqual(LIMIT + 1)
        }
      }
    })

    it('costs a few rows for one address', async ({ expect }) => {
      for (const filter of [
        { address: 'p0000050@x.example' },
        { channel: 'email', address: 'P0000050@x.example' },
      ] as const) {
        expect((await costOfPage(tenant, filter)).rowsRead).toBeLessThanOrEqual(8)
      }
    })
  })
}
