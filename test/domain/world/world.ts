import { DomainError } from '../../../src/domain/errors.ts'
import { Bag, type BagOutcome, type BagStatus, type Cascade } from '../../../src/domain/shipments/bag.ts'
import { Flight } from '../../../src/domain/shipments/flight.ts'
import type { FlightStatus } from '../../../src/domain/shipments/flight-status.ts'
import { Shipment, type ShipmentOutcome } from '../../../src/domain/shipments/shipment.ts'
import type { ShipmentStatus } from '../../../src/domain/shipments/shipment-status.ts'
import { TrackingId } from '../../../src/domain/shipments/tracking-id.ts'
import type { Stamp } from '../../../src/domain/state-table.ts'
import { aFlightUpdate, aNewShipment, aTenant, BY_STAFF, MADE_AT } from '../../harness/shipment-factory.ts'

/** A line of a timeline, as far as this world looks at it. */
export interface Line {
  readonly status: ShipmentStatus
  readonly code: string | null
}

/**
 * A tenant's shipments, bags and one flight at a time, kept in memory as use cases keep them in a database. `lists` is
 * what lies in each bag by what was put in and taken out, beside what shipments say of themselves in `bagId`.
 */
export interface World {
  now: number
  made: number
  flight: Flight
  readonly shipments: Map<string, Shipment>
  readonly timelines: Map<string, Line[]>
  readonly bags: Map<string, Bag>
  readonly lists: Map<string, Set<string>>
  readonly refused: string[]
}

function newFlight(world: Pick<World, 'now' | 'made'>): Flight {
  world.made++
  return Flight.create(
    {
      flightNumber: 'IB6501',
      departureDate: '2026-03-02',
      origin: 'MAD',
      destination: 'HAV',
      scheduledDeparture: null,
      scheduledArrival: null,
    },
    { id: `flt_${world.made}`, tenantId: 'ten_blue' },
    world.now,
  )
}

export function newWorld(): World {
  const start = { now: MADE_AT, made: 0 }
  const flight = newFlight(start)
  const empty = { shipments: new Map(), timelines: new Map(), bags: new Map(), lists: new Map(), refused: [] }
  const world: World = { ...start, flight, ...empty }
  openBag(world)
  openBag(world)
  return world
}

function stamp(world: World): Stamp {
  world.now += 1_000
  return { now: world.now, newId: () => `evt_${++world.made}` }
}

function put<V>(map: Map<string, V>, key: string): V {
  const value = map.get(key)
  if (value === undefined) throw new Error(`This world has no ${key}.`)
  return value
}

/** Out of a bag: by name, or into the next bag when this one has landed; out of one that is under way by name only. */
function leave(world: World, bagId: string, shipment: Shipment): void {
  const isLanded = ['arrived', 'received', 'unpacked'].includes(put(world.bags, bagId).status)
  if (shipment.bagId !== null && !isLanded) throw new DomainError('conflict', 'It lies in another bag.')
  put(world.lists, bagId).delete(shipment.id)
}

/** Stores what an act on one shipment came to, and keeps the lists and counts of bags as that says. */
function store(world: World, outcome: ShipmentOutcome): void {
  const { shipment, events } = outcome
  const before = world.shipments.get(shipment.id)?.bagId ?? null
  if (before !== null && shipment.bagId !== before) leave(world, before, shipment)
  if (shipment.bagId !== null && shipment.bagId !== before) put(world.lists, shipment.bagId).add(shipment.id)
  world.shipments.set(shipment.id, shipment)
  const timeline = world.timelines.get(shipment.id) ?? []
  world.timelines.set(shipment.id, [...timeline, ...events])
  for (const [id, list] of world.lists) {
    world.bags.set(id, { ...put(world.bags, id), shipmentCount: list.size })
  }
}

function cascade(world: World, bag: Bag, what: Cascade): void {
  for (const shipment of world.shipments.values()) {
    if (shipment.bagId !== bag.id) continue
    const isMeant = shipment.status === what.from
    const next: Shipment = {
      ...shipment,
      status: isMeant ? what.to : shipment.status,
      bagId: what.leavesBag ? null : shipment.bagId,
      version: shipment.version + 1,
    }
    const line = { status: what.to, code: what.code }
    world.shipments.set(shipment.id, next)
    if (isMeant) put(world.timelines, shipment.id).push(line)
    if (what.leavesBag) put(world.lists, bag.id).delete(shipment.id)
  }
}

function storeBag(world: World, outcome: BagOutcome): void {
  world.bags.set(outcome.bag.id, outcome.bag)
  if (outcome.cascade !== null) cascade(world, outcome.bag, outcome.cascade)
}

export function announce(world: World): void {
  const id = `shp_${++world.made}`
  const random = new Uint8Array(12).fill(world.made)
  const made = { id, trackingId: TrackingId.create('B7E', random), tenant: aTenant() }
  store(world, Shipment.create(aNewShipment(), made, BY_STAFF, stamp(world)))
}

export function openBag(world: World): void {
  const id = `bag_${++world.made}`
  world.lists.set(id, new Set())
  const input = { bagNumber: id, origin: 'MAD', destination: 'HAV' }
  world.bags.set(id, Bag.create(input, { id, tenantId: 'ten_blue' }, world.now))
}

export function planFlight(world: World): void {
  world.flight = newFlight(world)
}

export function putIn(world: World, shipmentId: string, bagId: string): void {
  const [shipment, bag] = [put(world.shipments, shipmentId), put(world.bags, bagId)]
  Bag.assertOpen(bag)
  const why = Bag.refuseRoute(bag, shipment)
  if (why !== null) throw new DomainError('unprocessable', why)
  store(world, Shipment.putInBag(shipment, bag, BY_STAFF, stamp(world)))
}

export function takeOut(world: World, shipmentId: string, bagId: string): void {
  const [shipment, bag] = [put(world.shipments, shipmentId), put(world.bags, bagId)]
  Bag.assertOpen(bag)
  if (shipment.bagId !== bag.id) throw new DomainError('not_found', 'It is not in this bag.')
  store(world, Shipment.takeOutOfBag(shipment, bag.origin, BY_STAFF, stamp(world)))
}

export function moveShipment(world: World, shipmentId: string, to: ShipmentStatus): void {
  store(world, Shipment.transition(put(world.shipments, shipmentId), { to }, BY_STAFF, stamp(world)))
}

export function cancelShipment(world: World, shipmentId: string): void {
  store(world, Shipment.cancel(put(world.shipments, shipmentId), BY_STAFF, stamp(world)))
}

/** Any step of a bag but loading, which names a flight. */
export function moveBag(world: World, bagId: string, to: BagStatus): void {
  const move = { to, ...(to === 'sealed' ? { sealNumber: `S-${bagId}` } : {}) }
  storeBag(world, Bag.transition(put(world.bags, bagId), move, stamp(world)))
}

export function load(world: World, bagId: string): void {
  storeBag(world, Bag.load(put(world.bags, bagId), world.flight, stamp(world)))
}

/** The provider speaks; `age` ms ago. */
export function hear(world: World, status: FlightStatus, age: number): void {
  const { now } = stamp(world)
  const outcome = Flight.apply(world.flight, aFlightUpdate({ status, updatedAt: now - age }), now)
  world.flight = outcome.flight
  for (const move of outcome.moves) {
    for (const bag of [...world.bags.values()]) {
      if (bag.flightId !== world.flight.id || bag.status !== move.from) continue
      storeBag(world, Bag.transition(bag, { to: move.to }, { now }))
    }
  }
}
