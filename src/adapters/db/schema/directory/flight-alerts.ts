import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { SubscriptionStatus } from '../../../../domain/shipments/flight-alert-subscription.ts'
import type { ProviderFailure } from '../../../../domain/shipments/provider-failure.ts'

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
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: integer('next_attempt_at'),
    failure: text('failure').$type<ProviderFailure>(),
    failedAt: integer('failed_at'),
    announcedAt: integer('announced_at'),
    endedAt: integer('ended_at'),
    releasedAt: integer('released_at'),
  },
  (t) => [
    uniqueIndex('flight_alert_subscriptions_live').on(t.provider, t.flightNumber).where(sql`status <> 'ended'`),
    index('flight_alert_subscriptions_due').on(t.provider, t.nextAttemptAt).where(sql`status IN ('pending', 'failed')`),
    index('flight_alert_subscriptions_unreleased')
      .on(t.provider, t.endedAt)
      .where(sql`status = 'ended' AND released_at IS NULL`),
  ],
)

export const flightAlertWatchers = sqliteTable(
  'flight_alert_watchers',
  {
    flightNumber: text('flight_number').notNull(),
    tenantId: text('tenant_id').notNull(),
    flightId: text('flight_id').notNull(),
    createdAt: integer('created_at').notNull(),
    leavesAt: integer('leaves_at'),
  },
  (t) => [
    primaryKey({ columns: [t.flightNumber, t.tenantId, t.flightId] }),
    index('flight_alert_watchers_leaving').on(t.leavesAt).where(sql`leaves_at IS NOT NULL`),
  ],
)

export const flightAlertAccounts = sqliteTable('flight_alert_accounts', {
  provider: text('provider').notNull().primaryKey(),
  creditsRemaining: integer('credits_remaining'),
  creditsAt: integer('credits_at'),
  reconciledAt: integer('reconciled_at'),
  lowSince: integer('low_since'),
  pausedSince: integer('paused_since'),
  announcedAt: integer('announced_at'),
  lowAnnouncedAt: integer('low_announced_at'),
})
