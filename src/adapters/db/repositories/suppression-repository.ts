import { sql } from 'drizzle-orm'
import { queryOf, statement, type TenantDatabase } from '../../../core/database.ts'
import type { SuppressionRepository } from '../../../domain/notifications/suppression.ts'
import { decode } from '../decode.ts'
import { suppressions } from '../schema/tenant/notifications.ts'

export function createSuppressionRepository(db: TenantDatabase): SuppressionRepository {
  const { tenantId } = db
  return {
    add: (given) =>
      statement(sql`
        INSERT INTO suppressions (tenant_id, channel, address, reason, created_at)
        SELECT ${tenantId}, j.value ->> 0, lower(j.value ->> 1), j.value ->> 2, j.value ->> 3
        FROM json_each(${JSON.stringify(given.map((s) => [s.channel, s.address, s.reason, s.createdAt]))}) j WHERE true
        ON CONFLICT DO NOTHING`),

    lift: (channel, address, reasons) =>
      statement(sql`
        DELETE FROM suppressions WHERE tenant_id = ${tenantId} AND channel = ${channel} AND address = lower(${address})
          AND reason IN (SELECT j.value FROM json_each(${JSON.stringify(reasons)}) j)`),

    async find(channel, address) {
      const [row] = await db.all(
        queryOf(sql`
          SELECT * FROM suppressions
          WHERE tenant_id = ${tenantId} AND channel = ${channel} AND address = lower(${address})`),
      )
      if (!row) return null
      const { tenantId: _tenant, ...suppression } = decode(suppressions, row)
      return suppression
    },
  }
}
