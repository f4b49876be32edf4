import { sha256Hex } from '../../core/security/signatures.ts'
import { FlightAlertSubscription, type Watcher } from '../../domain/shipments/flight-alert-subscription.ts'
import type { DirectoryContext } from '../context.ts'

/** Where the provider calls back; the token is derived from the subscription's id, so only its hash is kept. */
export async function callbackUrl(ctx: DirectoryContext, subscriptionId: string): Promise<string> {
  const token = await ctx.oneTimeTokens.tokenFor(subscriptionId, 'flight_alert')
  return `${ctx.publicUrl}/api/v1/flights/webhook?token=${encodeURIComponent(token)}`
}

/**
 * Adds a watcher to a flight number, and subscribes upstream when nobody watched it yet. Safe to repeat, and when two tenants
 * do it at once: the row of the number is unique, and only its maker goes upstream.
 * Throws `provider_unavailable`, after which the next try goes upstream again.
 */
export async function subscribeFlightAlerts(
  ctx: DirectoryContext,
  input: { flightNumber: string; watcher: Watcher },
): Promise<FlightAlertSubscription> {
  const now = ctx.clock.now()
  const { provider } = ctx.flightAlertService
  const id = ctx.ids.make('fas')
  const token = await ctx.oneTimeTokens.tokenFor(id, 'flight_alert')
  const fresh = FlightAlertSubscription.create({
    id,
    provider,
    flightNumber: input.flightNumber,
    callbackTokenHash: sha256Hex(token),
    now,
  })
  await ctx.commit(
    [ctx.flightAlerts.addWatcher(input.flightNumber, input.watcher, now), ctx.flightAlerts.insert(fresh)],
    null,
  )
  const live = await ctx.flightAlerts.findLive(provider, input.flightNumber)
  if (!live) throw new Error('the subscription that was just made is not there')
  if (live.status !== 'pending') return live
  const made = await ctx.flightAlertService.subscribe(input.flightNumber, await callbackUrl(ctx, live.id))
  const active: FlightAlertSubscription = {
    ...live,
    providerSubscriptionId: made.providerSubscriptionId,
    status: 'active',
    updatedAt: now,
  }
  return ctx.commit([ctx.flightAlerts.update(active)], active)
}
