import { and, eq, sql } from 'drizzle-orm'
import { type DirectoryDatabase, orm, queryOf, type SqlStatement, statement } from '../../../core/database.ts'
import type { AuthRepository } from '../../../domain/auth/ports.ts'
import type { User } from '../../../domain/auth/user.ts'
import { columnsAs } from '../decode.ts'
import { oneTimeTokens, tenants, users } from '../schema/directory/accounts.ts'
import { createAuditRepository } from './audit-repository.ts'
import {
  accountChanged,
  insertSession,
  insertSessionFor,
  revokeFamily,
  revokeLiveFamily,
  rotateSession,
  sessionByTokenHash,
  toFoundSession,
} from './session-rows.ts'
import { insertTenant, insertUser, tenantByCode, tenantById, toTenant, toUser } from './tenant-row.ts'

const USER_AND_TENANT = sql.raw(`${columnsAs(users, 'u', 'u_')}, ${columnsAs(tenants, 't', 't_')}`)

/** By the normalised email, with the company: columns `u_…` and `t_…`. */
export const userByEmail = (email: string) =>
  queryOf(sql`
    SELECT ${USER_AND_TENANT} FROM users u JOIN tenants t ON t.id = u.tenant_id WHERE u.email = ${email}`)

const userById = (tenantId: string, userId: string) =>
  queryOf(
    orm
      .select()
      .from(users)
      .where(and(eq(users.tenantId, tenantId), eq(users.id, userId))),
  )

function setPasswordHash(user: User, hash: string): SqlStatement {
  return statement(
    orm
      .update(users)
      .set({ passwordHash: hash })
      .where(
        and(
          eq(users.tenantId, user.tenantId),
          eq(users.id, user.id),
          sql`${users.passwordHash} IS ${user.passwordHash}`,
        ),
      ),
    { expects: { rows: 1, otherwise: accountChanged } },
  )
}

/** Accounts and sessions in the directory. Each read is one round trip. */
export function createAuthRepository(db: DirectoryDatabase): AuthRepository {
  return {
    async findUserByEmail(email) {
      const [row] = await db.all(userByEmail(email))
      return row ? { user: toUser(row, 'u_'), tenant: toTenant(row, 't_') } : null
    },
    async findUser(tenantId, userId) {
      const [row] = await db.all(userById(tenantId, userId))
      return row ? toUser(row) : null
    },
    async findTenant(tenantId) {
      const [row] = await db.all(tenantById(tenantId))
      return row ? toTenant(row) : null
    },
    async findTenantByCode(code) {
      const [row] = await db.all(tenantByCode(code))
      return row ? toTenant(row) : null
    },
    async findSession(tokenHash) {
      const [row] = await db.all(sessionByTokenHash(tokenHash))
      return row ? toFoundSession(row) : null
    },
    insertTenant,
    insertUser,
    setPasswordHash,
    insertSession,
    insertSessionFor,
    rotateSession,
    revokeFamily,
    revokeLiveFamily,
    insertOneTimeToken: (token) => statement(orm.insert(oneTimeTokens).values({ ...token, usedAt: null })),
    recordAudit: (tenantId, entry) => createAuditRepository(tenantId).record(entry),
  }
}
