import { describe, it } from 'vitest'
import { PAYMENT_STATUSES, PaymentStatus } from '../../../src/domain/shipments/payment-status.ts'
import { Shipment } from '../../../src/domain/shipments/shipment.ts'
import { refusalOf } from '../refusal.ts'
import { PAYMENT_TABLE, pairsOf, statesOf } from '../tables.ts'

const pairs = pairsOf(PAYMENT_TABLE)

describe('the payment of a shipment', () => {
  it('has the statuses of the design, and no others', ({ expect }) => {
    expect([...PAYMENT_STATUSES].sort()).toEqual([...statesOf(PAYMENT_TABLE)].sort())
  })

  it.for(pairs.filter((pair) => pair.isAllowed))('goes from $from to $to', ({ from, to }, { expect }) => {
    expect(() => PaymentStatus.assertMove(from, to)).not.toThrow()
    expect(() => Shipment.assertPaymentMove(from, to)).not.toThrow()
  })

  it.for(pairs.filter((pair) => !pair.isAllowed))('does not go from $from to $to', ({ from, to }, { expect }) => {
    const refusal = refusalOf(() => PaymentStatus.assertMove(from, to))
    expect(refusal).toMatchObject({ code: 'invalid_transition', allowed: PAYMENT_TABLE[from] })
    expect(refusalOf(() => Shipment.assertPaymentMove(from, to)).message).toBe(refusal.message)
  })
})
