import { sql } from 'drizzle-orm'
import {
  type DirectoryDatabase,
  queryOf,
  type ShardDatabase,
  type SqlStatement,
  statement,
} from '../../core/database.ts'

/**
 * Every statement that crosses tenants. They run on a shard's own handle, which the row-level guard does not watch; a test
 * lists them, so that one more is a decision.
 */

/** Rows a statement of retention removes at the most; the next tick goes on. */
const CHUNK = 5_000

/** Tenants of this shard with work that has lain in the outbox since before `before` (ms UTC). */
export async function tenantsWithOutbox(db: ShardDatabase, before: number, limit: number): Promise<readonly string[]> {
  const rows = await db.all(
    queryOf(sql`SELECT DISTINCT tenant_id FROM outbox WHERE created_at < ${before} LIMIT ${limit}`),
  )
  return rows.map((row) => String(row.tenant_id))
}

/** Whether account mail has lain in the directory's outbox since before `before` (ms UTC). */
export async function directoryHasOutbox(db: DirectoryDatabase, before: number): Promise<boolean> {
  const rows = await db.all(queryOf(sql`SELECT 1 AS found FROM outbox WHERE created_at < ${before} LIMIT 1`))
  return rows.length > 0
}

/** Removes Idempotency-Keys older than `keysBefore` and watchers that ended before `now` (both ms UTC), a chunk of each. */
export function retention(keysBefore: number, now: number): readonly SqlStatement[] {
  return [
    statement(sql`
      DELETE FROM idempotency_keys WHERE (tenant_id, principal, key) IN
        (SELECT tenant_id, principal, key FROM idempotency_keys WHERE created_at < ${keysBefore} LIMIT ${CHUNK})`),
    statement(sql`
      DELETE FROM tracking_watchers WHERE (tenant_id, shipment_id) IN
        (SELECT tenant_id, shipment_id FROM tracking_watchers WHERE expires_at < ${now} LIMIT ${CHUNK})`),
  ]
}
