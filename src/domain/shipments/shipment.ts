import { Actor } from '../actor.ts'
import type { Locale, Tenant } from '../auth/tenant.ts'
import { DomainError } from '../errors.ts'
import { assertMove, type Stamp } from '../state-table.ts'
import type { Money } from './money.ts'
import { type PaymentMethod, PaymentStatus } from './payment-status.ts'
import { assertShipmentFields } from './shipment-fields.ts'
import { SHIPMENT_MOVES, type ShipmentStatus, STATUS_CODES } from './shipment-status.ts'
import type { EventOrigin, TrackingEvent } from './tracking-event.ts'

export interface Address {
  readonly line1: string
  readonly line2: string | null
  readonly city: string
  readonly region: string | null
  readonly postalCode: string | null
  /** ISO 3166-1 alpha-2. */
  readonly country: string
}

export interface Party {
  readonly name: string
  /** E.164. */
  readonly phone: string | null
  readonly email: string | null
  readonly address: Address | null
}

export interface NotifyChannels {
  readonly email: boolean
  readonly whatsapp: boolean
  readonly push: boolean
}

export interface Shipment {
  readonly id: string
  readonly trackingId: string
  readonly tenantId: string
  readonly status: ShipmentStatus
  readonly paymentStatus: PaymentStatus
  readonly paymentMethod: PaymentMethod
  readonly origin: string
  readonly destination: string
  readonly sender: Party
  readonly recipient: Party
  readonly weightGrams: number
  readonly pieces: number
  readonly description: string
  readonly declaredValue: Money | null
  readonly codAmount: Money | null
  readonly reference: string | null
  readonly awb: string | null
  readonly customerUserId: string | null
  readonly courierUserId: string | null
  readonly bagId: string | null
  /** The flight that its bag is loaded on, or the last one it flew on. */
  readonly flightId: string | null
  readonly notify: NotifyChannels
  readonly locale: Locale
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly deliveredAt: number | null
}

/** What a caller says of a new shipment. */
export interface NewShipment {
  readonly origin: string
  readonly destination: string
  readonly sender: Party
  readonly recipient: Party
  readonly weightGrams: number
  readonly pieces: number
  readonly description: string
  readonly paymentMethod: PaymentMethod
  readonly declaredValue: Money | null
  readonly codAmount: Money | null
  readonly reference: string | null
  readonly awb: string | null
  readonly customerUserId: string | null
  readonly notify: NotifyChannels
  readonly locale: Locale | null
}

/** A move along the table, with what is told of it. */
export interface ShipmentMove {
  readonly to: ShipmentStatus
  readonly reasonCode?: string | null
  readonly note?: string | null
  readonly airport?: string | null
  readonly occurredAt?: number | null
}

/** A shipment after an act, and the lines that the act adds to its timeline. No lines: nothing changed. */
export interface ShipmentOutcome {
  readonly shipment: Shipment
  readonly events: readonly TrackingEvent[]
}

function eventOf(shipment: Shipment, move: ShipmentMove, origin: EventOrigin, stamp: Stamp, id: string): TrackingEvent {
  return Object.freeze({
    id,
    tenantId: shipment.tenantId,
    shipmentId: shipment.id,
    status: shipment.status,
    code: STATUS_CODES[shipment.status],
    reasonCode: move.reasonCode ?? null,
    occurredAt: move.occurredAt ?? stamp.now,
    recordedAt: stamp.now,
    timeType: 'actual',
    airport: move.airport ?? null,
    flightId: null,
    bagId: shipment.bagId,
    actor: Actor.label(origin.actor),
    source: origin.source,
    isPublic: true,
    note: move.note ?? null,
  })
}

function moved(shipment: Shipment, change: Partial<Shipment>, stamp: Stamp): Shipment {
  return Object.freeze({ ...shipment, ...change, version: shipment.version + 1, updatedAt: stamp.now })
}

export const Shipment = {
  MOVES: SHIPMENT_MOVES,

  /** A new shipment and the first line of its timeline. Throws `unprocessable` with a pointer per field. */
  create(
    input: NewShipment,
    made: { id: string; trackingId: string; tenant: Tenant },
    origin: EventOrigin,
    stamp: Stamp,
  ): ShipmentOutcome {
    assertShipmentFields(input)
    const { locale, ...rest } = input
    const shipment: Shipment = Object.freeze({
      ...rest,
      id: made.id,
      trackingId: made.trackingId,
      tenantId: made.tenant.id,
      status: 'created',
      paymentStatus: 'pending',
      locale: locale ?? made.tenant.locale,
      courierUserId: null,
      bagId: null,
      flightId: null,
      version: 1,
      createdAt: stamp.now,
      updatedAt: stamp.now,
      deliveredAt: null,
    })
    const event = eventOf(shipment, { to: 'created', airport: shipment.origin }, origin, stamp, stamp.newId())
    return { shipment, events: [event] }
  },

  /**
   * One step along the table. Repeating the step that was just made changes nothing and is no error.
   * Throws `invalid_transition` with the allowed steps. Going into and out of a bag has its own acts.
   */
  transition(shipment: Shipment, move: ShipmentMove, origin: EventOrigin, stamp: Stamp): ShipmentOutcome {
    if (move.to === shipment.status) return { shipment, events: [] }
    assertMove(SHIPMENT_MOVES, 'shipment', shipment.status, move.to)
    if (move.to === 'bagged') {
      throw new DomainError('unprocessable', 'A shipment is bagged by putting it into a bag.', {
        errors: [{ pointer: '/to', message: 'Use POST /shipments/{id}/assign with the bag_id.' }],
      })
    }
    const leavesBag = move.to === 'received' || move.to === 'lost'
    const next = moved(
      shipment,
      {
        status: move.to,
        bagId: leavesBag ? null : shipment.bagId,
        flightId: move.to === 'received' ? null : shipment.flightId,
        deliveredAt: move.to === 'delivered' ? (move.occurredAt ?? stamp.now) : shipment.deliveredAt,
      },
      stamp,
    )
    return { shipment: next, events: [eventOf(next, move, origin, stamp, stamp.newId())] }
  },

  /**
   * Puts the shipment into a bag. One that was only announced is received by that act: both lines are written.
   * One that has landed leaves the bag it came in by that, unpacked or not. Where the bag has a courier, it has that one.
   * Throws `invalid_transition` when it cannot go in, `conflict` when it is bagged in another bag.
   */
  putInBag(
    shipment: Shipment,
    bag: { id: string; origin: string; destination: string; courierUserId: string | null },
    origin: EventOrigin,
    stamp: Stamp,
  ): ShipmentOutcome {
    if (shipment.bagId === bag.id && shipment.status === 'bagged') return { shipment, events: [] }
    if (shipment.status === 'bagged') {
      throw new DomainError('conflict', 'The shipment is in another bag. Take it out of that one first.')
    }
    const events: TrackingEvent[] = []
    let current = shipment
    if (shipment.status === 'created') {
      current = moved(current, { status: 'received' }, stamp)
      events.push(eventOf(current, { to: 'received', airport: bag.origin }, origin, stamp, stamp.newId()))
    }
    assertMove(SHIPMENT_MOVES, 'shipment', current.status, 'bagged')
    current = Object.freeze({
      ...current,
      status: 'bagged',
      bagId: bag.id,
      courierUserId: bag.courierUserId ?? shipment.courierUserId,
      version: shipment.version + 1,
      updatedAt: stamp.now,
    })
    events.push(eventOf(current, { to: 'bagged', airport: bag.origin }, origin, stamp, stamp.newId()))
    return { shipment: current, events }
  },

  /**
   * Takes the shipment out of its bag: it is `received` again. One that was taken out already stays as it is.
   * Throws `invalid_transition`, and `conflict` when it is in no bag.
   */
  takeOutOfBag(shipment: Shipment, airport: string, origin: EventOrigin, stamp: Stamp): ShipmentOutcome {
    if (shipment.status === 'received') return { shipment, events: [] }
    assertMove(SHIPMENT_MOVES, 'shipment', shipment.status, 'received')
    if (shipment.bagId === null) throw new DomainError('conflict', 'The shipment is in no bag.')
    const next = moved(shipment, { status: 'received', bagId: null, flightId: null }, stamp)
    return { shipment: next, events: [eventOf(next, { to: 'received', airport }, origin, stamp, stamp.newId())] }
  },

  /** Cancels what is not under way yet. Throws `invalid_transition`. Cancelling twice is one cancelling. */
  cancel(shipment: Shipment, origin: EventOrigin, stamp: Stamp, note: string | null = null): ShipmentOutcome {
    return Shipment.transition(shipment, { to: 'cancelled', note }, origin, stamp)
  },

  /** The states from which nothing more happens. */
  isOver(status: ShipmentStatus): boolean {
    return SHIPMENT_MOVES[status].length === 0
  },

  assertPaymentMove: PaymentStatus.assertMove,
}
