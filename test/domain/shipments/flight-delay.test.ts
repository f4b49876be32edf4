import fc from 'fast-check'
import { describe, it } from 'vitest'
import { Flight } from '../../../src/domain/shipments/flight.ts'
import { isStillDelayed, WORTH_TELLING_MS } from '../../../src/domain/shipments/flight-delay.ts'
import { editFlight } from '../../../src/domain/shipments/flight-edit.ts'
import type { FlightUpdate } from '../../../src/domain/shipments/flight-update.ts'
import { aFlight, aFlightUpdate, MADE_AT } from '../../harness/shipment-factory.ts'

const MINUTE = 60_000
const LANDS = aFlight().scheduledArrival ?? 0
const lateBy = (minutes: number, at: number, more: Partial<FlightUpdate> = {}) =>
  aFlightUpdate({ status: 'delayed', estimatedArrival: LANDS + minutes * MINUTE, updatedAt: MADE_AT + at, ...more })

/** The minutes after the schedule that people are told of, in their order. */
function tellings(words: readonly FlightUpdate[], from = aFlight()) {
  let flight = from
  const told: number[] = []
  /** What people know: the schedule, then what they were told of a delay or with the departure. */
  let known = LANDS
  for (const word of words) {
    const outcome = Flight.apply(flight, word, MADE_AT)
    if (outcome.delay) told.push((outcome.delay.arrival - LANDS) / MINUTE)
    if (outcome.delay || outcome.moves.length > 0) known = Flight.expectedArrival(outcome.flight) ?? known
    flight = outcome.flight
  }
  return { flight, told, known }
}

describe('a delay', () => {
  it('is told from half an hour on, and again only when the time moves by as much', ({ expect }) => {
    expect(tellings([lateBy(29, 1)]).told).toEqual([])
    expect(tellings([lateBy(30, 1)]).told).toEqual([30])
    expect(tellings([lateBy(40, 1), lateBy(55, 2), lateBy(69, 3), lateBy(70, 4)]).told).toEqual([40, 70])
    expect(tellings([lateBy(20, 1), lateBy(29, 2), lateBy(31, 3)]).told).toEqual([31])
  })

  it('names what people counted on until then', ({ expect }) => {
    const first = Flight.apply(aFlight(), lateBy(40, 1), MADE_AT)
    expect(first.delay).toEqual({ arrival: LANDS + 40 * MINUTE, insteadOf: LANDS })
    expect(Flight.apply(first.flight, lateBy(90, 2), MADE_AT).delay?.insteadOf).toBe(LANDS + 40 * MINUTE)
  })

  it('is told once however often it is repeated', ({ expect }) => {
    expect(tellings(Array.from({ length: 10 }, () => lateBy(40, 1))).told).toEqual([40])
    expect(tellings(Array.from({ length: 10 }, (_, at) => lateBy(40, at))).told).toEqual([40])
  })

  it('is never told with an older time after a newer one', ({ expect }) => {
    expect(tellings([lateBy(120, 2), lateBy(40, 1)]).told).toEqual([120])
  })

  it('that shrinks is told too, and one before the schedule only to who was told a time', ({ expect }) => {
    expect(tellings([lateBy(90, 1), lateBy(60, 2)]).told).toEqual([90, 60])
    expect(tellings([lateBy(90, 1), lateBy(0, 2)]).told).toEqual([90, 0])
    expect(tellings([lateBy(-45, 1)]).told).toEqual([])
    const left = lateBy(-45, 1, { status: 'departed' })
    // The departure was told with that time.
    expect(tellings([left, lateBy(-10, 2), lateBy(0, 3)]).told).toEqual([-10])
  })

  it.for(['arrived', 'cancelled', 'diverted'] as const)('is told of no flight that is %s', (status, { expect }) => {
    expect(tellings([lateBy(40, 1, { status })]).told).toEqual([])
    expect(tellings([lateBy(0, 1, { status }), lateBy(90, 2, { status })]).told).toEqual([])
  })

  it('is told of none that is on the ground, whatever its status', ({ expect }) => {
    const landed = { status: 'departed', actualArrival: LANDS + 40 * MINUTE } as const
    expect(tellings([lateBy(40, 1, landed)]).told).toEqual([])
  })

  it('is told when staff say so, and forgotten with the flight that it was of', ({ expect }) => {
    const late = editFlight(aFlight(), { estimatedArrival: LANDS + 40 * MINUTE }, MADE_AT)
    expect(late.delay?.arrival).toBe(LANDS + 40 * MINUTE)
    const renamed = editFlight(late.flight, { flightNumber: 'IB9999' }, MADE_AT)
    expect(renamed.flight.toldArrival).toBe(renamed.delay?.arrival ?? null)
    const off = Flight.apply(late.flight, aFlightUpdate({ status: 'cancelled', updatedAt: MADE_AT + 9 }), MADE_AT)
    expect(off.flight).toMatchObject({ toldArrival: null, delayToldIn: null })
  })

  it('is still news while no newer one was found and it is to land there', ({ expect }) => {
    const { flight } = tellings([lateBy(40, 1)])
    expect(isStillDelayed(flight, flight.version)).toBe(true)
    const { flight: later } = tellings([lateBy(90, 2)], flight)
    expect([isStillDelayed(later, flight.version), isStillDelayed(later, later.version)]).toEqual([false, true])
    const { flight: steady } = tellings([lateBy(45, 2)], flight)
    expect(isStillDelayed(steady, flight.version)).toBe(true)
    for (const status of ['arrived', 'cancelled', 'diverted'] as const) {
      expect(isStillDelayed({ ...flight, status }, flight.version)).toBe(false)
    }
  })
})

const words = fc.array(
  fc.record({
    minutes: fc.integer({ min: -60, max: 240 }),
    at: fc.integer({ min: 1, max: 6 }),
    status: fc.constantFrom('scheduled' as const, 'delayed' as const, 'departed' as const),
  }),
  { minLength: 1, maxLength: 12 },
)

describe('whatever a provider guesses, in whatever order', () => {
  it('people end up knowing the latest word to within half an hour, save that it is early where they were told nothing', ({
    expect,
  }) => {
    fc.assert(
      fc.property(words, (said) => {
        const { flight, known } = tellings(said.map(({ minutes, at, status }) => lateBy(minutes, at, { status })))
        const truth = flight.estimatedArrival ?? LANDS
        expect(truth - known).toBeLessThan(WORTH_TELLING_MS)
        if (flight.toldArrival !== null) expect(known - truth).toBeLessThan(WORTH_TELLING_MS)
        expect(flight.toldArrival ?? LANDS).toBe(known)
      }),
      { numRuns: 3_000 },
    )
  })

  it('two tellings one after the other are at least half an hour apart, and repetition adds none', ({ expect }) => {
    fc.assert(
      fc.property(words, (said) => {
        const list = said.map(({ minutes, at }) => lateBy(minutes, at))
        const { flight, told } = tellings(list)
        for (const [index, minutes] of told.entries()) {
          expect(Math.abs(minutes - (told[index - 1] ?? 0))).toBeGreaterThanOrEqual(30)
        }
        expect(tellings(list, flight).told).toEqual([])
      }),
      { numRuns: 3_000 },
    )
  })
})
