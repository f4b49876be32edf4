import fc from 'fast-check'
import { describe, it } from 'vitest'
import { DELIVERY_STATUSES, Delivery, type DeliveryStatus } from '../../../src/domain/notifications/delivery.ts'
import { refusalOf } from '../refusal.ts'
import { DELIVERY_TABLE, pairsOf, statesOf } from '../tables.ts'

const input = {
  id: 'dlv_1',
  tenantId: 'ten_1',
  eventId: 'ntf_1',
  recipient: 'ana@example.com',
  channel: 'email',
  now: 10,
} as const

const aDelivery = (status: DeliveryStatus): Delivery => ({ ...Delivery.create(input), status })
const pairs = pairsOf(DELIVERY_TABLE)

describe('a delivery', () => {
  it('is queued, and nothing was tried', ({ expect }) => {
    const { now, ...rest } = input
    expect(Delivery.create(input)).toEqual({
      ...rest,
      status: 'queued',
      provider: null,
      providerMessageId: null,
      attempts: 0,
      nextAttemptAt: null,
      lastError: null,
      createdAt: now,
      updatedAt: now,
      leasedUntil: null,
      settleBy: null,
      retriedAt: null,
    })
    expect(Object.isFrozen(Delivery.create(input))).toBe(true)
  })

  it('has the statuses of the design, and no others', ({ expect }) => {
    expect([...DELIVERY_STATUSES].sort()).toEqual([...statesOf(DELIVERY_TABLE)].sort())
  })

  it.for(pairs.filter((pair) => pair.isAllowed))('goes from $from to $to', ({ from, to }, { expect }) => {
    const before = aDelivery(from)
    const moved = Delivery.transition(before, to, 20)
    expect(moved).toEqual({ ...before, status: to, updatedAt: 20 })
    expect(Object.isFrozen(moved)).toBe(true)
    expect(Delivery.advance(before, to, 20)).toEqual(moved)
  })

  it.for(pairs.filter((pair) => !pair.isAllowed))(
    'does not go from $from to $to: by hand that is refused, from a provider it is dropped',
    ({ from, to }, { expect }) => {
      const before = aDelivery(from)
      const refusal = refusalOf(() => Delivery.transition(before, to, 20))
      expect(refusal).toMatchObject({ code: 'invalid_transition', allowed: DELIVERY_TABLE[from] })
      expect(Delivery.advance(before, to, 20)).toBe(before)
    },
  )

  it('that was sent ends the same in whatever order the provider calls, as often as it likes', ({ expect }) => {
    const calls = fc.array(fc.constantFrom<DeliveryStatus>('sent', 'delivered', 'read', 'failed'), { maxLength: 12 })
    fc.assert(
      fc.property(calls, (reported) => {
        const end = reported.reduce((delivery, to, index) => Delivery.advance(delivery, to, index), aDelivery('sent'))
        const best = (['read', 'delivered', 'failed'] as const).find((status) => reported.includes(status)) ?? 'sent'
        expect(end.status).toBe(best)
      }),
    )
  })
})
