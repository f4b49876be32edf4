import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Kept by a trigger on `notification_events.audience`. */
export const notificationUsers = sqliteTable(
  'notification_users',
  {
    tenantId: text('tenant_id').notNull(),
    userId: text('user_id').notNull(),
    id: text('id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.userId, t.id] })],
)

export const notificationReads = sqliteTable(
  'notification_reads',
  {
    tenantId: text('tenant_id').notNull(),
    userId: text('user_id').notNull(),
    upTo: text('up_to').notNull(),
    readAt: integer('read_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.userId] })],
)
