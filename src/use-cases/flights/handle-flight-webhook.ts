import { AppError } from '../../core/errors.ts'
import { FlightAlertSubscription } from '../../domain/shipments/flight-alert-subscription.ts'
import { numbersOf } from '../../domain/shipments/flight-match.ts'
import type { FlightUpdate } from '../../domain/shipments/flight-update.ts'
import type { DirectoryContext, FlightUpdateJob } from '../context.ts'
import { applyForTenants } from './apply-for-tenants.ts'

/**
 * Brings what a provider said to every tenant that watches the flight.
 * @returns the parts that are to be worked by themselves: those that failed, and those of tenants beyond the first few
 */
export async function handleFlightWebhook(
  ctx: DirectoryContext,
  updates: readonly FlightUpdate[],
): Promise<readonly FlightUpdateJob[]> {
  const parts: FlightUpdateJob[] = []
  for (const update of updates) {
    const watchers = await ctx.flightAlerts.watchersOf(numbersOf(update))
    const tenantIds = watchers.map((watcher) => watcher.tenantId)
    parts.push(...(await applyForTenants(ctx, update, tenantIds, 'flight_webhook')))
  }
  return parts
}

/** The subscription that a callback's token belongs to. Throws `not_found`: a wrong token is told nothing. */
export async function findCallback(ctx: DirectoryContext, tokenHash: string): Promise<{ subscriptionId: string }> {
  const subscription = await ctx.flightAlerts.findByTokenHash(tokenHash)
  if (subscription === null || !FlightAlertSubscription.listens(subscription, ctx.clock.now())) {
    throw new AppError('not_found', 'There is nothing here.')
  }
  return { subscriptionId: subscription.id }
}
