import type { Page, PageRequest } from '../page.ts'
import type { Statement } from '../statement.ts'
import type { Bag, BagStatus, Cascade } from './bag.ts'
import type { Flight, FlightMove } from './flight.ts'
import type { FlightAlertSubscription, Watcher } from './flight-alert-subscription.ts'
import type { FlightStatus } from './flight-status.ts'
import type { FlightUpdate } from './flight-update.ts'
import type { BagFilter, ShipmentFilter } from './lists.ts'
import type { Piece } from './receiving.ts'
import type { Shipment } from './shipment.ts'
import type { EventSource, TrackingEvent } from './tracking-event.ts'

export type { BagFilter, ShipmentFilter } from './lists.ts'

/** A shipment with all that its public page shows. One round trip. */
export interface TrackedShipment {
  readonly shipment: Shipment
  readonly events: readonly TrackingEvent[]
  /** The flight of the bag it is in, when there is one. */
  readonly flight: Flight | null
}

export interface ShipmentRepository {
  find(id: string): Promise<Shipment | null>
  list(filter: ShipmentFilter, page: PageRequest): Promise<Page<Shipment>>
  /** The timeline, oldest first; null when there is no such shipment. One round trip. */
  timeline(id: string): Promise<readonly TrackingEvent[] | null>
  track(trackingId: string): Promise<TrackedShipment | null>
  insert(shipment: Shipment): Statement
  /** Fails the commit with `otherwise`, or `conflict`, when the shipment is no longer at `before.version`. */
  update(before: Shipment, after: Shipment, otherwise?: () => Error): Statement
  /** Any number of lines in one statement. */
  appendEvents(events: readonly TrackingEvent[]): Statement
}

/** A bag, and of the asked-for shipments those that exist. One round trip. */
export interface BagWithShipments {
  readonly bag: Bag
  readonly shipments: readonly Shipment[]
}

/** Who moved a whole bag or flight, through which door, and when: stamped on every line that a cascade writes. */
export interface CascadeStamp {
  readonly actor: string
  readonly source: EventSource
  readonly now: number
  readonly occurredAt: number
  readonly airport: string | null
}

/** One line that receiving a bag writes: on the timeline of this shipment, with this code. `id`: the event's. */
export interface BagLine {
  readonly id: string
  readonly shipmentId: string
  readonly code: string
  readonly reasonCode: string | null
}

/** A bag, what lies in it, and of the scanned tracking ids those that are the tenant's. */
export interface BagForReceiving {
  readonly bag: Bag
  readonly listed: readonly Piece[]
  readonly scanned: readonly Piece[]
}

export interface BagRepository {
  find(id: string): Promise<Bag | null>
  list(filter: BagFilter, page: PageRequest): Promise<Page<Bag>>
  findWithShipments(bagId: string, shipmentIds: readonly string[]): Promise<BagWithShipments | null>
  /** One round trip. */
  findForReceiving(bagId: string, trackingIds: readonly string[]): Promise<BagForReceiving | null>
  /** The bag and the flight, whichever exist. One round trip. */
  findWithFlight(bagId: string, flightId: string): Promise<{ bag: Bag | null; flight: Flight | null }>
  insert(bag: Bag): Statement
  /** Fails the commit with `otherwise`, or `conflict`, when the bag is no longer at `before.version`. */
  update(before: Bag, after: Bag, otherwise?: () => Error): Statement
  /**
   * Moves shipments in, each from the version that was read. Any number, the same statements.
   * The commit fails with `conflict` when the bag or one of them changed meanwhile, or one is in another bag.
   */
  addShipments(before: Bag, after: Bag, moves: readonly { before: Shipment; after: Shipment }[]): readonly Statement[]
  /** Closes a shipment's place in its bag, and the bag's count and weight with it. With `mustBe` the bag must stand there. */
  forgetShipment(bagId: string, shipment: Shipment, now: number, mustBe?: BagStatus): readonly Statement[]
  /** What the bag's move does to all shipments in it: timeline, notifications, status. A constant number of statements. */
  cascade(bag: Bag, cascade: Cascade, stamp: CascadeStamp): readonly Statement[]
  /** All shipments in the bag are on its flight from now on, or on none. */
  flyWith(bag: Bag, now: number): Statement
  /** All shipments in the bag whose way is not over are with its courier from now on, or with none. */
  goWithCourier(bag: Bag, now: number): Statement
  /** Adds so many grams to an open bag, or takes them away. Fails the commit with `conflict` when it is not open. */
  reweigh(bagId: string, grams: number, now: number): Statement
  /** Any number of lines in one statement, each with the status that its shipment has. */
  noteLines(bag: Bag, lines: readonly BagLine[], stamp: CascadeStamp): Statement
}

export interface FlightFilter {
  readonly flightNumber?: string
  readonly departureDate?: string
  readonly status?: FlightStatus
}

export interface FlightRepository {
  find(id: string): Promise<Flight | null>
  list(filter: FlightFilter, page: PageRequest): Promise<Page<Flight>>
  /** The tenant's flight that an update speaks of; by number and date alone when the update names no origin and one flight fits. */
  findByIdentity(identity: Pick<FlightUpdate, 'flightNumber' | 'departureDate' | 'origin'>): Promise<Flight | null>
  insert(flight: Flight): Statement
  /** Fails the commit with `otherwise`, or `conflict`, when the flight is no longer at `before.version`. */
  update(before: Flight, after: Flight, otherwise?: () => Error): Statement
  /** Fails the commit with `conflict` when the flight's status is no longer what was read: a bag never misses its flight unseen. */
  holdStatus(flight: Flight): Statement
  /** Moves all bags of the flight that stand in `move.from`, and what is in them. A constant number of statements, whatever the load. */
  cascade(flight: Flight, move: FlightMove, stamp: CascadeStamp): readonly Statement[]
}

/** Directory side: who watches which number, and the one subscription upstream. */
export interface FlightAlertSubscriptionRepository {
  findByTokenHash(hash: string): Promise<FlightAlertSubscription | null>
  findLive(provider: string, flightNumber: string): Promise<FlightAlertSubscription | null>
  watchersOf(flightNumber: string): Promise<readonly Watcher[]>
  addWatcher(flightNumber: string, watcher: Watcher, now: number): Statement
  removeWatcher(flightNumber: string, watcher: Watcher): Statement
  insert(subscription: FlightAlertSubscription): Statement
  update(subscription: FlightAlertSubscription): Statement
  /** Notes that its provider spoke, and what the provider says is left to spend. */
  heard(subscriptionId: string, now: number, creditsRemaining: number | null): Statement
  list(): Promise<readonly FlightAlertSubscription[]>
}

/** A provider that calls back when a flight moves. */
export interface FlightAlertService {
  readonly provider: string
  /** @returns the provider's id of the subscription. */
  subscribe(flightNumber: string, callbackUrl: string): Promise<{ providerSubscriptionId: string }>
  unsubscribe(providerSubscriptionId: string): Promise<void>
}

/** A provider that can be asked how flights stand. */
export interface FlightStatusProvider {
  readonly provider: string
  /**
   * Everything it knows of the flights with that number (IATA form, `IB6501`) on that date (`YYYY-MM-DD`, local at the
   * origin): several legs, or none. Throws `ProviderUnavailable`.
   */
  status(flightNumber: string, departureDate: string): Promise<readonly FlightUpdate[]>
}
