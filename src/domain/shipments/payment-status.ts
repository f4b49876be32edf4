import { assertMove, type StateTable } from '../state-table.ts'

export const PAYMENT_STATUSES = ['pending', 'paid', 'partially_paid', 'failed', 'waived', 'refunded'] as const
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

export const PAYMENT_METHODS = ['prepaid', 'cod', 'account'] as const
export type PaymentMethod = (typeof PAYMENT_METHODS)[number]

const MOVES: StateTable<PaymentStatus> = {
  pending: ['paid', 'partially_paid', 'failed', 'waived'],
  partially_paid: ['paid', 'refunded'],
  paid: ['refunded'],
  failed: ['pending'],
  waived: [],
  refunded: [],
}

export const PaymentStatus = {
  MOVES,
  /** Throws `invalid_transition` when the table has no such way. */
  assertMove(from: PaymentStatus, to: PaymentStatus): void {
    assertMove(MOVES, 'payment', from, to)
  },
}
