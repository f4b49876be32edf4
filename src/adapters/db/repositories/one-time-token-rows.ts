import { type SQL, sql } from 'drizzle-orm'
import { type DirectoryDatabase, queryOf, type SqlStatement, statement } from '../../../core/database.ts'
import { type FoundToken, type TokenRequest, TokenSpent } from '../../../domain/auth/account-ports.ts'
import type { OneTimePurpose, OneTimeToken } from '../../../domain/auth/ports.ts'
import type { User } from '../../../domain/auth/user.ts'
import { columnsAs, decode } from '../decode.ts'
import { oneTimeTokens, tenants, users } from '../schema/directory/accounts.ts'
import { toTenant, toUser } from './tenant-row.ts'

const JOINED = sql.raw(
  [columnsAs(oneTimeTokens, 'o', 'o_'), columnsAs(users, 'u', 'u_'), columnsAs(tenants, 't', 't_')].join(', '),
)

export async function findToken(db: DirectoryDatabase, tokenId: string): Promise<FoundToken | null> {
  const [row] = await db.all(
    queryOf(sql`
      SELECT ${JOINED} FROM one_time_tokens o
      JOIN users u ON u.tenant_id = o.tenant_id AND u.id = o.user_id
      JOIN tenants t ON t.id = o.tenant_id
      WHERE o.id = ${tokenId}`),
  )
  if (!row) return null
  return { token: decode(oneTimeTokens, row, 'o_'), user: toUser(row, 'u_'), tenant: toTenant(row, 't_') }
}

/** The conditions stand in the update itself: of two commits at once, the second changes nothing and is undone. */
export function spendToken({ id, purpose }: OneTimeToken, now: number): SqlStatement {
  return statement(
    sql`
      UPDATE one_time_tokens SET used_at = ${now}
      WHERE id = ${id} AND purpose = ${purpose} AND used_at IS NULL AND expires_at > ${now}`,
    { expects: { rows: 1, otherwise: () => new TokenSpent() } },
  )
}

export function voidTokens(
  { tenantId, id }: Pick<User, 'tenantId' | 'id'>,
  purposes: readonly OneTimePurpose[],
  now: number,
): SqlStatement {
  return statement(sql`
    UPDATE one_time_tokens SET used_at = ${now}
    WHERE tenant_id = ${tenantId} AND user_id = ${id}
      AND purpose IN (SELECT value FROM json_each(${JSON.stringify(purposes)})) AND used_at IS NULL`)
}

const given = (request: TokenRequest): SQL => sql`
  u.email = ${request.email} AND u.is_active = 1 AND t.status = 'active'
  ${request.unverifiedOnly ? sql`AND u.email_verified_at IS NULL` : sql``}
  AND (SELECT count(*) FROM one_time_tokens e WHERE e.tenant_id = u.tenant_id AND e.user_id = u.id
    AND e.purpose = ${request.token.purpose} AND e.created_at > ${request.since}) < ${request.most}`

/** The mail and the audit line are made from the token's row: where there is none, there are none. */
export function mailToken(request: TokenRequest): readonly SqlStatement[] {
  const { token, outboxId, audit } = request
  return [
    statement(sql`
      INSERT INTO one_time_tokens (id, purpose, tenant_id, user_id, expires_at, used_at, created_at)
      SELECT ${token.id}, ${token.purpose}, u.tenant_id, u.id, ${token.expiresAt}, NULL, ${token.createdAt}
      FROM users u JOIN tenants t ON t.id = u.tenant_id WHERE ${given(request)}`),
    statement(sql`
      INSERT INTO outbox (tenant_id, id, type, payload, created_at)
      SELECT tenant_id, ${outboxId}, 'auth_mail',
        json_object('template', purpose, 'token_id', id, 'tenant_id', tenant_id, 'user_id', user_id), created_at
      FROM one_time_tokens WHERE id = ${token.id}`),
    statement(sql`
      INSERT INTO audit_log (tenant_id, id, actor, action, subject_type, subject_id, changes, address, created_at)
      SELECT tenant_id, ${audit.id}, 'public', ${audit.action}, 'user', user_id, '{}', ${audit.address}, created_at
      FROM one_time_tokens WHERE id = ${token.id}`),
  ]
}
