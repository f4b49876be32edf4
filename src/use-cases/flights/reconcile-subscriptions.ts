import type { FlightAlertSubscription } from '../../domain/shipments/flight-alert-subscription.ts'
import type { UpstreamState, UpstreamSubscription } from '../../domain/shipments/ports.ts'
import type { DirectoryContext } from '../context.ts'
import { callbackAddress } from './callback-url.ts'

/**
 * Compares our subscriptions with the provider's list and mends both sides. Ours that the provider has not, or that call an
 * address which is not ours any more, are made anew; theirs that carry a token of ours and are not the one we know are ended.
 * What carries no token of ours is another deployment's on the same account, and left alone.
 * @returns whether the provider lists some of ours and delivers for none
 * @throws ProviderUnavailable
 */
export async function reconcileSubscriptions(ctx: DirectoryContext): Promise<boolean> {
  const { provider } = ctx.flightAlertService
  // Ours before theirs: what is made in between stands in their list and is no stranger by its token.
  const ours = (await ctx.flightAlerts.list()).filter((each) => each.provider === provider)
  const theirs = await ctx.flightAlertService.list()
  const byId = new Map(theirs.map((each) => [each.providerSubscriptionId, each]))
  const byToken = new Map(theirs.map((each) => [each.callback?.tokenHash ?? '', each]))
  const kept = new Set<string | null>()
  let mended = 0
  for (const subscription of ours) {
    kept.add(subscription.providerSubscriptionId)
    if (subscription.status !== 'active' && subscription.status !== 'paused') continue
    const found = byId.get(subscription.providerSubscriptionId ?? '') ?? byToken.get(subscription.callbackTokenHash)
    const truth = await truthOf(ctx, subscription, found)
    kept.add(truth.providerSubscriptionId)
    if (isAsKnown(subscription, truth)) continue
    const now = ctx.clock.now()
    const { correct } = ctx.flightAlerts
    const isSilent = truth.status !== 'active'
    await ctx.commit(
      [correct(subscription, truth, now), ...(isSilent ? [ctx.flightPolls.wake(now, subscription.flightNumber)] : [])],
      null,
    )
    mended += 1
  }
  const strays = await endStrays(
    ctx,
    theirs.filter(({ providerSubscriptionId }) => !kept.has(providerSubscriptionId)),
  )
  ctx.log.info('flight_alerts_reconciled', { ours: ours.length, theirs: theirs.length, mended, ...strays })
  const tokens = new Set(ours.map(({ callbackTokenHash }) => callbackTokenHash))
  const mine = theirs.filter(({ callback }) => tokens.has(callback?.tokenHash ?? ''))
  return mine.length > 0 && mine.every(({ isActive }) => !isActive)
}

const isAsKnown = (known: UpstreamState, truth: UpstreamState): boolean =>
  known.providerSubscriptionId === truth.providerSubscriptionId && known.status === truth.status

/** What one of ours is upstream. One that calls somebody else is ended there. */
async function truthOf(
  ctx: DirectoryContext,
  subscription: FlightAlertSubscription,
  listed: UpstreamSubscription | undefined,
): Promise<UpstreamState> {
  const { providerSubscriptionId: id } = subscription
  // A list may be short of one by mistake, and a second subscription is paid for: it is asked for by its own id too.
  const found = listed ?? (id === null ? null : await ctx.flightAlertService.find(id))
  const callsUs =
    found?.callback?.address === callbackAddress(ctx) && found.callback.tokenHash === subscription.callbackTokenHash
  if (found && callsUs) {
    return { providerSubscriptionId: found.providerSubscriptionId, status: found.isActive ? 'active' : 'paused' }
  }
  if (found) await ctx.flightAlertService.unsubscribe(found.providerSubscriptionId)
  return { providerSubscriptionId: null, status: 'pending' }
}

/** Ends upstream what carries a token of ours and is not the one that its row knows. */
async function endStrays(
  ctx: DirectoryContext,
  strangers: readonly UpstreamSubscription[],
): Promise<{ ended: number; foreign: number }> {
  const counts = { ended: 0, foreign: 0 }
  for (const { providerSubscriptionId, callback } of strangers) {
    // Read anew: it may have been made since the list of ours was read.
    const owner = callback && (await ctx.flightAlerts.findByTokenHash(callback.tokenHash))
    if (!owner) counts.foreign += 1
    else if (isStray(owner, providerSubscriptionId)) {
      await ctx.flightAlertService.unsubscribe(providerSubscriptionId)
      counts.ended += 1
    }
  }
  return counts
}

/** One that waits may be about to learn of this very one; who makes it ends doubles too. */
function isStray(owner: FlightAlertSubscription, providerSubscriptionId: string): boolean {
  if (owner.status === 'ended') return true
  return owner.providerSubscriptionId !== null && owner.providerSubscriptionId !== providerSubscriptionId
}
