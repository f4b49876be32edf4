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
      createdAt: 7,
      updatedAt: 7,
    })
    expect(Object.isFrozen(subscription)).toBe(true)
  })

  it('listens in every status but failed: what was under way when it ended still counts', ({ expect }) => {
    const listening = SUBSCRIPTION_STATUSES.filter((status) =>
      FlightAlertSubscription.listens({ ...FlightAlertSubscription.create(input), status }),
    )
    expect(listening).toEqual(['pending', 'active', 'paused', 'ended'])
  })
})
