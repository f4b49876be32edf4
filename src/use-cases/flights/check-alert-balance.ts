import { Actor } from '../../domain/actor.ts'
import { FlightAlertAccount } from '../../domain/shipments/flight-alert-account.ts'
import type { DirectoryContext } from '../context.ts'
import { announceAccount } from './announce-trouble.ts'

/** Whose audit log the platform's own matters stand in. */
const PLATFORM = 'platform'

/**
 * Asks the provider what is left to spend. Low credits and a pause, in which the provider sends nothing to anyone, are told to the
 * operator (log and audit log) and to the staff of every tenant that watches; each once when it begins, and it is cleared when it
 * ends. What a pause leaves untold is planned to be asked about.
 * @param allInactive the provider lists subscriptions of ours and delivers for none
 * @throws ProviderUnavailable
 */
export async function checkAlertBalance(ctx: DirectoryContext, allInactive = false): Promise<void> {
  const { provider } = ctx.flightAlertService
  const creditsRemaining = await ctx.flightAlertService.creditsRemaining()
  const now = ctx.clock.now()
  const before = await ctx.flightAlertAccounts.find(provider)
  const { account, low, paused } = FlightAlertAccount.read(
    before,
    { creditsRemaining, allInactive },
    ctx.lowFlightCredits,
    now,
  )
  const turns = [low && (`flight_alerts.low_${low}` as const), paused && (`flight_alerts.pause_${paused}` as const)]
  const news = turns.filter((turn) => turn !== null)
  const isPaused = account.pausedSince !== null
  await ctx.commit(
    [
      ctx.flightAlertAccounts.update(account),
      ...(isPaused || paused === 'ended' ? [ctx.flightAlerts.setPaused(provider, isPaused, now)] : []),
      ...(paused === 'began' ? [ctx.flightPolls.wake(now)] : []),
      ...news.map((action) =>
        ctx.auth.recordAudit(PLATFORM, {
          id: ctx.ids.make('aud'),
          actor: Actor.label(ctx.actor),
          action,
          subjectType: 'flight_alert_account',
          subjectId: provider,
          changes: { credits_remaining: creditsRemaining },
          address: null,
          createdAt: now,
        }),
      ),
    ],
    null,
  )
  for (const action of news) {
    const level = action.endsWith('_began') ? 'error' : 'info'
    ctx.log[level](action.replace('.', '_'), { provider, credits_remaining: creditsRemaining })
  }
  await announceAccount(ctx, account)
}
