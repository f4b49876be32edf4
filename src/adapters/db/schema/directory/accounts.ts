import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { OneTimePurpose } from '../../../../domain/auth/ports.ts'
import type { Role } from '../../../../domain/auth/role.ts'
import type { RevocationReason } from '../../../../domain/auth/session.ts'
import type { Branding, Locale, Plan, TenantStatus } from '../../../../domain/auth/tenant.ts'

export const tenants = sqliteTable('tenants', {
  id: text('id').notNull().primaryKey(),
  name: text('name').notNull(),
  slug: text('slug').notNull().unique(),
  code: text('code').notNull().unique(),
  plan: text('plan').$type<Plan>().notNull(),
  shard: integer('shard').notNull(),
  status: text('status').$type<TenantStatus>().notNull(),
  locale: text('locale').$type<Locale>().notNull(),
  branding: text('branding', { mode: 'json' }).$type<Branding>().notNull(),
  createdAt: integer('created_at').notNull(),
  corsOrigins: text('cors_origins', { mode: 'json' }).$type<readonly string[]>().notNull(),
})

export const users = sqliteTable(
  'users',
  {
    tenantId: text('tenant_id').notNull(),
    id: text('id').notNull(),
    email: text('email').notNull().unique(),
    name: text('name').notNull(),
    role: text('role').$type<Role>().notNull(),
    isActive: integer('is_active', { mode: 'boolean' }).notNull(),
    emailVerifiedAt: integer('email_verified_at'),
    passwordHash: text('password_hash'),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const sessions = sqliteTable(
  'sessions',
  {
    id: text('id').notNull().primaryKey(),
    familyId: text('family_id').notNull(),
    tenantId: text('tenant_id').notNull(),
    userId: text('user_id').notNull(),
    tokenHash: text('token_hash').notNull().unique(),
    rotatedFrom: text('rotated_from'),
    userAgent: text('user_agent'),
    address: text('address'),
    createdAt: integer('created_at').notNull(),
    lastUsedAt: integer('last_used_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    revokedAt: integer('revoked_at'),
    revokedReason: text('revoked_reason').$type<RevocationReason>(),
  },
  (t) => [
    index('sessions_by_family').on(t.familyId),
    index('sessions_by_user').on(t.tenantId, t.userId, t.id),
    index('sessions_by_parent').on(t.rotatedFrom).where(sql`rotated_from IS NOT NULL`),
    uniqueIndex('sessions_one_successor').on(t.rotatedFrom).where(sql`rotated_from IS NOT NULL`),
  ],
)

export const oneTimeTokens = sqliteTable(
  'one_time_tokens',
  {
    id: text('id').notNull().primaryKey(),
    purpose: text('purpose').$type<OneTimePurpose>().notNull(),
    tenantId: text('tenant_id').notNull(),
    userId: text('user_id').notNull(),
    expiresAt: integer('expires_at').notNull(),
    usedAt: integer('used_at'),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('one_time_tokens_by_user').on(t.tenantId, t.userId, t.purpose, t.createdAt)],
)
