import { and, asc, eq, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import { type DirectoryDatabase, orm, queryOf, type Row, statement } from '../../../core/database.ts'
import type { FlightAlertSubscription } from '../../../domain/shipments/flight-alert-subscription.ts'
import type { FlightAlertSubscriptionRepository } from '../../../domain/shipments/ports.ts'
import { decode } from '../decode.ts'
import {
  flightAlertSubscriptions as table,
  flightAlertWatchers as watchers,
} from '../schema/directory/flight-alerts.ts'
import { flightAlertWatchers } from './flight-alert-watchers.ts'

const toSubscription = (row: Row): FlightAlertSubscription => Object.freeze(decode(table, row))

/** As the partial indexes say it: SQLite does not see that a bound value says the same. */
const live = sql`status <> 'ended'`
const waits = sql`status IN ('pending', 'failed')`
const isDue = (now: number): SQL | undefined => or(isNull(table.nextAttemptAt), lte(table.nextAttemptAt, now))

export function createFlightAlertSubscriptionRepository(db: DirectoryDatabase): FlightAlertSubscriptionRepository {
  const all = async (query: Parameters<typeof queryOf>[0]) => (await db.all(queryOf(query))).map(toSubscription)
  const first = async (query: Parameters<typeof queryOf>[0]) => (await all(query))[0] ?? null
  const change = (values: Parameters<ReturnType<typeof orm.update<typeof table>>['set']>[0], where: SQL | undefined) =>
    statement(orm.update(table).set(values).where(where))

  return {
    ...flightAlertWatchers(db),

    findByTokenHash: (hash) => first(orm.select().from(table).where(eq(table.callbackTokenHash, hash))),

    findLive: (provider, flightNumber) =>
      first(
        orm
          .select()
          .from(table)
          .where(and(eq(table.provider, provider), eq(table.flightNumber, flightNumber), live)),
      ),

    insert: (subscription) => statement(orm.insert(table).values(subscription).onConflictDoNothing()),

    claim: (provider, flightNumber, now, leaseUntil) =>
      first(
        orm
          .update(table)
          .set({ attempts: sql`${table.attempts} + 1`, nextAttemptAt: leaseUntil, updatedAt: now })
          .where(and(eq(table.provider, provider), eq(table.flightNumber, flightNumber), live, waits, isDue(now)))
          .returning(),
      ),

    async due(provider, now, limit) {
      const rows = await all(
        orm
          .select()
          .from(table)
          .where(and(eq(table.provider, provider), waits, isDue(now)))
          .orderBy(asc(table.nextAttemptAt))
          .limit(limit),
      )
      return rows.map(({ flightNumber }) => flightNumber)
    },

    async settle(claimed, after) {
      const { id, createdAt: _created, lastNotificationAt: _heard, creditsRemaining: _credits, ...values } = after
      const mine = and(
        eq(table.id, id),
        waits,
        eq(table.attempts, claimed.attempts),
        sql`${table.nextAttemptAt} IS ${claimed.nextAttemptAt}`,
      )
      const settled = await db.all(queryOf(orm.update(table).set(values).where(mine).returning({ id: table.id })))
      return settled.length > 0
    },

    correct: (subscription, upstream, now) =>
      change(
        { ...upstream, updatedAt: now, ...(upstream.status === 'pending' && { attempts: 0, nextAttemptAt: null }) },
        and(
          eq(table.id, subscription.id),
          eq(table.status, subscription.status),
          sql`${table.providerSubscriptionId} IS ${subscription.providerSubscriptionId}`,
        ),
      ),

    setPaused: (provider, paused, now) =>
      change(
        { status: paused ? 'paused' : 'active', updatedAt: now },
        and(eq(table.provider, provider), eq(table.status, paused ? 'active' : 'paused')),
      ),

    announced: (subscriptionId, failedAt, now) =>
      change({ announcedAt: now }, and(eq(table.id, subscriptionId), eq(table.failedAt, failedAt))),

    unannounced: (provider, limit) =>
      all(
        orm
          .select()
          .from(table)
          .where(
            and(
              eq(table.provider, provider),
              sql`status = 'failed'`,
              live,
              isNotNull(table.failedAt),
              isNull(table.announcedAt),
            ),
          )
          .limit(limit),
      ),

    endUnwatched: (provider, now, flightNumber) =>
      change(
        {
          status: 'ended',
          endedAt: now,
          updatedAt: now,
          releasedAt: sql`CASE WHEN ${table.providerSubscriptionId} IS NULL THEN ${now} END`,
        },
        and(
          eq(table.provider, provider),
          live,
          flightNumber === undefined ? undefined : eq(table.flightNumber, flightNumber),
          sql`NOT EXISTS (SELECT 1 FROM ${watchers} w WHERE w.flight_number = ${table}.flight_number)`,
        ),
      ),

    unreleased: (provider, limit) =>
      all(
        orm
          .select()
          .from(table)
          .where(and(eq(table.provider, provider), sql`status = 'ended' AND released_at IS NULL`))
          .orderBy(asc(table.endedAt))
          .limit(limit),
      ),

    released: (subscriptionId, now) => change({ releasedAt: now }, eq(table.id, subscriptionId)),

    heard: (subscriptionId, now, creditsRemaining) =>
      change(
        { lastNotificationAt: now, ...(creditsRemaining !== null && { creditsRemaining }) },
        eq(table.id, subscriptionId),
      ),

    list: () => all(orm.select().from(table).where(live)),
  }
}
