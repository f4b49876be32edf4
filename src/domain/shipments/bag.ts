import { DomainError } from '../errors.ts'
import { assertMove, type Stamp, type StateTable } from '../state-table.ts'
import { Flight } from './flight.ts'
import type { FlightStatus } from './flight-status.ts'
import type { ShipmentStatus } from './shipment-status.ts'

export const BAG_STATUSES = [
  'open',
  'sealed',
  'loaded',
  'in_transit',
  'arrived',
  'received',
  'unpacked',
  'cancelled',
] as const
export type BagStatus = (typeof BAG_STATUSES)[number]

export const BAG_MOVES: StateTable<BagStatus> = {
  open: ['sealed', 'cancelled'],
  sealed: ['open', 'loaded'],
  loaded: ['sealed', 'in_transit'],
  in_transit: ['arrived'],
  arrived: ['received'],
  received: ['unpacked'],
  unpacked: [],
  cancelled: [],
}

/** The states in which a bag holds its shipments: a shipment is in at most one such bag. */
export const ACTIVE_BAG_STATUSES: readonly BagStatus[] = [
  'open',
  'sealed',
  'loaded',
  'in_transit',
  'arrived',
  'received',
]

export interface Bag {
  readonly id: string
  readonly tenantId: string
  readonly bagNumber: string
  readonly sealNumber: string | null
  readonly origin: string
  readonly destination: string
  readonly status: BagStatus
  readonly flightId: string | null
  readonly courierUserId: string | null
  readonly shipmentCount: number
  readonly totalWeightGrams: number
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
}

export interface NewBag {
  readonly bagNumber: string
  readonly origin: string
  readonly destination: string
}

/**
 * What a bag's move does to the shipments in it, all at once: those in `from` become `to` and get one line with `code`.
 * Where `from` and `to` are the same, only the line is written.
 */
export interface Cascade {
  readonly from: ShipmentStatus
  readonly to: ShipmentStatus
  readonly code: string
  readonly reasonCode: string | null
  /** True when the bag gives up its shipments: all of them, those too that are not in `from` (missing, or gone out already). */
  readonly leavesBag: boolean
}

function cascadeOf(from: BagStatus, to: BagStatus): Cascade | null {
  const line = (at: ShipmentStatus, becomes: ShipmentStatus, code: string, reasonCode: string | null = null) => ({
    from: at,
    to: becomes,
    code,
    reasonCode,
    leavesBag: false,
  })
  switch (to) {
    case 'loaded':
      return line('bagged', 'bagged', 'MAN')
    case 'sealed':
      return from === 'loaded' ? line('bagged', 'bagged', 'DIS', 'offloaded') : null
    case 'in_transit':
      return line('bagged', 'in_transit', 'DEP')
    case 'arrived':
      return line('in_transit', 'arrived', 'ARR')
    case 'received':
      return line('arrived', 'arrived', 'RCF')
    case 'unpacked':
      return { from: 'arrived', to: 'arrived', code: 'AWD', reasonCode: null, leavesBag: true }
    case 'open':
    case 'cancelled':
      return null
  }
}

export interface BagOutcome {
  readonly bag: Bag
  readonly changed: boolean
  readonly cascade: Cascade | null
}

/** Repeating a move is no error, but another flight or another seal is another move. Throws `conflict`. */
function assertSameMove(bag: Bag, move: { to: BagStatus; sealNumber?: string | null; flightId?: string | null }): void {
  if (move.to === 'loaded' && move.flightId && move.flightId !== bag.flightId) {
    throw new DomainError('conflict', 'The bag is on another flight. Offload it from that one first.')
  }
  if (move.to === 'sealed' && move.sealNumber && move.sealNumber !== bag.sealNumber) {
    throw new DomainError('conflict', `The bag has the seal ${bag.sealNumber}. Open it before you seal it anew.`)
  }
}

export const Bag = {
  MOVES: BAG_MOVES,
  cascadeOf,

  /** An empty, open bag. Throws `unprocessable` when it goes nowhere. */
  create(input: NewBag, made: { id: string; tenantId: string }, now: number): Bag {
    if (input.origin === input.destination) {
      throw new DomainError('unprocessable', 'The bag goes nowhere.', {
        errors: [{ pointer: '/destination', message: 'The destination is the origin. Name another airport.' }],
      })
    }
    return Object.freeze({
      ...input,
      id: made.id,
      tenantId: made.tenantId,
      sealNumber: null,
      status: 'open',
      flightId: null,
      courierUserId: null,
      shipmentCount: 0,
      totalWeightGrams: 0,
      version: 1,
      createdAt: now,
      updatedAt: now,
    })
  },

  /**
   * One step along the table; repeating the step that was just made changes nothing.
   * Throws `invalid_transition`; `unprocessable` when sealing without a seal number, loading without a flight
   * (use `Bag.load`) or cancelling one that is not empty; `conflict` when it is on another flight or has another seal.
   */
  transition(
    bag: Bag,
    move: { to: BagStatus; sealNumber?: string | null; flightId?: string | null },
    stamp: Pick<Stamp, 'now'>,
  ): BagOutcome {
    if (move.to === bag.status) {
      assertSameMove(bag, move)
      return { bag, changed: false, cascade: null }
    }
    assertMove(BAG_MOVES, 'bag', bag.status, move.to)
    const refuse = (pointer: string, message: string) =>
      new DomainError('unprocessable', message, { errors: [{ pointer, message }] })
    if (move.to === 'sealed' && bag.status === 'open' && !move.sealNumber) {
      throw refuse('/seal_number', 'A bag is sealed with a seal number.')
    }
    if (move.to === 'loaded' && !move.flightId) throw refuse('/to', 'A bag is loaded with PUT /bags/{id}/flight.')
    if (move.to === 'cancelled' && bag.shipmentCount > 0) {
      throw refuse('/to', 'Only an empty bag can be cancelled. Take its shipments out first.')
    }
    const next: Bag = Object.freeze({
      ...bag,
      status: move.to,
      sealNumber: move.to === 'open' ? null : (move.sealNumber ?? bag.sealNumber),
      flightId: move.to === 'loaded' ? (move.flightId ?? null) : move.to === 'sealed' ? null : bag.flightId,
      version: bag.version + 1,
      updatedAt: stamp.now,
    })
    return { bag: next, changed: true, cascade: cascadeOf(bag.status, move.to) }
  },

  /**
   * Puts a sealed bag on a flight's manifest. The flight must start where the bag is and, unless it is called a
   * connection, end where the bag goes. Throws `unprocessable` when it does not, `conflict` when it has left.
   */
  load(
    bag: Bag,
    flight: { id: string; origin: string; destination: string; status: FlightStatus; flightNumber: string },
    stamp: Pick<Stamp, 'now'>,
    isConnection = false,
  ): BagOutcome {
    if (bag.status === 'loaded' && bag.flightId === flight.id) return { bag, changed: false, cascade: null }
    if (flight.origin !== bag.origin) {
      const message = `Flight ${flight.flightNumber} leaves from ${flight.origin}; the bag is at ${bag.origin}.`
      throw new DomainError('unprocessable', message, { errors: [{ pointer: '/flight_id', message }] })
    }
    if (flight.destination !== bag.destination && !isConnection) {
      const message = `Flight ${flight.flightNumber} goes to ${flight.destination}, the bag to ${bag.destination}. If it connects there, say "connection": true.`
      throw new DomainError('unprocessable', message, { errors: [{ pointer: '/flight_id', message }] })
    }
    if (!Flight.takesBags(flight.status)) {
      throw new DomainError(
        'conflict',
        `Flight ${flight.flightNumber} is ${flight.status}: nothing can be loaded on it.`,
      )
    }
    return Bag.transition(bag, { to: 'loaded', flightId: flight.id }, stamp)
  },

  /** Whether shipments go in and out. Throws `conflict` when the list is frozen. */
  assertOpen(bag: Bag): void {
    if (bag.status !== 'open') {
      throw new DomainError(
        'conflict',
        `The bag is ${bag.status}: its list is frozen. Only an open bag takes and gives shipments.`,
      )
    }
  },

  /** Why this shipment cannot go into this bag by its route, or null. One that has landed on its way continues from where the bag is. */
  refuseRoute(bag: Bag, shipment: { origin: string; destination: string; status: ShipmentStatus }): string | null {
    if (shipment.destination !== bag.destination) {
      return `The shipment goes to ${shipment.destination}, the bag to ${bag.destination}.`
    }
    if (shipment.status !== 'arrived' && shipment.origin !== bag.origin) {
      return `The shipment starts at ${shipment.origin}, the bag at ${bag.origin}.`
    }
    return null
  },
}
