/** The account at a provider that pays for all flight alerts of this deployment. Times are ms since 1970, UTC. */
export interface FlightAlertAccount {
  readonly provider: string
  /** Notifications that are still paid for; null until the provider said. */
  readonly creditsRemaining: number | null
  readonly creditsAt: number | null
  readonly reconciledAt: number | null
  /** Since when the credits are below the operator's threshold; null while they are not. */
  readonly lowSince: number | null
  /** Since when the provider sends nothing; null while it does. */
  readonly pausedSince: number | null
  /** When the tenants were told of this pause, and of these low credits; null until then. */
  readonly announcedAt: number | null
  readonly lowAnnouncedAt: number | null
}

/** What the provider says now: its credits, null when it does not say; and whether it lists subscriptions and none of them delivers. */
export interface AccountReading {
  readonly creditsRemaining: number | null
  readonly allInactive: boolean
}

/** What changed by a reading: each is said once, when it begins and when it ends. */
export interface AccountOutcome {
  readonly account: FlightAlertAccount
  readonly low: 'began' | 'ended' | null
  readonly paused: 'began' | 'ended' | null
}

const edge = (was: boolean, is: boolean): 'began' | 'ended' | null => (was === is ? null : is ? 'began' : 'ended')

export const FlightAlertAccount = {
  create(provider: string): FlightAlertAccount {
    return Object.freeze({
      provider,
      creditsRemaining: null,
      creditsAt: null,
      reconciledAt: null,
      lowSince: null,
      pausedSince: null,
      announcedAt: null,
      lowAnnouncedAt: null,
    })
  },

  /** A balance that is not said leaves things as they were. @param lowBelow credits under which the operator is told */
  read(account: FlightAlertAccount, reading: AccountReading, lowBelow: number, now: number): AccountOutcome {
    const { creditsRemaining, allInactive } = reading
    const wasLow = account.lowSince !== null
    const wasPaused = account.pausedSince !== null
    const isLow = creditsRemaining === null ? wasLow : creditsRemaining < lowBelow
    const isPaused = creditsRemaining === null ? wasPaused || allInactive : creditsRemaining <= 0 || allInactive
    const paused = edge(wasPaused, isPaused)
    const low = edge(wasLow, isLow)
    return {
      account: Object.freeze({
        ...account,
        ...(creditsRemaining !== null && { creditsRemaining, creditsAt: now }),
        lowSince: isLow ? (account.lowSince ?? now) : null,
        pausedSince: isPaused ? (account.pausedSince ?? now) : null,
        announcedAt: paused === null ? account.announcedAt : null,
        lowAnnouncedAt: low === null ? account.lowAnnouncedAt : null,
      }),
      low,
      paused,
    }
  },
}
