import { sql } from 'drizzle-orm'
import { type DirectoryDatabase, queryOf, type Row, type SqlStatement, statement } from '../../../core/database.ts'
import { notFound } from '../../../core/errors.ts'
import type { LiveSession } from '../../../domain/auth/account-ports.ts'
import type { RevocationReason } from '../../../domain/auth/session.ts'
import type { User } from '../../../domain/auth/user.ts'
import type { Page, PageRequest } from '../../../domain/page.ts'
import { columnsAs, decode } from '../decode.ts'
import { sessions } from '../schema/directory/accounts.ts'
import { pageOf } from './page.ts'

type UserKey = Pick<User, 'tenantId' | 'id'>

const SESSION = sql.raw(columnsAs(sessions, 's', ''))

/** A live family has one row that is not revoked: its current token. The family's first row tells when it began. */
export async function listSessions(
  db: DirectoryDatabase,
  { tenantId, id }: UserKey,
  now: number,
  page: PageRequest,
): Promise<Page<LiveSession>> {
  const older = page.after === null ? sql`` : sql`AND s.id < ${page.after}`
  const rows = await db.all(
    queryOf(sql`
      SELECT ${SESSION}, coalesce(f.created_at, s.created_at) AS started_at FROM sessions s
      LEFT JOIN sessions f ON f.id = s.family_id
      WHERE s.tenant_id = ${tenantId} AND s.user_id = ${id} AND s.revoked_at IS NULL AND s.expires_at > ${now} ${older}
      ORDER BY s.id DESC LIMIT ${page.limit + 1}`),
  )
  return pageOf(rows, page.limit, toLive)
}

function toLive(row: Row): LiveSession {
  const { id, familyId, userAgent, address, lastUsedAt, expiresAt } = decode(sessions, row)
  return { id, familyId, userAgent, address, startedAt: Number(row.started_at), lastUsedAt, expiresAt }
}

export function endSession(
  { tenantId, id }: UserKey,
  familyId: string,
  reason: RevocationReason,
  now: number,
): SqlStatement {
  return statement(
    sql`
      UPDATE sessions SET revoked_at = ${now}, revoked_reason = ${reason}
      WHERE family_id = ${familyId} AND tenant_id = ${tenantId} AND user_id = ${id}
        AND revoked_at IS NULL AND expires_at > ${now}`,
    { expects: { rows: 1, otherwise: () => notFound('session') } },
  )
}

export function endSessions(
  { tenantId, id }: UserKey,
  reason: RevocationReason,
  now: number,
  except = '',
): SqlStatement {
  return statement(sql`
    UPDATE sessions SET revoked_at = ${now}, revoked_reason = ${reason}
    WHERE tenant_id = ${tenantId} AND user_id = ${id} AND revoked_at IS NULL AND family_id <> ${except}`)
}

export async function endedFamilies(
  db: DirectoryDatabase,
  { tenantId, id }: UserKey,
  reason: RevocationReason,
  at: number,
): Promise<readonly string[]> {
  const rows = await db.all(
    queryOf(sql`
      SELECT DISTINCT family_id FROM sessions
      WHERE tenant_id = ${tenantId} AND user_id = ${id} AND revoked_at = ${at} AND revoked_reason = ${reason}`),
  )
  return rows.map((row) => String(row.family_id))
}
