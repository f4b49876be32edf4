import { describe, it } from 'vitest'
import {
  FlightAlertSubscription,
  SUBSCRIPTION_STATUSES,
} from '../../../src/domain/shipments/flight-alert-subscription.ts'

const input = { id: 'fas_1', provider: 'aerodatabox', flightNumber: 'IB6501', callbackTokenHash: 'hash', now: 7 }

describe('a flight alert subscription', () => {
  it('is pending until the provider has taken it', ({ expect }) => {
    const subscription = FlightAlertSubscription.create(input)
    expect(subscription).toEqual({
      id: 'fas_1',
      provider: 'aerodatabox',
      providerSubscriptionId: null,
      flightNumber: 'IB6501',
      callbackTokenHash: 'hash',
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
      createdAt: 7,
      updatedAt: 7,
    })
    expect(Object.isFrozen(subscription)).toBe(true)
  })

  it('listens in every status but failed', ({ expect }) => {
    const listening = SUBSCRIPTION_STATUSES.filter((status) =>
      FlightAlertSubscription.listens({ ...FlightAlertSubscription.create(input), status }, 7),
    )
    expect(listening).toEqual(['pending', 'active', 'paused', 'ended'])
  })

  it('listens for two days after its end: what was under way still counts', ({ expect }) => {
    const ended = { ...FlightAlertSubscription.create(input), status: 'ended' as const, endedAt: 1000 }
    const day = 86_400_000
    expect(FlightAlertSubscription.listens(ended, 1000 + 2 * day - 1)).toBe(true)
    expect(FlightAlertSubscription.listens(ended, 1000 + 2 * day)).toBe(false)
  })
})
