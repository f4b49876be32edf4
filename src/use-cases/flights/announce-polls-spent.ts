import { AppError } from '../../core/errors.ts'
import { idHead } from '../../core/ids.ts'
import { Actor } from '../../domain/actor.ts'
import type { FlightPollAccount } from '../../domain/shipments/flight-poll-ports.ts'
import type { DirectoryContext } from '../context.ts'

/** Whose audit log the platform's own matters stand in. */
const PLATFORM = 'platform'
/** The same trouble has the same id in a tenant, however often it is told. */
const POLLS_SPENT = 3
const DAY_MS = 86_400_000

/**
 * Says once a day that its requests are spent: to the operator (log and audit log), and to the staff of every tenant with a flight
 * that would have been asked about before the day ends. Safe to repeat.
 */
export async function announcePollsSpent(
  ctx: DirectoryContext,
  provider: string,
  account: FlightPollAccount,
): Promise<void> {
  const { day, used, toldDay } = account
  if (toldDay === day) return
  const dayBegins = Date.parse(`${day}T00:00:00Z`)
  const tenants = await ctx.flightPolls.tenantsDueBefore(dayBegins + DAY_MS)
  await ctx.dispatch.flights(
    tenants.map(({ tenantId, flightId, flightNumber }) => ({
      type: 'flight_alert.trouble',
      tenant_id: tenantId,
      flight_id: flightId,
      flight_number: flightNumber,
      trouble: 'polls_spent',
      event_id: idHead('ntf', dayBegins, POLLS_SPENT) + tenantId.slice(-12),
    })),
  )
  const now = ctx.clock.now()
  const entry = {
    id: ctx.ids.make('aud'),
    actor: Actor.label(ctx.actor),
    action: 'flight_polls.spent',
    subjectType: 'flight_poll_budget',
    subjectId: provider,
    changes: { day, used },
    address: null,
    createdAt: now,
  }
  try {
    await ctx.commit([ctx.flightPollBudget.told(provider, day), ctx.auth.recordAudit(PLATFORM, entry)], null)
  } catch (error) {
    // Another tick was faster, with the same orders.
    if (error instanceof AppError && error.code === 'conflict') return
    throw error
  }
  ctx.log.error('flight_polls_spent', { provider, day, used, tenants: tenants.length })
}
