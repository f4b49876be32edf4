import { type SQL, sql } from 'drizzle-orm'
import { type SqlStatement, statement } from '../../../core/database.ts'
import type { OutboxClaim } from '../../../domain/notifications/ports.ts'

/**
 * The statements of a claim, for one batch: what is done goes, and the lease is taken, kept, or given back when nothing is
 * left or nothing more is wanted. `owner`: whose lease; `entries`: the condition of the rows of `outbox o` that it is for.
 * A row committed before the lease was given back was seen by that very statement, and whoever commits one after it finds the lease free: nobody's
 * row is left lying.
 */
export function leaseStatements(owner: string, entries: SQL, claim: OutboxClaim): readonly SqlStatement[] {
  const { holder, now, until, limit } = claim
  if (limit === 0) {
    return [
      statement(sql`UPDATE outbox_leases SET held_until = 0 WHERE tenant_id = ${owner} AND holder = ${holder}`),
      statement(sql`SELECT 1 AS more FROM outbox o WHERE ${entries} LIMIT 1`),
    ]
  }
  return [
    statement(sql`
      INSERT INTO outbox_leases (tenant_id, holder, held_until)
      SELECT ${owner}, ${holder}, CASE WHEN EXISTS (SELECT 1 FROM outbox o WHERE ${entries}) THEN ${until} ELSE 0 END
      WHERE true
      ON CONFLICT (tenant_id) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
      WHERE outbox_leases.held_until <= ${now} OR outbox_leases.holder = excluded.holder`),
  ]
}

/** Holds for the rows that this claim took the lease for. */
export const isHeld = (owner: string, { holder, now }: OutboxClaim): SQL =>
  sql`EXISTS (SELECT 1 FROM outbox_leases l WHERE l.tenant_id = ${owner} AND l.holder = ${holder} AND l.held_until > ${now})`
