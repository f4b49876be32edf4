import type { FieldError } from '../errors.ts'
import { DomainError } from '../errors.ts'
import type { Stamp } from '../state-table.ts'
import { assertMove } from '../state-table.ts'
import type { Money } from './money.ts'
import { Shipment, type ShipmentOutcome } from './shipment.ts'
import { SHIPMENT_MOVES, type ShipmentStatus } from './shipment-status.ts'
import type { EventOrigin, TrackingEvent } from './tracking-event.ts'

export const ATTEMPT_REASONS = ['not_home', 'refused', 'address_issue', 'damaged', 'other'] as const
export type AttemptReason = (typeof ATTEMPT_REASONS)[number]
export type ProofKind = 'delivery' | 'attempt'

/** What a courier brings back from a door: that the parcel was handed over, or why it was not. Never changed. */
export interface Proof {
  readonly id: string
  readonly tenantId: string
  readonly shipmentId: string
  readonly kind: ProofKind
  /** Why it was not handed over; null for a delivery. */
  readonly reasonCode: AttemptReason | null
  /** Who took it; null for an attempt. Never public. */
  readonly receiverName: string | null
  readonly note: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  /** Where the pictures lie; null where there is none. */
  readonly signatureKey: string | null
  readonly photoKey: string | null
  readonly codCollected: Money | null
  /** Who was at the door: a user or an API key. */
  readonly courier: string
  /** ms UTC. */
  readonly createdAt: number
}

/** The steps that a hand-over takes: from a failed attempt the parcel goes out once more. */
function stepsTo(status: ShipmentStatus): readonly ShipmentStatus[] {
  return status === 'delivery_failed' ? ['out_for_delivery', 'delivered'] : ['delivered']
}

export const Proof = {
  /**
   * Hands the shipment over. One that is delivered already stays as it is, without an event.
   * Throws `invalid_transition` where the table has no way.
   */
  deliver(shipment: Shipment, origin: EventOrigin, stamp: Stamp): ShipmentOutcome {
    let current = shipment
    const events: TrackingEvent[] = []
    for (const to of stepsTo(shipment.status)) {
      const step = Shipment.transition(current, { to }, origin, stamp)
      current = step.shipment
      events.push(...step.events)
    }
    if (events.length === 0) return { shipment, events }
    return { shipment: Object.freeze({ ...current, version: shipment.version + 1 }), events }
  },

  /**
   * An attempt that failed. Each is a step of its own: unlike other steps it is not repeated by being said again.
   * Throws `invalid_transition` unless it is out for delivery.
   */
  attempt(shipment: Shipment, reasonCode: AttemptReason, origin: EventOrigin, stamp: Stamp): ShipmentOutcome {
    assertMove(SHIPMENT_MOVES, 'shipment', shipment.status, 'delivery_failed')
    return Shipment.transition(shipment, { to: 'delivery_failed', reasonCode }, origin, stamp)
  },

  /** Whether this attempt is the one that was told last, told again: nothing happened to the shipment since. */
  isRepeated(
    shipment: Shipment,
    last: Proof | undefined,
    told: { readonly reasonCode: AttemptReason; readonly note: string | null; readonly courier: string },
  ): boolean {
    return (
      shipment.status === 'delivery_failed' &&
      last?.kind === 'attempt' &&
      last.reasonCode === told.reasonCode &&
      last.note === told.note &&
      last.courier === told.courier
    )
  },

  /**
   * Holds what was collected at the door against what is due (null: nothing). Throws `unprocessable` with a pointer when it
   * is missing, too much, too little or in another currency.
   */
  assertCollected(due: Money | null, collected: Money | null): void {
    const refuse = (pointer: string, message: string) => {
      const errors: readonly FieldError[] = [{ pointer, message }]
      return new DomainError('unprocessable', message, { errors })
    }
    if (due === null) {
      if (collected === null) return
      throw refuse('/cod_collected', 'Nothing is to be collected for this shipment. Leave this out.')
    }
    if (collected === null) {
      throw refuse(
        '/cod_collected',
        `Cash on delivery: ${due.amount} ${due.currency} (smallest unit) is to be collected.`,
      )
    }
    if (collected.currency !== due.currency) {
      throw refuse('/cod_collected/currency', `The amount is due in ${due.currency}.`)
    }
    if (collected.amount !== due.amount) {
      throw refuse('/cod_collected/amount', `The amount due is ${due.amount} ${due.currency} (smallest unit).`)
    }
  },
}
