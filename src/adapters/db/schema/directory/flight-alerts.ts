import { sql } from 'drizzle-orm'
import { integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { SubscriptionStatus } from '../../../../domain/shipments/flight-alert-subscription.ts'

export const flightAlertSubscriptions = sqliteTable(
  'flight_alert_subscriptions',
  {
    id: text('id').notNull().primaryKey(),
    provider: text('provider').notNull(),
    providerSubscriptionId: text('provider_subscription_id'),
    flightNumber: text('flight_number').notNull(),
    callbackTokenHash: text('callback_token_hash').notNull().unique(),
    status: text('status').$type<SubscriptionStatus>().notNull(),
    lastNotificationAt: integer('last_notification_at'),
    creditsRemaining: integer('credits_remaining'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [uniqueIndex('flight_alert_subscriptions_live').on(t.provider, t.flightNumber).where(sql`status <> 'ended'`)],
)

export const flightAlertWatchers = sqliteTable(
  'flight_alert_watchers',
  {
    flightNumber: text('flight_number').notNull(),
    tenantId: text('tenant_id').notNull(),
    flightId: text('flight_id').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.flightNumber, t.tenantId, t.flightId] })],
)
