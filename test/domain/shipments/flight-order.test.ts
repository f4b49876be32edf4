import fc from 'fast-check'
import { describe, it } from 'vitest'
import type { BagStatus } from '../../../src/domain/shipments/bag.ts'
import { Flight, TOLD_FIELDS } from '../../../src/domain/shipments/flight.ts'
import { FLIGHT_STATUSES, type FlightStatus } from '../../../src/domain/shipments/flight-status.ts'
import type { FlightUpdate } from '../../../src/domain/shipments/flight-update.ts'
import { aFlight, aFlightUpdate, MADE_AT } from '../../harness/shipment-factory.ts'
import { BAG_TABLE } from '../tables.ts'

// Few values, so that words of the same instant and on the same field are the rule and not the exception.
const time = fc.option(fc.integer({ min: 1, max: 3 }), { freq: 2 })
const text = fc.option(fc.constantFrom('A', 'B', 'C'), { freq: 2 })
const updates: fc.Arbitrary<readonly FlightUpdate[]> = fc.array(
  fc
    .record({
      provider: fc.constantFrom('aerodatabox', 'aviationstack', 'manual'),
      status: fc.constantFrom(...FLIGHT_STATUSES),
      providerStatus: fc.constantFrom('Approaching', 'Expected', 'Unknown'),
      scheduledDeparture: time,
      estimatedDeparture: time,
      actualDeparture: time,
      scheduledArrival: time,
      estimatedArrival: time,
      actualArrival: time,
      terminal: text,
      gate: text,
      arrivalTerminal: text,
      baggageBelt: text,
      aircraft: text,
      updatedAt: fc.integer({ min: 1, max: 4 }),
    })
    .map((told) => aFlightUpdate(told)),
  { minLength: 1, maxLength: 8 },
)

/** The same words in some order, each at least once. */
const withDisorder = updates.chain((list) =>
  fc.array(fc.constantFrom(...list), { maxLength: 5 }).chain((again) => {
    const all = [...list, ...again]
    return fc.record({
      list: fc.constant(list),
      played: fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
    })
  }),
)

const play = (list: readonly FlightUpdate[], from = aFlight()) =>
  list.reduce((flight, update, index) => Flight.apply(flight, update, MADE_AT + index).flight, from)

/** What providers told of the flight; how often it changed, when we heard of it and what we told people is our own business. */
function toldOf(flight: Flight) {
  const { version, updatedAt, toldArrival, delayToldIn, ...told } = flight
  return told
}

const RANKED: readonly FlightStatus[] = ['scheduled', 'delayed', 'cancelled', 'departed', 'diverted', 'arrived']

/** The greatest by the first key in which they differ. */
function latest<T>(list: readonly T[], keysOf: (item: T) => readonly (string | number)[]): T | undefined {
  return list.toSorted((a, b) => {
    const theirs = keysOf(b)
    const at = keysOf(a).findIndex((key, index) => key !== theirs[index])
    if (at < 0) return 0
    return (keysOf(a)[at] ?? 0) < (theirs[at] ?? 0) ? 1 : -1
  })[0]
}

/** The same end found another way: from the set of words, with no order at all. */
function endOf(list: readonly FlightUpdate[], flight: Flight) {
  const known = list.filter((update) => update.status !== 'unknown')
  const arrivals = known.filter((update) => update.status === 'arrived')
  const rests = latest(arrivals.length > 0 ? arrivals : known, (u) => [u.updatedAt, RANKED.indexOf(u.status)])
  const word = latest(list, (u) => [u.updatedAt, u.status === 'arrived' ? 1 : 0, u.providerStatus, u.provider])
  const fields = TOLD_FIELDS.map((field) => {
    const said = list.filter((update) => update[field] !== null)
    return [field, latest(said, (update) => [update.updatedAt, update[field] ?? ''])?.[field] ?? flight[field]]
  })
  return {
    status: rests?.status ?? flight.status,
    providerStatus: word?.providerStatus,
    provider: word?.provider,
    lastProviderUpdateAt: word?.updatedAt,
    ...Object.fromEntries(fields),
  }
}

describe('the words of providers on a flight', () => {
  it('end in the same flight in any order and however often they are repeated', ({ expect }) => {
    fc.assert(
      fc.property(withDisorder, ({ list, played }) => {
        expect(toldOf(play(played))).toEqual(toldOf(play(list)))
      }),
      { numRuns: 2_000 },
    )
  })

  it('end in the flight that the set of them says', ({ expect }) => {
    fc.assert(
      fc.property(withDisorder, ({ list, played }) => {
        expect(play(played)).toMatchObject(endOf(list, aFlight()))
      }),
      { numRuns: 2_000 },
    )
  })

  it('change nothing when any of them comes once more', ({ expect }) => {
    fc.assert(
      fc.property(updates, (list) => {
        const flight = play(list)
        for (const update of list) {
          const outcome = Flight.apply(flight, update, MADE_AT + 99)
          expect(outcome.flight).toBe(flight)
          expect(outcome).toMatchObject({ changed: false, moves: [], became: null, timesChanged: false })
        }
      }),
    )
  })

  it('make a new version exactly when they change something', ({ expect }) => {
    fc.assert(
      fc.property(withDisorder, ({ played }) => {
        played.reduce((flight, update) => {
          const outcome = Flight.apply(flight, update, MADE_AT + 9)
          expect(outcome.flight.version - flight.version).toBe(outcome.changed ? 1 : 0)
          expect(outcome.changed).toBe(JSON.stringify(toldOf(outcome.flight)) !== JSON.stringify(toldOf(flight)))
          expect(outcome.became).toBe(outcome.flight.status === flight.status ? null : outcome.flight.status)
          return outcome.flight
        }, aFlight())
      }),
    )
  })

  it('never bring a flight back from arrived', ({ expect }) => {
    fc.assert(
      fc.property(updates, (list) => {
        const landed = play([aFlightUpdate({ status: 'arrived', updatedAt: 0 })])
        expect(play(list, landed).status).toBe('arrived')
      }),
    )
  })
})

describe('the bags of a flight', () => {
  const WAY: readonly BagStatus[] = ['sealed', 'loaded', 'in_transit', 'arrived']

  it('go along their table and never back, save off a flight that is cancelled', ({ expect }) => {
    fc.assert(
      fc.property(withDisorder, fc.array(fc.boolean(), { minLength: 13, maxLength: 13 }), ({ played }, loads) => {
        let flight = aFlight()
        let bags: readonly BagStatus[] = ['loaded', 'loaded']
        played.forEach((update, index) => {
          if (loads[index] === true && Flight.takesBags(flight.status)) bags = [...bags, 'loaded']
          const outcome = Flight.apply(flight, update, MADE_AT)
          for (const move of outcome.moves) {
            expect(BAG_TABLE[move.from]).toContain(move.to)
            if (WAY.indexOf(move.to) < WAY.indexOf(move.from)) {
              expect(move).toEqual({ from: 'loaded', to: 'sealed' })
              expect(outcome.became).toBe('cancelled')
            }
            bags = bags.map((status) => (status === move.from ? move.to : status))
          }
          flight = outcome.flight
          if (flight.status === 'departed') expect(bags).not.toContain('loaded')
          if (flight.status === 'cancelled') expect(bags).not.toContain('loaded')
          if (flight.status === 'arrived') expect(bags.filter((s) => s === 'loaded' || s === 'in_transit')).toEqual([])
        })
      }),
      { numRuns: 1_000 },
    )
  })
})
