export const SUBSCRIPTION_STATUSES = ['pending', 'active', 'paused', 'failed', 'ended'] as const
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number]

/** A tenant's flight that waits for what a subscription brings. */
export interface Watcher {
  readonly tenantId: string
  readonly flightId: string
}

/**
 * One subscription upstream for one flight number of one provider account, shared by every tenant that watches the
 * number, since a provider bills each notification. Only the hash of its callback token is kept.
 */
export interface FlightAlertSubscription {
  readonly id: string
  readonly provider: string
  readonly providerSubscriptionId: string | null
  readonly flightNumber: string
  readonly callbackTokenHash: string
  readonly status: SubscriptionStatus
  readonly lastNotificationAt: number | null
  readonly creditsRemaining: number | null
  readonly createdAt: number
  readonly updatedAt: number
}

export const FlightAlertSubscription = {
  create(input: {
    id: string
    provider: string
    flightNumber: string
    callbackTokenHash: string
    now: number
  }): FlightAlertSubscription {
    return Object.freeze({
      id: input.id,
      provider: input.provider,
      providerSubscriptionId: null,
      flightNumber: input.flightNumber,
      callbackTokenHash: input.callbackTokenHash,
      status: 'pending',
      lastNotificationAt: null,
      creditsRemaining: null,
      createdAt: input.now,
      updatedAt: input.now,
    })
  },

  /** Whether its callbacks still count. One that ended may still send what was under way. */
  listens(subscription: FlightAlertSubscription): boolean {
    return subscription.status !== 'failed'
  },
}
