import type { DirectoryContext } from '../context.ts'

/** Notes that a subscription's provider spoke, when (ms UTC), and what it says is left to spend. */
export async function hearCallback(
  ctx: DirectoryContext,
  heard: { readonly subscriptionId: string; readonly at: number; readonly creditsRemaining: number | null },
): Promise<void> {
  const { subscriptionId, at, creditsRemaining } = heard
  const balance =
    creditsRemaining === null
      ? []
      : [ctx.flightAlertAccounts.heard(ctx.flightAlertService.provider, creditsRemaining, at)]
  await ctx.commit([ctx.flightAlerts.heard(subscriptionId, at, creditsRemaining), ...balance], null)
}
