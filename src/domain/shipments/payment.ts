import { DomainError } from '../errors.ts'
import type { Stamp } from '../state-table.ts'
import type { Money } from './money.ts'
import { PaymentStatus } from './payment-status.ts'
import type { Shipment } from './shipment.ts'

/** One step of a shipment's payment status, and the money that moved with it. Never changed. */
export interface Payment {
  readonly id: string
  readonly tenantId: string
  readonly shipmentId: string
  readonly from: PaymentStatus
  readonly to: PaymentStatus
  readonly amount: Money | null
  readonly note: string | null
  readonly actor: string
  /** ms UTC. */
  readonly createdAt: number
}

export interface PaymentStep {
  readonly to: PaymentStatus
  readonly amount: Money | null
  readonly note: string | null
}

export interface PaymentOutcome {
  readonly shipment: Shipment
  readonly payments: readonly Payment[]
}

const CAME_IN: readonly PaymentStatus[] = ['paid', 'partially_paid']
const STILL_OWED: readonly PaymentStatus[] = ['pending', 'failed', 'partially_paid']

function refuse(pointer: string, message: string): DomainError {
  return new DomainError('unprocessable', message, { errors: [{ pointer, message }] })
}

function cameIn(payments: readonly Payment[], currency: string): number {
  return payments.reduce(
    (sum, { to, amount }) => (amount?.currency === currency && CAME_IN.includes(to) ? sum + amount.amount : sum),
    0,
  )
}

/** Throws `unprocessable` for an amount that does not go with the step. */
function assertAmount(shipment: Shipment, payments: readonly Payment[], { to, amount }: PaymentStep): void {
  if (to === 'partially_paid' && (amount === null || amount.amount === 0)) {
    throw refuse('/amount', 'How much was paid?')
  }
  if (amount === null) return
  if (to === 'failed' || to === 'waived' || to === 'pending') {
    throw refuse('/amount', `No money moves when a payment is ${to}. Leave this out.`)
  }
  const due = Payment.codDue(shipment, payments)
  if (due === null || to === 'refunded') return
  if (amount.currency !== due.currency) throw refuse('/amount/currency', `The amount is due in ${due.currency}.`)
  if (to === 'paid' && amount.amount !== due.amount) {
    throw refuse('/amount/amount', `The amount due is ${due.amount} ${due.currency} (smallest unit).`)
  }
  if (to === 'partially_paid' && amount.amount >= due.amount) {
    throw refuse('/amount/amount', `That is all of the ${due.amount} ${due.currency} due. Say "to": "paid".`)
  }
}

export const Payment = {
  /** What is still to be collected for a cash-on-delivery shipment; null where nothing is. */
  codDue(shipment: Shipment, payments: readonly Payment[]): Money | null {
    const { codAmount, paymentMethod, paymentStatus } = shipment
    if (paymentMethod !== 'cod' || codAmount === null || !STILL_OWED.includes(paymentStatus)) return null
    const { amount, currency } = codAmount
    return { amount: Math.max(0, amount - cameIn(payments, currency)), currency }
  },

  /**
   * One step along the payment table. Money that is due and called paid without an amount is paid in full. Unlike other steps
   * it is not repeated by being said again: two payments are two. Throws `invalid_transition` and, for an amount that does not
   * go with the step, `unprocessable`.
   */
  record(
    shipment: Shipment,
    payments: readonly Payment[],
    step: PaymentStep,
    made: { readonly id: string; readonly actor: string },
    stamp: Pick<Stamp, 'now'>,
  ): PaymentOutcome {
    PaymentStatus.assertMove(shipment.paymentStatus, step.to)
    assertAmount(shipment, payments, step)
    const amount = step.amount ?? (step.to === 'paid' ? Payment.codDue(shipment, payments) : null)
    const payment: Payment = Object.freeze({
      ...made,
      tenantId: shipment.tenantId,
      shipmentId: shipment.id,
      from: shipment.paymentStatus,
      to: step.to,
      amount,
      note: step.note,
      createdAt: stamp.now,
    })
    const next = { ...shipment, paymentStatus: step.to, version: shipment.version + 1, updatedAt: stamp.now }
    return { shipment: Object.freeze(next), payments: [payment] }
  },

  /** The amount due, collected at the door: paid, by way of `pending` where an earlier payment failed. */
  collect(
    shipment: Shipment,
    payments: readonly Payment[],
    collected: Money,
    made: { readonly newId: () => string; readonly actor: string },
    stamp: Pick<Stamp, 'now'>,
  ): PaymentOutcome {
    const step = (before: Shipment, to: PaymentStatus, amount: Money | null) =>
      Payment.record(before, payments, { to, amount, note: null }, { id: made.newId(), actor: made.actor }, stamp)
    const again = shipment.paymentStatus === 'failed' ? step(shipment, 'pending', null) : null
    const paid = step(again?.shipment ?? shipment, 'paid', collected)
    return {
      shipment: Object.freeze({ ...paid.shipment, version: shipment.version + 1 }),
      payments: [...(again?.payments ?? []), ...paid.payments],
    }
  },
}
