import { and, eq, ne } from 'drizzle-orm'
import { type DirectoryDatabase, orm, queryOf, type Row, statement } from '../../../core/database.ts'
import type { FlightAlertSubscription } from '../../../domain/shipments/flight-alert-subscription.ts'
import type { FlightAlertSubscriptionRepository } from '../../../domain/shipments/ports.ts'
import { decode } from '../decode.ts'
import { flightAlertSubscriptions, flightAlertWatchers } from '../schema/directory/flight-alerts.ts'

const toSubscription = (row: Row): FlightAlertSubscription => Object.freeze(decode(flightAlertSubscriptions, row))

export function createFlightAlertSubscriptionRepository(db: DirectoryDatabase): FlightAlertSubscriptionRepository {
  const table = flightAlertSubscriptions
  const first = async (query: { toSQL(): { sql: string; params: unknown[] } }) => {
    const [row] = await db.all(queryOf(query))
    return row ? toSubscription(row) : null
  }
  return {
    findByTokenHash: (hash) => first(orm.select().from(table).where(eq(table.callbackTokenHash, hash))),

    findLive: (provider, flightNumber) =>
      first(
        orm
          .select()
          .from(table)
          .where(and(eq(table.provider, provider), eq(table.flightNumber, flightNumber), ne(table.status, 'ended'))),
      ),

    async watchersOf(flightNumber) {
      const rows = await db.all(
        queryOf(orm.select().from(flightAlertWatchers).where(eq(flightAlertWatchers.flightNumber, flightNumber))),
      )
      return rows.map((row) => {
        const { tenantId, flightId } = decode(flightAlertWatchers, row)
        return { tenantId, flightId }
      })
    },

    addWatcher: (flightNumber, watcher, now) =>
      statement(
        orm
          .insert(flightAlertWatchers)
          .values({ flightNumber, ...watcher, createdAt: now })
          .onConflictDoNothing(),
      ),

    removeWatcher: (flightNumber, { tenantId, flightId }) =>
      statement(
        orm
          .delete(flightAlertWatchers)
          .where(
            and(
              eq(flightAlertWatchers.flightNumber, flightNumber),
              eq(flightAlertWatchers.tenantId, tenantId),
              eq(flightAlertWatchers.flightId, flightId),
            ),
          ),
      ),

    insert: (subscription) => statement(orm.insert(table).values(subscription).onConflictDoNothing()),

    update(subscription) {
      const { id, createdAt: _created, ...values } = subscription
      return statement(orm.update(table).set(values).where(eq(table.id, id)))
    },

    heard: (subscriptionId, now, creditsRemaining) =>
      statement(
        orm
          .update(table)
          .set({ lastNotificationAt: now, ...(creditsRemaining !== null && { creditsRemaining }) })
          .where(eq(table.id, subscriptionId)),
      ),

    async list() {
      return (await db.all(queryOf(orm.select().from(table).where(ne(table.status, 'ended'))))).map(toSubscription)
    },
  }
}
