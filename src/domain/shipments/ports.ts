import type { Page, PageRequest } from '../page.ts'
import type { Statement } from '../statement.ts'
import type { Bag, BagStatus, Cascade } from './bag.ts'
import type { Flight, FlightMove } from './flight.ts'
import type { FlightAlertAccount } from './flight-alert-account.ts'
import type { FlightAlertSubscription, Watcher } from './flight-alert-subscription.ts'
import type { FlightDelay } from './flight-delay.ts'
import type { FlightFilter } from './flight-lists.ts'
import type { SpokenOf } from './flight-match.ts'
import type { FlightUpdate } from './flight-update.ts'
import type { BagFilter, ShipmentFilter } from './lists.ts'
import type { Piece } from './receiving.ts'
import type { Shipment } from './shipment.ts'
import type { EventSource, TrackingEvent } from './tracking-event.ts'

export type { FlightFilter } from './flight-lists.ts'
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
  /** The shipment, and the flight of the bag it is in when there is one. One round trip. */
  findWithFlight(id: string): Promise<{ readonly shipment: Shipment; readonly flight: Flight | null } | null>
  list(filter: ShipmentFilter, page: PageRequest): Promise<Page<Shipment>>
  /** The timeline, oldest first; null when there is no such shipment. One round trip. */
  timeline(id: string): Promise<readonly TrackingEvent[] | null>
  track(trackingId: string): Promise<TrackedShipment | null>
  /** The same by its id. */
  findTracked(id: string): Promise<TrackedShipment | null>
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

export interface FlightRepository {
  find(id: string): Promise<Flight | null>
  list(filter: FlightFilter, page: PageRequest): Promise<Page<Flight>>
  /** The tenant's flights that an update is about, as `spokenOf` says. One round trip; none for an update without a date. */
  findSpokenOf(update: SpokenOf): Promise<readonly Flight[]>
  insert(flight: Flight): Statement
  /** Fails the commit with `otherwise`, or `conflict`, when the flight is no longer at `before.version`. */
  update(before: Flight, after: Flight, otherwise?: () => Error): Statement
  /**
   * Fails the commit with `conflict` when the flight's status, number, day or route is no longer what was read: a bag never
   * misses its flight unseen, nor boards another.
   */
  holdStatus(flight: Flight): Statement
  /** Fails the commit with `conflict` when a bag is on the flight. */
  holdEmpty(flight: Flight): Statement
  /** True for one caller in each `every` ms. One round trip. */
  claimSync(id: string, now: number, every: number): Promise<boolean>
  /** Moves all bags of the flight that stand in `move.from`, and what is in them. A constant number of statements, whatever the load. */
  cascade(flight: Flight, move: FlightMove, stamp: CascadeStamp): readonly Statement[]
  /** Tells the people of every parcel that waits on board or flies of a new time of arrival. Two statements, whatever the load. */
  tellDelay(flight: Flight, delay: FlightDelay, stamp: CascadeStamp): readonly Statement[]
}

/** Directory side: who watches which number, and the one subscription upstream. */
export interface FlightAlertSubscriptionRepository {
  findByTokenHash(hash: string): Promise<FlightAlertSubscription | null>
  findLive(provider: string, flightNumber: string): Promise<FlightAlertSubscription | null>
  /** Of any of these numbers. One round trip. */
  watchersOf(flightNumbers: readonly string[]): Promise<readonly Watcher[]>
  /** One watcher of each tenant that watches anything. */
  watchingTenants(): Promise<readonly (Watcher & { readonly flightNumber: string })[]>
  /** Adds a watcher that leaves by itself at `leavesAt` (ms UTC), or moves that time. */
  addWatcher(flightNumber: string, watcher: Watcher, now: number, leavesAt: number): Statement
  removeWatcher(flightNumber: string, watcher: Watcher): Statement
  removeLeaving(now: number): Statement
  insert(subscription: FlightAlertSubscription): Statement
  /**
   * Takes a number's subscription that is due until `leaseUntil` (ms UTC), and counts an attempt: only who holds it goes
   * upstream. Null when it is not due, another has it, or there is nothing to do. One round trip.
   */
  claim(
    provider: string,
    flightNumber: string,
    now: number,
    leaseUntil: number,
  ): Promise<FlightAlertSubscription | null>
  /** Numbers whose subscription waits to be made and is due, longest first. */
  due(provider: string, now: number, limit: number): Promise<readonly string[]>
  /** What who claimed it learned. False, and nothing changed, when it ended or another took it meanwhile. One round trip. */
  settle(claimed: FlightAlertSubscription, after: FlightAlertSubscription): Promise<boolean>
  /** What upstream looks like in truth; nothing when it changed since it was read. What becomes pending is due at once. */
  correct(subscription: FlightAlertSubscription, upstream: UpstreamState, now: number): Statement
  /** All of a provider's at once. */
  setPaused(provider: string, paused: boolean, now: number): Statement
  announced(subscriptionId: string, failedAt: number, now: number): Statement
  /** Failures that tenants were not told of yet. */
  unannounced(provider: string, limit: number): Promise<readonly FlightAlertSubscription[]>
  /** Ends those that nobody watches any more: all of a provider's, or one number's. */
  endUnwatched(provider: string, now: number, flightNumber?: string): Statement
  /** Ended ones that stand upstream until the provider confirms that they are gone; longest first. */
  unreleased(provider: string, limit: number): Promise<readonly FlightAlertSubscription[]>
  released(subscriptionId: string, now: number): Statement
  /** Notes that its provider spoke, and what the provider says is left to spend. */
  heard(subscriptionId: string, now: number, creditsRemaining: number | null): Statement
  list(): Promise<readonly FlightAlertSubscription[]>
}

export type UpstreamState = Pick<FlightAlertSubscription, 'providerSubscriptionId' | 'status'>

/** Directory side: what is known of the account at a provider that pays for all alerts. */
export interface FlightAlertAccountRepository {
  find(provider: string): Promise<FlightAlertAccount>
  /** True for one caller in each `every` ms. One round trip. */
  claimReconciliation(provider: string, now: number, every: number): Promise<boolean>
  /** Lets the next caller in at once. */
  giveUpReconciliation(provider: string): Statement
  update(account: FlightAlertAccount): Statement
  /** What a callback said is left, unless something newer is known. */
  heard(provider: string, creditsRemaining: number, at: number): Statement
}

/** One subscription as the provider lists it. The token in the address that it calls is a secret and left behind. */
export interface UpstreamSubscription {
  readonly providerSubscriptionId: string
  /** IATA form; null for one to something else than a flight number. */
  readonly flightNumber: string | null
  /** Whether it delivers. */
  readonly isActive: boolean
  /** Where it calls back: the address without its query, and the hash of the token there; null when that cannot be read. */
  readonly callback: { readonly address: string; readonly tokenHash: string } | null
}

/** A provider that calls back when a flight moves. All of it throws `ProviderUnavailable`. */
export interface FlightAlertService {
  readonly provider: string
  /** Not tried again by itself: a try that seemed to fail may have been carried out. @returns the provider's id of the subscription. */
  subscribe(flightNumber: string, callbackUrl: string): Promise<{ providerSubscriptionId: string }>
  /** Safe to repeat: one that is gone already is no error. */
  unsubscribe(providerSubscriptionId: string): Promise<void>
  find(providerSubscriptionId: string): Promise<UpstreamSubscription | null>
  list(): Promise<readonly UpstreamSubscription[]>
  /** Notifications that are still paid for; null when the provider keeps no balance for the account yet. */
  creditsRemaining(): Promise<number | null>
}

/** A provider that can be asked how flights stand. */
export interface FlightStatusProvider {
  readonly provider: string
  /**
   * Everything it knows of the flights with that number (IATA form, `IB6501`) on that date (`YYYY-MM-DD`, local at the
   * origin): several legs, or none. Each call asks the provider, at the most twice. Throws `ProviderUnavailable`.
   * @param origin IATA code of the leg that is wanted; a provider that can narrow by it does, others answer all legs
   */
  status(flightNumber: string, departureDate: string, origin?: string): Promise<readonly FlightUpdate[]>
}
