import { eq, sql } from 'drizzle-orm'
import { type DirectoryDatabase, orm, queryOf, statement } from '../../../core/database.ts'
import { AppError } from '../../../core/errors.ts'
import type { FlightPollBudget } from '../../../domain/shipments/flight-poll-ports.ts'
import { decode } from '../decode.ts'
import { flightPollBudgets as table } from '../schema/directory/flight-polls.ts'

/** A clock that lags behind another's does not bring a spent day back. */
const counted = sql`used = CASE WHEN day < excluded.day THEN 1 ELSE used + 1 END, day = max(day, excluded.day)`

export function createFlightPollBudgetRepository(db: DirectoryDatabase): FlightPollBudget {
  return {
    async find(provider) {
      const [row] = await db.all(queryOf(orm.select().from(table).where(eq(table.provider, provider))))
      if (!row) return null
      const { provider: _key, ...account } = decode(table, row)
      return Object.freeze(account)
    },

    async spend(provider, day, limit, now) {
      const spent = await db.all(
        queryOf(sql`
          INSERT INTO ${table} (provider, day, used) SELECT ${provider}, ${day}, 1 WHERE ${limit} > 0
          ON CONFLICT (provider) DO UPDATE SET ${counted}
          WHERE (day < excluded.day OR used < ${limit}) AND (rests_until IS NULL OR rests_until <= ${now})
          RETURNING used`),
      )
      return spent.length > 0
    },

    spendMore: (provider, day) =>
      statement(sql`
        INSERT INTO ${table} (provider, day, used) VALUES (${provider}, ${day}, 1) ON CONFLICT (provider) DO UPDATE SET ${counted}`),

    rest: (provider, until) =>
      statement(
        sql`UPDATE ${table} SET rests_until = max(coalesce(rests_until, 0), ${until}) WHERE provider = ${provider}`,
      ),

    told: (provider, day) =>
      statement(
        sql`UPDATE ${table} SET told_day = ${day} WHERE provider = ${provider} AND (told_day IS NULL OR told_day < ${day})`,
        { expects: { rows: 1, otherwise: () => new AppError('conflict', 'This day was told of already.') } },
      ),
  }
}
