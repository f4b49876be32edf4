import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm'
import { type DirectoryDatabase, orm, queryOf, type SqlStatement, statement } from '../../../core/database.ts'
import { type AccountRepository, UserChanged } from '../../../domain/auth/account-ports.ts'
import type { User } from '../../../domain/auth/user.ts'
import { columnsAs } from '../decode.ts'
import { tenants, users } from '../schema/directory/accounts.ts'
import { findToken, mailToken, spendToken, voidTokens } from './one-time-token-rows.ts'
import { pageOf } from './page.ts'
import { endedFamilies, endSession, endSessions, listSessions } from './session-lists.ts'
import { toTenant, toUser } from './tenant-row.ts'

type UserKey = Pick<User, 'tenantId' | 'id'>

const ACCOUNT = sql.raw(`${columnsAs(users, 'u', 'u_')}, ${columnsAs(tenants, 't', 't_')}`)

const isUser = ({ tenantId, id }: UserKey): SQL => sql`tenant_id = ${tenantId} AND id = ${id}`

/** Another owner who can sign in: one who was only invited could leave the company without any. */
const otherOwner = ({ tenantId, id }: UserKey): SQL => sql`
  EXISTS (SELECT 1 FROM users o WHERE o.tenant_id = ${tenantId} AND o.id <> ${id} AND o.role = 'owner' AND o.is_active = 1
    AND (o.password_hash IS NOT NULL OR o.email_verified_at IS NOT NULL))`

/** An update of one user; the commit throws `UserChanged` unless the condition holds. */
const change = (user: UserKey, set: SQL, condition: SQL): SqlStatement =>
  statement(sql`UPDATE users SET ${set} WHERE ${isUser(user)} AND ${condition}`, {
    expects: { rows: 1, otherwise: () => new UserChanged() },
  })

function changeUser(before: User, after: { role: User['role']; isActive: boolean }): SqlStatement {
  const wasOwner = before.role === 'owner' && before.isActive
  const staysOwner = after.role === 'owner' && after.isActive
  const asRead = sql`role = ${before.role} AND is_active = ${before.isActive ? 1 : 0}`
  return change(
    before,
    sql`role = ${after.role}, is_active = ${after.isActive ? 1 : 0}`,
    wasOwner && !staysOwner ? sql`${asRead} AND ${otherOwner(before)}` : asRead,
  )
}

/** What happens to accounts after they were made. Each read is one round trip. */
export function createAccountRepository(db: DirectoryDatabase): AccountRepository {
  return {
    async findAccount(tenantId, userId) {
      const [row] = await db.all(
        queryOf(sql`
          SELECT ${ACCOUNT} FROM users u JOIN tenants t ON t.id = u.tenant_id
          WHERE u.tenant_id = ${tenantId} AND u.id = ${userId}`),
      )
      return row ? { user: toUser(row, 'u_'), tenant: toTenant(row, 't_') } : null
    },
    findToken: (tokenId) => findToken(db, tokenId),
    spendToken,
    voidTokens,
    mailToken,

    verifyEmail: (user, now) =>
      change(user, sql`email_verified_at = coalesce(email_verified_at, ${now})`, sql`is_active = 1`),
    resetPassword: (user, passwordHash, now) =>
      change(
        user,
        sql`password_hash = ${passwordHash}, email_verified_at = coalesce(email_verified_at, ${now})`,
        sql`is_active = 1`,
      ),
    acceptInvite: (user, { passwordHash, name }, now) =>
      change(
        user,
        sql`password_hash = ${passwordHash}, name = ${name}, email_verified_at = ${now}`,
        sql`is_active = 1 AND password_hash IS NULL AND email_verified_at IS NULL`,
      ),
    renameUser: (user, name) => change(user, sql`name = ${name}`, sql`is_active = 1`),
    changeUser,

    async findUserForChange(tenantId, userId) {
      const key = { tenantId, id: userId }
      const [row] = await db.all(
        queryOf(sql`SELECT *, ${otherOwner(key)} AS other_owner FROM users WHERE ${isUser(key)}`),
      )
      return row ? { user: toUser(row), otherOwner: row.other_owner === 1 } : null
    },

    async listUsers(tenantId, page) {
      const rows = await db.all(
        queryOf(
          orm
            .select()
            .from(users)
            .where(and(eq(users.tenantId, tenantId), page.after === null ? undefined : lt(users.id, page.after)))
            .orderBy(desc(users.id))
            .limit(page.limit + 1),
        ),
      )
      return pageOf(rows, page.limit, (row) => toUser(row))
    },

    listSessions: (user, now, page) => listSessions(db, user, now, page),
    endSession,
    endSessions,
    endedFamilies: (user, reason, at) => endedFamilies(db, user, reason, at),
  }
}
