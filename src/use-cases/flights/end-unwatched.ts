import { ProviderUnavailable } from '../../domain/shipments/provider-failure.ts'
import type { DirectoryContext } from '../context.ts'

/** Subscriptions that are ended upstream in one go. */
const BATCH = 50

/**
 * Ends the subscriptions that nobody watches any more, one number's or all, and then those upstream. That the last watcher
 * left is decided by the statement, so that one who comes at the same moment keeps it or makes a new one. What the provider does
 * not confirm now is asked of it again by the cron.
 */
export async function endUnwatched(ctx: DirectoryContext, flightNumber?: string): Promise<void> {
  const { provider } = ctx.flightAlertService
  await ctx.commit([ctx.flightAlerts.endUnwatched(provider, ctx.clock.now(), flightNumber)], null)
  for (const ended of await ctx.flightAlerts.unreleased(provider, BATCH)) {
    if (ended.providerSubscriptionId === null) continue
    try {
      await ctx.flightAlertService.unsubscribe(ended.providerSubscriptionId)
    } catch (error) {
      if (!(error instanceof ProviderUnavailable)) throw error
      ctx.log.warn('flight_alert_not_released', {
        subscription_id: ended.id,
        failure: error.kind,
        detail: error.message,
      })
      return
    }
    await ctx.commit([ctx.flightAlerts.released(ended.id, ctx.clock.now())], null)
  }
}
