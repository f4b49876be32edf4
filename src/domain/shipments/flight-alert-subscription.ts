import type { ProviderFailure } from './provider-failure.ts'

export const SUBSCRIPTION_STATUSES = ['pending', 'active', 'paused', 'failed', 'ended'] as const
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number]

/** A tenant's flight that waits for what a subscription brings. */
export interface Watcher {
  readonly tenantId: string
  readonly flightId: string
}

/**
 * One subscription upstream for one flight number of one provider account, shared by every tenant that watches the
 * number, since a provider bills each notification. Only the hash of its callback token is kept. Times are ms since 1970, UTC.
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
  /** Tries to make it upstream that failed, and the one that is under way. */
  readonly attempts: number
  /** Not to be tried before: while somebody is at it, and after a failure. */
  readonly nextAttemptAt: number | null
  /** Why the last try failed; null when none did. */
  readonly failure: ProviderFailure | null
  /** Since when it has failed for good, and when the tenants were told. */
  readonly failedAt: number | null
  readonly announcedAt: number | null
  readonly endedAt: number | null
  /** When nothing of it was left upstream that we know of. */
  readonly releasedAt: number | null
  readonly createdAt: number
  readonly updatedAt: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const LONGEST_WAIT_MS = 6 * HOUR_MS
/** A refused key is mended by a person, a refused number by a new season's timetable. */
const REFUSED_WAIT_MS: Readonly<Partial<Record<ProviderFailure, number>>> = {
  misconfigured: HOUR_MS,
  not_found: 24 * HOUR_MS,
}
/** What was on its way when it ended is still taken in. */
const LISTENS_ON_MS = 48 * HOUR_MS

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
      attempts: 0,
      nextAttemptAt: null,
      failure: null,
      failedAt: null,
      announcedAt: null,
      endedAt: null,
      releasedAt: null,
      createdAt: input.now,
      updatedAt: input.now,
    })
  },

  /** The provider has it. */
  made(subscription: FlightAlertSubscription, providerSubscriptionId: string, now: number): FlightAlertSubscription {
    return Object.freeze({
      ...subscription,
      providerSubscriptionId,
      status: 'active',
      attempts: 0,
      nextAttemptAt: null,
      failure: null,
      failedAt: null,
      announcedAt: null,
      updatedAt: now,
    })
  },

  /**
   * The provider could not or would not. What may pass is tried again, each time after twice as long (half of it chance, so
   * that those that failed together do not come together) and never before the provider says; what was refused has failed,
   * and is still tried now and then.
   * @param chance from 0 to 1
   */
  postponed(
    subscription: FlightAlertSubscription,
    why: { readonly kind: ProviderFailure; readonly retryAfterSeconds: number | null },
    now: number,
    chance: number,
  ): FlightAlertSubscription {
    const refusedWait = REFUSED_WAIT_MS[why.kind]
    const doubling = Math.min(LONGEST_WAIT_MS, MINUTE_MS * 2 ** Math.min(subscription.attempts - 1, 20))
    const wait = refusedWait ?? Math.max(doubling * (0.5 + chance / 2), (why.retryAfterSeconds ?? 0) * 1000)
    const refused = refusedWait !== undefined
    return Object.freeze({
      ...subscription,
      status: refused || subscription.failedAt !== null ? 'failed' : 'pending',
      nextAttemptAt: Math.ceil(now + wait),
      failure: why.kind,
      failedAt: refused ? (subscription.failedAt ?? now) : subscription.failedAt,
      updatedAt: now,
    })
  },

  /** Whether its callbacks still count. One that ended may still send what was under way. */
  listens(subscription: FlightAlertSubscription, now: number): boolean {
    if (subscription.status === 'failed') return false
    return subscription.endedAt === null || now < subscription.endedAt + LISTENS_ON_MS
  },
}
