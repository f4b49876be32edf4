import { ProviderUnavailable } from '../../domain/shipments/provider-failure.ts'
import type { DirectoryContext } from '../context.ts'
import { announceFailures } from './announce-trouble.ts'
import { checkAlertBalance } from './check-alert-balance.ts'
import { endUnwatched } from './end-unwatched.ts'
import { makeUpstream } from './make-upstream.ts'
import { reconcileSubscriptions } from './reconcile-subscriptions.ts'

/** Subscriptions that one tick makes: each is two questions to the provider. */
const MADE_AT_ONCE = 50
const ANNOUNCED_AT_ONCE = 100
const HOUR_MS = 3_600_000

/**
 * What keeps alerts alive between the messages, every few minutes: watchers whose flights are over leave, subscriptions that
 * nobody watches end, those that wait and are due are made, tenants are told what they were not told. Once an hour all is
 * compared with the provider's list. While the provider does not answer, the rest waits for the next tick.
 * @param options.reconciles whether the provider keeps a list; what stands in for one in development does not
 */
export async function tendSubscriptions(ctx: DirectoryContext, { reconciles }: { reconciles: boolean }): Promise<void> {
  const { provider } = ctx.flightAlertService
  const now = ctx.clock.now()
  await ctx.commit([ctx.flightAlerts.removeLeaving(now)], null)
  await endUnwatched(ctx)
  await announceFailures(ctx, await ctx.flightAlerts.unannounced(provider, ANNOUNCED_AT_ONCE))
  if (reconciles) await compare(ctx, now)
  for (const flightNumber of await ctx.flightAlerts.due(provider, now, MADE_AT_ONCE)) {
    const made = await makeUpstream(ctx, flightNumber)
    // It is the provider's account or its whole service that says no: asking for the others would only add to it.
    if (made !== 'made' && made !== 'not_due' && made !== 'not_found') return
  }
}

async function compare(ctx: DirectoryContext, now: number): Promise<void> {
  const { provider } = ctx.flightAlertService
  try {
    const isHourly = await ctx.flightAlertAccounts.claimReconciliation(provider, now, HOUR_MS)
    const account = await ctx.flightAlertAccounts.find(provider)
    if (isHourly) await hourly(ctx)
    else if (account.pausedSince !== null || account.lowSince !== null) await checkAlertBalance(ctx)
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error
    ctx.log.warn('flight_alerts_unreconciled', { failure: error.kind, detail: error.message })
  }
}

async function hourly(ctx: DirectoryContext): Promise<void> {
  try {
    const allInactive = await reconcileSubscriptions(ctx)
    await checkAlertBalance(ctx, allInactive)
  } catch (error) {
    await ctx.commit([ctx.flightAlertAccounts.giveUpReconciliation(ctx.flightAlertService.provider)], null)
    throw error
  }
}
