import { and, eq, isNull, sql } from 'drizzle-orm'
import { orm, type Query, queryOf, type Row, type SqlStatement, statement } from '../../../core/database.ts'
import { AppError } from '../../../core/errors.ts'
import { type FoundSession, SessionMoved } from '../../../domain/auth/ports.ts'
import type { RevocationReason, Session } from '../../../domain/auth/session.ts'
import type { User } from '../../../domain/auth/user.ts'
import { columnsAs, decode } from '../decode.ts'
import { sessions, tenants, users } from '../schema/directory/accounts.ts'
import { toTenant, toUser } from './tenant-row.ts'

const JOINED = sql.raw(
  [
    columnsAs(sessions, 's', 's_'),
    columnsAs(users, 'u', 'u_'),
    columnsAs(tenants, 't', 't_'),
    columnsAs(sessions, 'n', 'n_'),
  ].join(', '),
)

const toSession = (row: Row, prefix: string): Session => Object.freeze(decode(sessions, row, prefix))

/** A session has at most one successor: only the commit that ends it makes one. */
export const sessionByTokenHash = (tokenHash: string): Query =>
  queryOf(sql`
    SELECT ${JOINED} FROM sessions s
    JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
    JOIN tenants t ON t.id = s.tenant_id
    LEFT JOIN sessions n ON n.rotated_from = s.id
    WHERE s.token_hash = ${tokenHash}`)

export function toFoundSession(row: Row): FoundSession {
  return {
    session: toSession(row, 's_'),
    user: toUser(row, 'u_'),
    tenant: toTenant(row, 't_'),
    successor: row.n_id === null ? null : toSession(row, 'n_'),
  }
}

/** A session has one successor at the most: the commit of a second throws `SessionMoved`. */
export const insertSession = (session: Session): SqlStatement =>
  statement(orm.insert(sessions).values(session), { unique: { 'sessions.rotated_from': () => new SessionMoved() } })

/** The condition stands in the insert itself: what was read before it may be out of date. */
export function insertSessionFor(session: Session, user: User): SqlStatement {
  const { id, familyId, tenantId, userId, tokenHash, rotatedFrom, userAgent, address } = session
  return statement(
    sql`
      INSERT INTO sessions (id, family_id, tenant_id, user_id, token_hash, rotated_from, user_agent, address,
        created_at, last_used_at, expires_at, revoked_at, revoked_reason)
      SELECT ${id}, ${familyId}, tenant_id, id, ${tokenHash}, ${rotatedFrom}, ${userAgent}, ${address},
        ${session.createdAt}, ${session.lastUsedAt}, ${session.expiresAt}, NULL, NULL
      FROM users WHERE tenant_id = ${tenantId} AND id = ${userId} AND is_active = 1
        AND password_hash IS ${user.passwordHash}`,
    { expects: { rows: 1, otherwise: accountChanged } },
  )
}

export function accountChanged(): AppError {
  return new AppError('unauthenticated', 'This account was changed a moment ago. Sign in again.')
}

export function rotateSession(session: Session, now: number): SqlStatement {
  return statement(
    orm
      .update(sessions)
      .set({ revokedAt: now, revokedReason: 'rotated', lastUsedAt: now })
      .where(and(eq(sessions.id, session.id), isNull(sessions.revokedAt))),
    { expects: { rows: 1, otherwise: () => new SessionMoved() } },
  )
}

export function revokeFamily(familyId: string, reason: RevocationReason, now: number): SqlStatement {
  return statement(
    orm
      .update(sessions)
      .set({ revokedAt: now, revokedReason: reason })
      .where(and(eq(sessions.familyId, familyId), isNull(sessions.revokedAt))),
  )
}

/** A family that has not ended has exactly one token that is not revoked. */
export function revokeLiveFamily(familyId: string, reason: RevocationReason, now: number): SqlStatement {
  return { ...revokeFamily(familyId, reason, now), expects: { rows: 1, otherwise: () => new SessionMoved() } }
}
