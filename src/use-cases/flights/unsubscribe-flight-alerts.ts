import type { Watcher } from '../../domain/shipments/flight-alert-subscription.ts'
import type { DirectoryContext } from '../context.ts'

/** Takes a watcher off a flight number; the last one to leave ends the subscription upstream. Safe to repeat. */
export async function unsubscribeFlightAlerts(
  ctx: DirectoryContext,
  input: { flightNumber: string; watcher: Watcher },
): Promise<void> {
  await ctx.commit([ctx.flightAlerts.removeWatcher(input.flightNumber, input.watcher)], null)
  const left = await ctx.flightAlerts.watchersOf(input.flightNumber)
  const live = await ctx.flightAlerts.findLive(ctx.flightAlertService.provider, input.flightNumber)
  if (left.length > 0 || !live) return
  if (live.providerSubscriptionId !== null) await ctx.flightAlertService.unsubscribe(live.providerSubscriptionId)
  await ctx.commit([ctx.flightAlerts.update({ ...live, status: 'ended', updatedAt: ctx.clock.now() })], null)
}
