import { eq, type SQL } from 'drizzle-orm'
import { orm, queryOf, type Row, type SqlStatement, statement } from '../../../core/database.ts'
import { AppError } from '../../../core/errors.ts'
import { TenantCodeTaken } from '../../../domain/auth/ports.ts'
import type { Tenant } from '../../../domain/auth/tenant.ts'
import type { User } from '../../../domain/auth/user.ts'
import { decode } from '../decode.ts'
import { tenants, users } from '../schema/directory/accounts.ts'

export const toTenant = (row: Row, prefix = ''): Tenant => Object.freeze(decode(tenants, row, prefix))

export const toUser = (row: Row, prefix = ''): User => Object.freeze(decode(users, row, prefix))

export const tenantWhere = (condition: SQL) => queryOf(orm.select().from(tenants).where(condition))

export const tenantById = (id: string) => tenantWhere(eq(tenants.id, id))

export const tenantByCode = (code: string) => tenantWhere(eq(tenants.code, code))

/** The slug ends in the code, so whichever of the two collides, another code is the way out. */
export function insertTenant(tenant: Tenant): SqlStatement {
  const otherCode = () => new TenantCodeTaken()
  return statement(orm.insert(tenants).values(tenant), {
    unique: { 'tenants.code': otherCode, 'tenants.slug': otherCode },
  })
}

export function insertUser(user: User): SqlStatement {
  return statement(orm.insert(users).values(user), { unique: { 'users.email': emailTaken } })
}

function emailTaken(): AppError {
  return new AppError('conflict', 'There is an account with this email already.', {
    errors: [{ pointer: '/email', message: 'Sign in with it, or reset its password if you have lost it.' }],
  })
}
