import { and, eq, gt, sql } from 'drizzle-orm'
import { type DirectoryDatabase, orm, queryOf, statement } from '../../../core/database.ts'
import { AppError } from '../../../core/errors.ts'
import { OAuthAccountTaken, type OAuthRepository } from '../../../domain/auth/ports.ts'
import { columnsAs, decode } from '../decode.ts'
import { oauthAccounts, oauthCodes, oauthStarts } from '../schema/directory/access.ts'
import { tenants, users } from '../schema/directory/accounts.ts'
import { toTenant, toUser } from './tenant-row.ts'

const USER_AND_TENANT = `${columnsAs(users, 'u', 'u_')}, ${columnsAs(tenants, 't', 't_')}`
const CODE_AND_USER = `${columnsAs(oauthCodes, 'c', 'c_')}, ${USER_AND_TENANT}`

/** Sign-ins by way of other providers. Each read is one round trip. */
export function createOAuthRepository(db: DirectoryDatabase): OAuthRepository {
  return {
    insertStart: (start) => statement(orm.insert(oauthStarts).values(start)),

    async claimStart({ stateHash, browserHash, provider }, now) {
      const mine = and(
        eq(oauthStarts.stateHash, stateHash),
        eq(oauthStarts.browserHash, browserHash),
        eq(oauthStarts.provider, provider),
        gt(oauthStarts.expiresAt, now),
      )
      const [row] = await db.all(queryOf(orm.delete(oauthStarts).where(mine).returning()))
      return row ? decode(oauthStarts, row) : null
    },

    async findUser(issuer, subject) {
      const [row] = await db.all(
        queryOf(sql`
          SELECT ${sql.raw(USER_AND_TENANT)} FROM oauth_accounts a
          JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.user_id
          JOIN tenants t ON t.id = a.tenant_id
          WHERE a.issuer = ${issuer} AND a.subject = ${subject}`),
      )
      return row ? { user: toUser(row, 'u_'), tenant: toTenant(row, 't_') } : null
    },

    insertAccount: ({ issuer, subject }, { tenantId, id: userId }, now) =>
      statement(orm.insert(oauthAccounts).values({ issuer, subject, tenantId, userId, createdAt: now }), {
        unique: { 'oauth_accounts.issuer, oauth_accounts.subject': () => new OAuthAccountTaken() },
      }),

    insertCode: (code) => statement(orm.insert(oauthCodes).values(code)),

    async findCode(codeHash) {
      const [row] = await db.all(
        queryOf(sql`
          SELECT ${sql.raw(CODE_AND_USER)} FROM oauth_codes c
          JOIN users u ON u.tenant_id = c.tenant_id AND u.id = c.user_id
          JOIN tenants t ON t.id = c.tenant_id
          WHERE c.code_hash = ${codeHash}`),
      )
      return row ? { code: decode(oauthCodes, row, 'c_'), user: toUser(row, 'u_'), tenant: toTenant(row, 't_') } : null
    },

    takeCode: ({ codeHash }) =>
      statement(orm.delete(oauthCodes).where(eq(oauthCodes.codeHash, codeHash)), {
        expects: {
          rows: 1,
          otherwise: () => new AppError('unauthenticated', 'This code was used already. Start the sign-in again.'),
        },
      }),
  }
}
