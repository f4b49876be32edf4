import type { ExpectStatic } from 'vitest'
import { BAG_TABLE, SHIPMENT_TABLE } from '../tables.ts'
import type { Line, World } from './world.ts'

/** What was seen of a world after the step before. */
export interface Seen {
  readonly timelines: Map<string, readonly Line[]>
  readonly shipments: Map<string, { status: string; version: number }>
  readonly bags: Map<string, string>
  /** Every pair of statuses that any shipment walked. */
  readonly walked: Set<string>
}

export function nothingSeen(): Seen {
  return { timelines: new Map(), shipments: new Map(), bags: new Map(), walked: new Set() }
}

/** Who is one of these lies in no bag. */
const OUTSIDE: readonly string[] = ['created', 'received', 'lost', 'cancelled']

/** Each shipment lies in one bag that is not over, at most, and says the same of itself. */
function lieInOneBag(expect: ExpectStatic, world: World): void {
  const active = [...world.bags.values()].filter((bag) => bag.status !== 'unpacked' && bag.status !== 'cancelled')
  for (const shipment of world.shipments.values()) {
    const holding = active.filter((bag) => world.lists.get(bag.id)?.has(shipment.id)).map((bag) => bag.id)
    expect(holding).toEqual(shipment.bagId === null ? [] : [shipment.bagId])
    if (shipment.status === 'bagged') expect(holding).toHaveLength(1)
    if (OUTSIDE.includes(shipment.status)) expect(holding).toEqual([])
  }
}

/** Timelines only grow, tell each status a shipment had, and walk along the table. */
function timelinesTell(expect: ExpectStatic, world: World, seen: Seen): void {
  for (const shipment of world.shipments.values()) {
    const timeline = world.timelines.get(shipment.id) ?? []
    const before = seen.timelines.get(shipment.id) ?? []
    expect(timeline.slice(0, before.length)).toEqual(before)
    expect(timeline[0]?.status).toBe('created')
    expect(timeline.at(-1)?.status).toBe(shipment.status)
    timeline.slice(Math.max(before.length, 1)).forEach((line, index) => {
      const last = timeline[Math.max(before.length, 1) + index - 1]?.status ?? 'created'
      if (line.status === last) return
      expect(SHIPMENT_TABLE[last]).toContain(line.status)
      seen.walked.add(`${last} ${line.status}`)
    })
    const was = seen.shipments.get(shipment.id)
    if (was !== undefined && was.status !== shipment.status) {
      expect(timeline.length).toBeGreaterThan(before.length)
      expect(shipment.version).toBeGreaterThan(was.version)
    }
    seen.timelines.set(shipment.id, [...timeline])
    seen.shipments.set(shipment.id, { status: shipment.status, version: shipment.version })
  }
}

/** Bags walk along their table; a flight's landing takes them two steps at once. */
function bagsWalk(expect: ExpectStatic, world: World, seen: Seen): void {
  for (const bag of world.bags.values()) {
    const last = seen.bags.get(bag.id)
    const isLanding = last === 'loaded' && bag.status === 'arrived'
    if (last !== undefined && last !== bag.status && !isLanding) {
      expect(BAG_TABLE[last as keyof typeof BAG_TABLE]).toContain(bag.status)
    }
    if (bag.status === 'cancelled') expect(world.lists.get(bag.id)?.size).toBe(0)
    seen.bags.set(bag.id, bag.status)
  }
}

/** Throws when something in the world is not as it must be after every step; remembers what it saw. */
export function expectSound(expect: ExpectStatic, world: World, seen: Seen): void {
  lieInOneBag(expect, world)
  timelinesTell(expect, world, seen)
  bagsWalk(expect, world, seen)
}
