import { describe, it } from 'vitest'
import { Payment } from '../../../src/domain/shipments/payment.ts'
import type { PaymentStatus } from '../../../src/domain/shipments/payment-status.ts'
import { aShipment, MADE_AT } from '../../harness/shipment-factory.ts'
import { refusalOf } from '../refusal.ts'

const EUR = (amount: number) => ({ amount, currency: 'EUR' })
const COD = { paymentMethod: 'cod', codAmount: EUR(4500) } as const
const made = { id: 'pay_1', actor: 'usr_ana' }
const collector = () => {
  let count = 0
  return { newId: () => `pay_${++count}`, actor: 'usr_ana' }
}

function aPayment(to: PaymentStatus, amount: number, currency = 'EUR'): Payment {
  const ids = { id: 'pay_0', tenantId: 'ten_blue', shipmentId: 'shp_1', actor: 'usr_ana' }
  return { ...ids, from: 'pending', to, amount: { amount, currency }, note: null, createdAt: MADE_AT }
}

describe('what is due at the door', () => {
  it('is the whole amount, less what came in before in its currency', ({ expect }) => {
    const shipment = aShipment({ ...COD, paymentStatus: 'partially_paid' })
    expect(Payment.codDue(shipment, [])).toEqual(EUR(4500))
    expect(Payment.codDue(shipment, [aPayment('partially_paid', 1500)])).toEqual(EUR(3000))
    expect(Payment.codDue(shipment, [aPayment('partially_paid', 1500, 'USD')])).toEqual(EUR(4500))
    expect(Payment.codDue(shipment, [aPayment('refunded', 1500)])).toEqual(EUR(4500))
    expect(Payment.codDue(shipment, [aPayment('partially_paid', 9000)])).toEqual(EUR(0))
  })

  it('is nothing where nothing is owed', ({ expect }) => {
    expect(Payment.codDue(aShipment(), [])).toBeNull()
    for (const paymentStatus of ['paid', 'waived', 'refunded'] as const) {
      expect(Payment.codDue(aShipment({ ...COD, paymentStatus }), [])).toBeNull()
    }
  })
})

describe('a payment', () => {
  it('moves the shipment by one version and says what moved', ({ expect }) => {
    const before = aShipment()
    const now = MADE_AT + 1
    const { shipment, payments } = Payment.record(
      before,
      [],
      { to: 'partially_paid', amount: EUR(100), note: 'cash' },
      made,
      { now },
    )
    expect(shipment).toEqual({ ...before, paymentStatus: 'partially_paid', version: 2, updatedAt: now })
    expect(payments).toEqual([
      {
        ...made,
        tenantId: before.tenantId,
        shipmentId: before.id,
        from: 'pending',
        to: 'partially_paid',
        amount: EUR(100),
        note: 'cash',
        createdAt: now,
      },
    ])
  })

  it('told twice is refused: two payments are two', ({ expect }) => {
    const paid = aShipment({ paymentStatus: 'paid' })
    const again = () => Payment.record(paid, [], { to: 'paid', amount: null, note: null }, made, { now: MADE_AT })
    expect(refusalOf(again).code).toBe('invalid_transition')
  })
})

describe('what is collected at the door', () => {
  it('is paid in one step, and by way of pending where a payment failed: one version of the shipment', ({ expect }) => {
    for (const [from, steps] of [
      ['pending', ['paid']],
      ['partially_paid', ['paid']],
      ['failed', ['pending', 'paid']],
    ] as const) {
      const before = aShipment({ ...COD, paymentStatus: from })
      const { shipment, payments } = Payment.collect(before, [], EUR(4500), collector(), { now: MADE_AT })
      expect(payments.map(({ to }) => to)).toEqual(steps)
      expect(payments.at(-1)?.amount).toEqual(EUR(4500))
      expect([shipment.paymentStatus, shipment.version]).toEqual(['paid', before.version + 1])
    }
  })
})
