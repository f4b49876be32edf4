import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Channel, DeliveryStatus } from '../../../../domain/notifications/delivery.ts'
import type {
  Audience,
  NotificationSubject,
  NotificationType,
} from '../../../../domain/notifications/notification-event.ts'

export const notificationEvents = sqliteTable(
  'notification_events',
  {
    tenantId: text('tenant_id').notNull(),
    id: text('id').notNull(),
    type: text('type').$type<NotificationType>().notNull(),
    subjectType: text('subject_type').$type<NotificationSubject>().notNull(),
    subjectId: text('subject_id').notNull(),
    payload: text('payload', { mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull(),
    audience: text('audience', { mode: 'json' }).$type<Audience>().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const deliveries = sqliteTable(
  'deliveries',
  {
    tenantId: text('tenant_id').notNull(),
    eventId: text('event_id').notNull(),
    recipient: text('recipient').notNull(),
    channel: text('channel').$type<Channel>().notNull(),
    id: text('id').notNull(),
    shipmentId: text('shipment_id'),
    status: text('status').$type<DeliveryStatus>().notNull(),
    provider: text('provider'),
    providerMessageId: text('provider_message_id'),
    attempts: integer('attempts').notNull(),
    nextAttemptAt: integer('next_attempt_at'),
    lastError: text('last_error'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.eventId, t.recipient, t.channel] }),
    uniqueIndex('deliveries_by_id').on(t.tenantId, t.id),
    index('deliveries_by_status').on(t.tenantId, t.status, t.id),
    index('deliveries_by_shipment').on(t.tenantId, t.shipmentId, t.id).where(sql`shipment_id IS NOT NULL`),
  ],
)
