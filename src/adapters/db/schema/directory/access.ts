import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Permission } from '../../../../domain/auth/role.ts'

export const oauthAccounts = sqliteTable(
  'oauth_accounts',
  {
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    tenantId: text('tenant_id').notNull(),
    userId: text('user_id').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.issuer, t.subject] }), index('oauth_accounts_by_user').on(t.tenantId, t.userId)],
)

/** Kept by triggers on `tenants.cors_origins`. */
export const tenantOrigins = sqliteTable(
  'tenant_origins',
  { origin: text('origin').notNull(), tenantId: text('tenant_id').notNull() },
  (t) => [primaryKey({ columns: [t.origin, t.tenantId] })],
)

export const oauthStarts = sqliteTable(
  'oauth_starts',
  {
    stateHash: text('state_hash').notNull().primaryKey(),
    browserHash: text('browser_hash').notNull(),
    provider: text('provider').notNull(),
    codeVerifier: text('code_verifier').notNull(),
    nonce: text('nonce').notNull(),
    returnTo: text('return_to').notNull(),
    tenantName: text('tenant_name'),
    clientChallenge: text('client_challenge'),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('oauth_starts_by_expiry').on(t.expiresAt)],
)

export const oauthCodes = sqliteTable(
  'oauth_codes',
  {
    codeHash: text('code_hash').notNull().primaryKey(),
    tenantId: text('tenant_id').notNull(),
    userId: text('user_id').notNull(),
    clientChallenge: text('client_challenge'),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('oauth_codes_by_expiry').on(t.expiresAt)],
)

export const apiKeys = sqliteTable(
  'api_keys',
  {
    tenantId: text('tenant_id').notNull(),
    id: text('id').notNull(),
    name: text('name').notNull(),
    keyHash: text('key_hash').notNull().unique(),
    prefix: text('prefix').notNull(),
    permissions: text('permissions', { mode: 'json' }).$type<readonly Permission[]>().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at'),
    lastUsedAt: integer('last_used_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const tenantDomains = sqliteTable(
  'tenant_domains',
  {
    tenantId: text('tenant_id').notNull(),
    id: text('id').notNull(),
    host: text('host').notNull(),
    token: text('token').notNull(),
    verifiedAt: integer('verified_at'),
    verifiedBy: text('verified_by').$type<'dns' | 'file'>(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('tenant_domains_claimed').on(t.tenantId, t.host),
    uniqueIndex('tenant_domains_verified').on(t.host).where(sql`verified_at IS NOT NULL`),
  ],
)
