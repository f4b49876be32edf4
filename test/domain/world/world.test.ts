import fc from 'fast-check'
import { describe, type ExpectStatic, it } from 'vitest'
import { DomainError } from '../../../src/domain/errors.ts'
import { Flight } from '../../../src/domain/shipments/flight.ts'
import { FLIGHT_STATUSES } from '../../../src/domain/shipments/flight-status.ts'
import { BAG_TABLE, SHIPMENT_TABLE, statesOf } from '../tables.ts'
import { expectSound, nothingSeen, type Seen } from './soundness.ts'
import type { World } from './world.ts'
import * as act from './world.ts'

type Act = (world: World) => void

/** One step of a life: done, or refused by a rule and then without any trace; sound in both cases. */
function step(expect: ExpectStatic, name: string, does: Act): fc.Command<Seen, World> {
  return {
    check: () => true,
    run(seen, world) {
      const before = JSON.stringify([[...world.shipments], [...world.timelines], [...world.bags], world.flight])
      try {
        does(world)
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        world.refused.push(error.code)
        const after = JSON.stringify([[...world.shipments], [...world.timelines], [...world.bags], world.flight])
        expect(after).toBe(before)
      }
      expectSound(expect, world, seen)
    },
    toString: () => name,
  }
}

/** The n-th of what the world has, counted around. */
function pick<V>(map: ReadonlyMap<string, V>, n: number): string {
  return [...map.keys()].at(n % map.size) ?? ''
}

function livingBags(world: World) {
  return [...world.bags.values()].filter((bag) => BAG_TABLE[bag.status].length > 0)
}

/** One of the two bags in use, or one that was when there are fewer. */
function pickBag(world: World, n: number): string {
  const all = [...world.bags.values()]
  const living = livingBags(world)
  return (living[n] ?? all.at(-1 - n))?.id ?? ''
}

/** Two bags in use are enough: a new one comes when there are fewer. */
function replaceBag(world: World): void {
  if (livingBags(world).length < 2) act.openBag(world)
}

/** A world in which some lie in a bag already, so that short lives get somewhere too. */
function startedWorld(): World {
  const world = act.newWorld()
  for (let n = 0; n < 4; n++) act.announce(world)
  for (const n of [0, 1]) act.putIn(world, pick(world.shipments, n), pickBag(world, 0))
  return world
}

/** A shipment takes the n-th step that its table offers and that is not the end, or else any. */
function goOn(world: World, shipmentId: string, n: number): void {
  const all = SHIPMENT_TABLE[world.shipments.get(shipmentId)?.status ?? 'lost']
  const onward = all.filter((status) => SHIPMENT_TABLE[status].length > 0)
  const offered = onward.length > 0 ? onward : all
  const to = offered[n % offered.length]
  if (to !== undefined) act.moveShipment(world, shipmentId, to)
}

/** A bag takes the last step that its table offers: on, and not back. */
function goOnBag(world: World, bagId: string): void {
  const to = BAG_TABLE[world.bags.get(bagId)?.status ?? 'cancelled'].at(-1)
  if (to === 'loaded') act.load(world, bagId)
  else if (to !== undefined) act.moveBag(world, bagId, to === 'cancelled' ? 'sealed' : to)
}

function commandsFor(expect: ExpectStatic) {
  const which = fc.nat({ max: 5 })
  const bag = fc.nat({ max: 1 })
  const make = (name: string, does: Act) => step(expect, name, does)
  const onShipment = (name: string, does: (world: World, id: string) => void) =>
    which.map((n) => make(`${name} ${n}`, (world) => world.shipments.size > 0 && does(world, pick(world.shipments, n))))
  const onBag = (name: string, does: (world: World, id: string) => void) =>
    bag.map((n) => make(`${name} ${n}`, (world) => does(world, pickBag(world, n))))
  const lists = (name: string, does: (world: World, shipmentId: string, bagId: string) => void) =>
    bag.chain((b) => onShipment(`${name} bag ${b}:`, (world, id) => does(world, id, pickBag(world, b))))
  return [
    fc.constant(make('announce', act.announce)),
    fc
      .constantFrom('departed' as const, 'arrived' as const)
      .map((to) => make(`hear ${to}`, (world) => act.hear(world, to, 0))),
    fc.constant(make('new bag', replaceBag)),
    fc.constant(make('new flight', (world) => !Flight.takesBags(world.flight.status) && act.planFlight(world))),
    lists('put in', act.putIn),
    lists('put in', act.putIn),
    lists('take out', act.takeOut),
    fc
      .constantFrom(...statesOf(SHIPMENT_TABLE))
      .chain((to) =>
        onShipment(`make ${to}`, (world, id) =>
          to === 'cancelled' ? act.cancelShipment(world, id) : act.moveShipment(world, id, to),
        ),
      ),
    ...[1, 2, 3].map(() => which.chain((n) => onShipment(`go on ${n}`, (world, id) => goOn(world, id, n)))),
    onBag('load', act.load),
    onBag('go on', goOnBag),
    onBag('go on', goOnBag),
    fc
      .constantFrom(...statesOf(BAG_TABLE).filter((status) => status !== 'loaded'))
      .chain((to) => onBag(`make ${to}`, (world, id) => act.moveBag(world, id, to))),
    fc
      .tuple(fc.constantFrom(...FLIGHT_STATUSES), fc.constantFrom(0, 0, 1_500, 60_000))
      .map(([status, age]) => make(`hear ${status}, ${age} ms old`, (world) => act.hear(world, status, age))),
  ]
}

describe('any life of shipments, bags and flights', () => {
  it('keeps a shipment in one bag, every status on its timeline, and every walk on the table', ({ expect }) => {
    const walked = new Set<string>()
    const refused = new Set<string>()
    fc.assert(
      fc.property(fc.commands(commandsFor(expect), { size: 'max', maxCommands: 150 }), (commands) => {
        const [model, real] = [nothingSeen(), startedWorld()]
        fc.modelRun(() => ({ model, real }), commands)
        for (const pair of model.walked) walked.add(pair)
        for (const code of real.refused) refused.add(code)
      }),
      { numRuns: 150 },
    )
    // A world in which nothing happens is sound too: the lives that were led must have been full ones.
    const roads = ['received bagged', 'bagged in_transit', 'in_transit arrived', 'arrived out_for_delivery']
    expect(roads.filter((road) => !walked.has(road))).toEqual([])
    expect([...refused]).toEqual(
      expect.arrayContaining(['invalid_transition', 'conflict', 'unprocessable', 'not_found']),
    )
  })
})

describe('one life of two shipments', () => {
  it('is told line by line, from the announcement to a person who says delivered', ({ expect }) => {
    const world = act.newWorld()
    const seen = nothingSeen()
    const play = (...acts: readonly Act[]) => {
      for (const does of acts) step(expect, '', does).run(seen, world)
    }
    play(act.announce, act.announce)
    const [first = '', second = ''] = world.shipments.keys()
    const [bag = ''] = world.bags.keys()
    play(
      (w) => act.moveShipment(w, first, 'received'),
      (w) => act.putIn(w, first, bag),
      (w) => act.putIn(w, second, bag),
      (w) => act.moveBag(w, bag, 'sealed'),
      (w) => act.load(w, bag),
      (w) => act.hear(w, 'cancelled', 0),
      act.planFlight,
      (w) => act.load(w, bag),
      (w) => act.hear(w, 'arrived', 0),
      (w) => act.hear(w, 'departed', 0),
      (w) => act.moveBag(w, bag, 'received'),
      (w) => act.moveBag(w, bag, 'unpacked'),
      (w) => act.moveShipment(w, first, 'out_for_delivery'),
      (w) => act.moveShipment(w, first, 'delivered'),
    )
    expect(world.refused).toEqual([])
    const told = (id: string) => world.timelines.get(id)?.map((line) => `${line.status} ${line.code}`)
    const common = ['bagged PRE', 'bagged MAN', 'bagged DIS', 'bagged MAN', 'in_transit DEP', 'arrived ARR']
    const start = ['created BKD', 'received RCS', ...common, 'arrived RCF', 'arrived AWD']
    expect(told(first)).toEqual([...start, 'out_for_delivery null', 'delivered DLV'])
    expect(told(second)).toEqual(start)
    expect(world.shipments.get(second)?.bagId).toBeNull()
  })
})
