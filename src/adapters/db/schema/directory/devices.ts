import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Platform } from '../../../../domain/notifications/devices.ts'

/** Triggers on `sessions` and `users` remove what has ended. */
export const devices = sqliteTable(
  'devices',
  {
    tenantId: text('tenant_id').notNull(),
    userId: text('user_id').notNull(),
    id: text('id').notNull(),
    sessionId: text('session_id').notNull(),
    token: text('token').notNull().unique(),
    platform: text('platform').$type<Platform>().notNull(),
    createdAt: integer('created_at').notNull(),
    lastSeenAt: integer('last_seen_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.userId, t.id] }),
    uniqueIndex('devices_by_id').on(t.tenantId, t.id),
    index('devices_by_session').on(t.sessionId),
  ],
)

export const providerTokens = sqliteTable(
  'provider_tokens',
  {
    tenantId: text('tenant_id').notNull(),
    provider: text('provider').notNull(),
    value: text('value').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.provider] })],
)
