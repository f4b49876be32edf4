import { and, eq, lte, sql } from 'drizzle-orm'
import { type DirectoryDatabase, orm, queryOf, statement } from '../../../core/database.ts'
import type { FlightAlertSubscriptionRepository } from '../../../domain/shipments/ports.ts'
import { decode } from '../decode.ts'
import { flightAlertWatchers as watchers } from '../schema/directory/flight-alerts.ts'

/** Who watches which flight number. */
export function flightAlertWatchers(
  db: DirectoryDatabase,
): Pick<
  FlightAlertSubscriptionRepository,
  'watchersOf' | 'watchingTenants' | 'addWatcher' | 'removeWatcher' | 'removeLeaving'
> {
  return {
    async watchersOf(flightNumbers) {
      const list = JSON.stringify(flightNumbers)
      const rows = await db.all(
        queryOf(sql`SELECT * FROM ${watchers} WHERE flight_number IN (SELECT j.value FROM json_each(${list}) j)`),
      )
      return rows.map((row) => {
        const { tenantId, flightId } = decode(watchers, row)
        return { tenantId, flightId }
      })
    },

    async watchingTenants() {
      const rows = await db.all(
        // Of a group, SQLite takes the other columns from the row that holds the minimum.
        queryOf(sql`SELECT tenant_id, min(flight_id) AS flight_id, flight_number FROM ${watchers} GROUP BY tenant_id`),
      )
      return rows.map((row) => ({
        tenantId: String(row.tenant_id),
        flightId: String(row.flight_id),
        flightNumber: String(row.flight_number),
      }))
    },

    addWatcher: (flightNumber, watcher, now, leavesAt) =>
      statement(
        orm
          .insert(watchers)
          .values({ flightNumber, ...watcher, createdAt: now, leavesAt })
          .onConflictDoUpdate({
            target: [watchers.flightNumber, watchers.tenantId, watchers.flightId],
            set: { leavesAt },
          }),
      ),

    removeWatcher: (flightNumber, { tenantId, flightId }) =>
      statement(
        orm
          .delete(watchers)
          .where(
            and(
              eq(watchers.flightNumber, flightNumber),
              eq(watchers.tenantId, tenantId),
              eq(watchers.flightId, flightId),
            ),
          ),
      ),

    removeLeaving: (now) => statement(orm.delete(watchers).where(lte(watchers.leavesAt, now))),
  }
}
