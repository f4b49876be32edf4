import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const signInFailures = sqliteTable('sign_in_failures', {
  who: text('who').notNull().primaryKey(),
  failures: integer('failures').notNull(),
  failedAt: integer('failed_at').notNull(),
  blockedUntil: integer('blocked_until').notNull(),
})

export const tenantSettings = sqliteTable(
  'tenant_settings',
  {
    tenantId: text('tenant_id').notNull(),
    name: text('name').notNull(),
    value: text('value').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.name] }),
    index('tenant_settings_whatsapp_number').on(t.value, t.tenantId).where(sql`name = 'whatsapp.phone_number_id'`),
  ],
)
