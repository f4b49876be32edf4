import { and, eq, isNull, lte, or, sql } from 'drizzle-orm'
import { type DirectoryDatabase, orm, queryOf, statement } from '../../../core/database.ts'
import { FlightAlertAccount } from '../../../domain/shipments/flight-alert-account.ts'
import type { FlightAlertAccountRepository } from '../../../domain/shipments/ports.ts'
import { decode } from '../decode.ts'
import { flightAlertAccounts as table } from '../schema/directory/flight-alerts.ts'

export function createFlightAlertAccountRepository(db: DirectoryDatabase): FlightAlertAccountRepository {
  const started = (provider: string) => statement(orm.insert(table).values({ provider }).onConflictDoNothing())
  return {
    async find(provider) {
      const [row] = await db.all(queryOf(orm.select().from(table).where(eq(table.provider, provider))))
      return row ? Object.freeze(decode(table, row)) : FlightAlertAccount.create(provider)
    },

    async claimReconciliation(provider, now, every) {
      const isDue = or(isNull(table.reconciledAt), lte(table.reconciledAt, now - every))
      const [, claimed] = await db.commit([
        started(provider),
        statement(
          orm
            .update(table)
            .set({ reconciledAt: now })
            .where(and(eq(table.provider, provider), isDue))
            .returning({ provider: table.provider }),
        ),
      ])
      return (claimed ?? []).length > 0
    },

    giveUpReconciliation: (provider) =>
      statement(orm.update(table).set({ reconciledAt: null }).where(eq(table.provider, provider))),

    update({ provider, reconciledAt: _claimed, ...values }) {
      return statement(
        orm
          .insert(table)
          .values({ provider, ...values })
          .onConflictDoUpdate({ target: table.provider, set: values }),
      )
    },

    heard: (subscriptionProvider, creditsRemaining, at) =>
      statement(sql`
        INSERT INTO ${table} (provider, credits_remaining, credits_at) VALUES (${subscriptionProvider}, ${creditsRemaining}, ${at})
        ON CONFLICT (provider) DO UPDATE SET credits_remaining = excluded.credits_remaining, credits_at = excluded.credits_at
        WHERE credits_at IS NULL OR credits_at <= excluded.credits_at`),
  }
}
