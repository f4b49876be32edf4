import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Locale } from '../../../../domain/auth/tenant.ts'
import type { Channel, DeliveryStatus } from '../../../../domain/notifications/delivery.ts'
import type {
  Audience,
  NotificationSubject,
  NotificationType,
} from '../../../../domain/notifications/notification-event.ts'
import type { PreferenceMatrix, ToldEvent } from '../../../../domain/notifications/preferences.ts'
import type { SuppressionReason } from '../../../../domain/notifications/suppression.ts'
import type { TemplateContent } from '../../../../domain/notifications/templates.ts'

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
    leasedUntil: integer('leased_until'),
    settleBy: integer('settle_by'),
    retriedAt: integer('retried_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.eventId, t.recipient, t.channel] }),
    uniqueIndex('deliveries_by_id').on(t.tenantId, t.id),
    index('deliveries_by_status').on(t.tenantId, t.status, t.id),
    index('deliveries_by_shipment').on(t.tenantId, t.shipmentId, t.id).where(sql`shipment_id IS NOT NULL`),
    index('deliveries_by_message').on(t.tenantId, t.providerMessageId).where(sql`provider_message_id IS NOT NULL`),
    index('deliveries_in_doubt').on(t.tenantId, t.settleBy).where(sql`settle_by IS NOT NULL`),
    index('deliveries_waiting').on(t.tenantId, t.nextAttemptAt).where(sql`status = 'queued'`),
    index('deliveries_by_channel').on(t.tenantId, t.channel, t.id),
    index('deliveries_by_status_channel').on(t.tenantId, t.status, t.channel, t.id),
  ],
)

export const channelCircuits = sqliteTable(
  'channel_circuits',
  {
    tenantId: text('tenant_id').notNull(),
    channel: text('channel').$type<Channel>().notNull(),
    failures: integer('failures').notNull(),
    reason: text('reason').notNull(),
    openedAt: integer('opened_at'),
    openUntil: integer('open_until'),
    probe: text('probe'),
    noticeId: text('notice_id'),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.channel] })],
)

export const suppressions = sqliteTable(
  'suppressions',
  {
    tenantId: text('tenant_id').notNull(),
    channel: text('channel').$type<Channel>().notNull(),
    address: text('address').notNull(),
    reason: text('reason').$type<SuppressionReason>().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.channel, t.address] }),
    index('suppressions_to_forget').on(t.tenantId, t.createdAt).where(sql`reason IN ('bounced', 'invalid')`),
  ],
)

export const notificationPreferences = sqliteTable('notification_preferences', {
  tenantId: text('tenant_id').primaryKey(),
  matrix: text('matrix', { mode: 'json' }).$type<PreferenceMatrix>().notNull(),
  quietFrom: text('quiet_from'),
  quietTo: text('quiet_to'),
  updatedAt: integer('updated_at').notNull(),
})

export const notificationTemplates = sqliteTable(
  'notification_templates',
  {
    tenantId: text('tenant_id').notNull(),
    event: text('event').$type<ToldEvent>().notNull(),
    channel: text('channel').$type<Channel>().notNull(),
    locale: text('locale').$type<Locale>().notNull(),
    content: text('content', { mode: 'json' }).$type<TemplateContent>().notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.event, t.channel, t.locale] })],
)
