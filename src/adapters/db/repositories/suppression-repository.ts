import { type SQL, sql } from 'drizzle-orm'
import { queryOf, type Row, statement, type TenantDatabase } from '../../../core/database.ts'
import { AppError } from '../../../core/errors.ts'
import { CHANNELS } from '../../../domain/notifications/delivery.ts'
import type { Suppression, SuppressionRepository } from '../../../domain/notifications/suppression.ts'
import { decode } from '../decode.ts'
import { suppressions } from '../schema/tenant/notifications.ts'

/** The end of an INSERT into suppressions: what a person wants outlives what was wrong with the address, and its end. */
export const OWN_WORD_STAYS = sql`ON CONFLICT (tenant_id, channel, address) DO UPDATE SET reason = excluded.reason, created_at = excluded.created_at
        WHERE suppressions.reason IN ('bounced', 'invalid') AND excluded.reason NOT IN ('bounced', 'invalid')`

function toSuppression(row: Row): Suppression {
  const { tenantId: _tenant, ...suppression } = decode(suppressions, row)
  return Object.freeze(suppression)
}

/** What comes next after the channel and address that the cursor of the page before holds: so those are not read again. */
function startOf(after: string | null): { readonly channel: string; readonly address: string } {
  if (after === null) return { channel: '', address: '' }
  const [, channel = '', address = ''] = /^([a-z]+) (.+)$/su.exec(after) ?? []
  if (CHANNELS.some((known) => known === channel)) return { channel, address: `${address}\u0001` }
  throw new AppError('malformed_request', 'The cursor is not one of this list. Start again without it.')
}

export function createSuppressionRepository(db: TenantDatabase): SuppressionRepository {
  const { tenantId } = db
  return {
    add: (given) =>
      statement(sql`
        INSERT INTO suppressions (tenant_id, channel, address, reason, created_at)
        SELECT ${tenantId}, j.value ->> 0, lower(j.value ->> 1), j.value ->> 2, j.value ->> 3
        FROM json_each(${JSON.stringify(given.map((s) => [s.channel, s.address, s.reason, s.createdAt]))}) j WHERE true
        ${OWN_WORD_STAYS}`),

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
      return row ? toSuppression(row) : null
    },

    async list({ channel, address }, { limit, after }) {
      const start = startOf(after)
      // Ranges of the primary key, column by column.
      const channels = JSON.stringify(CHANNELS)
      const range: SQL[] = [sql`tenant_id = ${tenantId}`]
      if (channel !== undefined) range.push(sql`channel = ${channel}`)
      else if (address !== undefined) range.push(sql`channel IN (SELECT j.value FROM json_each(${channels}) j)`)
      if (address !== undefined) range.push(sql`address = lower(${address})`)
      if (channel === undefined) range.push(sql`(channel, address) >= (${start.channel}, ${start.address})`)
      else range.push(sql`address >= ${start.channel === channel ? start.address : ''}`)
      const rows = await db.all(
        queryOf(
          sql`SELECT * FROM suppressions WHERE ${sql.join(range, sql` AND `)} ORDER BY channel, address LIMIT ${limit + 1}`,
        ),
      )
      const items = rows.slice(0, limit).map(toSuppression)
      const last = items.at(-1)
      return { items, next: rows.length > limit && last ? `${last.channel} ${last.address}` : null }
    },

    remove: ({ channel, address, reason, createdAt }) =>
      statement(
        sql`
          DELETE FROM suppressions WHERE tenant_id = ${tenantId} AND channel = ${channel} AND address = ${address}
            AND reason = ${reason} AND created_at = ${createdAt}`,
        {
          expects: {
            rows: 1,
            otherwise: () => new AppError('conflict', 'The suppression has changed meanwhile. List it again.'),
          },
        },
      ),
  }
}
