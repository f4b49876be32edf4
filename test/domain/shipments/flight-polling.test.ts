import fc from 'fast-check'
import { describe, it } from 'vitest'
import { Flight } from '../../../src/domain/shipments/flight.ts'
import { FlightPolling } from '../../../src/domain/shipments/flight-polling.ts'
import type { FlightStatus } from '../../../src/domain/shipments/flight-status.ts'
import { aFlight, MADE_AT } from '../../harness/shipment-factory.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Leaves at 11:00 and lands at 21:00 UTC on the second of March. */
const LEAVES = Date.UTC(2026, 2, 2, 11)
const LANDS = Date.UTC(2026, 2, 2, 21)
const NOBODY = null
const CALLER = { provider: 'aerodatabox' }
/** Hourly to an hour before the latest landing, every ten minutes for three hours, then 8, 9 and twice a day until it is watched no more; and one at each change. */
const MOST_POLLS = Math.ceil((LANDS + 23 * HOUR - MADE_AT) / HOUR) + 18 + 8 + 9 + 10 + 4
const NEVER_ASKED = { polledAt: null, fruitless: 0 }

const next = (flight: Flight, polledAt: number | null, fruitless = 0) =>
  FlightPolling.nextAt(flight, NOBODY, { polledAt, fruitless })

/** Minutes between a poll that long before (below zero: after) the departure and the next one. */
const waitAround = (flight: Flight, milestone: number, before: number, fruitless = 0) => {
  const polledAt = milestone - before
  return ((next(flight, polledAt, fruitless) ?? Number.NaN) - polledAt) / MINUTE
}

describe('a flight that nobody calls back about', () => {
  it('is asked about first twelve hours before it leaves, or at once when it is made later', ({ expect }) => {
    expect(next(aFlight(), null)).toBe(LEAVES - 12 * HOUR)
    const late = aFlight({ createdAt: LEAVES - 3 * HOUR })
    expect(next(late, null)).toBe(LEAVES - 3 * HOUR)
  })

  it('is asked about seldom while its departure is hours away, often when it is due, and less when it is long overdue', ({
    expect,
  }) => {
    const waits = [11, 2, 0.5, -1, -3, -10, -30].map((hours) => waitAround(aFlight(), LEAVES, hours * HOUR))
    expect(waits).toEqual([180, 30, 10, 10, 30, 120, 720])
  })

  it('does not sleep through the hour before its departure', ({ expect }) => {
    expect(next(aFlight(), LEAVES - 3.5 * HOUR)).toBe(LEAVES - HOUR)
    expect(next(aFlight(), LEAVES - 3 * HOUR, 9)).toBe(LEAVES - HOUR)
  })

  it('is asked about hourly in the air and often when it is to land', ({ expect }) => {
    const flying = aFlight({ status: 'departed', actualDeparture: LEAVES })
    expect([9, 3, 0.5, -1, -3].map((hours) => waitAround(flying, LANDS, hours * HOUR))).toEqual([60, 60, 10, 10, 30])
    expect(next(flying, LANDS - 1.5 * HOUR)).toBe(LANDS - HOUR)
  })

  it('follows the estimates: a delay moves what is due', ({ expect }) => {
    const late = aFlight({ status: 'delayed', estimatedDeparture: LEAVES + 5 * HOUR })
    expect(waitAround(late, LEAVES, 0.5 * HOUR)).toBe(180)
    expect(FlightPolling.isDue(late, LEAVES)).toBe(false)
    expect(FlightPolling.isDue(late, LEAVES + 5 * HOUR)).toBe(true)
  })

  it('is asked about from the first zone in which its day begins while no time of it is known', ({ expect }) => {
    const dateless = aFlight({ scheduledDeparture: null, scheduledArrival: null })
    expect(next(dateless, null)).toBe(Math.max(Date.UTC(2026, 2, 1, 10), dateless.createdAt))
    expect(waitAround(dateless, LEAVES, 0)).toBe(120)
    expect(FlightPolling.isDue(dateless, LEAVES)).toBe(false)
  })

  it('is asked about half as often after each answer that told nothing, down to an eighth', ({ expect }) => {
    const waits = [0, 1, 2, 3, 4, 50].map((fruitless) => waitAround(aFlight(), LEAVES, -3 * HOUR, fruitless))
    expect(waits).toEqual([30, 60, 120, 240, 240, 240])
  })

  it('is never asked about once it has landed or is cancelled, or long after it was to be over', ({ expect }) => {
    for (const status of ['arrived', 'cancelled'] as const) expect(next(aFlight({ status }), null)).toBe(null)
    expect(next(aFlight(), Flight.watchedUntil(aFlight()) - HOUR)).toBe(null)
  })
})

describe('a flight that somebody calls back about', () => {
  const asked = (flight: Flight) => FlightPolling.nextAt(flight, CALLER, NEVER_ASKED)

  it('is asked about only when a departure or an arrival should have been told', ({ expect }) => {
    expect(asked(aFlight())).toBe(LEAVES + 20 * MINUTE)
    expect(asked(aFlight({ status: 'departed' }))).toBe(LANDS + 20 * MINUTE)
  })

  it('is left alone for half an hour after each word of the caller, and not for another’s word', ({ expect }) => {
    const heardAt = LEAVES + 15 * MINUTE
    const told = { lastProviderUpdateAt: heardAt, provider: 'aerodatabox' }
    expect(asked(aFlight(told))).toBe(heardAt + 30 * MINUTE)
    expect(asked(aFlight({ ...told, provider: 'aviationstack' }))).toBe(LEAVES + 20 * MINUTE)
  })

  it('is asked about like any other while it is silent', ({ expect }) => {
    const polledAt = LEAVES + 20 * MINUTE
    expect(FlightPolling.nextAt(aFlight(), CALLER, { polledAt, fruitless: 0 })).toBe(polledAt + 10 * MINUTE)
  })
})

it('a flight’s polls move on, end, and are few, whatever is known of it', ({ expect }) => {
  const statuses = [
    'scheduled',
    'delayed',
    'departed',
    'diverted',
    'unknown',
  ] as const satisfies readonly FlightStatus[]
  const time = fc.option(fc.integer({ min: LEAVES - 24 * HOUR, max: LANDS + 24 * HOUR }))
  fc.assert(
    fc.property(fc.constantFrom(...statuses), time, time, fc.boolean(), fc.nat(3), (status, out, back, calls, dry) => {
      const flight = aFlight({ status, scheduledDeparture: out, scheduledArrival: back, createdAt: MADE_AT })
      let polledAt: number | null = null
      let polls = 0
      for (;;) {
        const at = FlightPolling.nextAt(flight, calls ? CALLER : NOBODY, { polledAt, fruitless: dry })
        if (at === null) break
        expect(at).toBeGreaterThan(polledAt ?? Number.NEGATIVE_INFINITY)
        polledAt = at
        polls += 1
        expect(polls).toBeLessThanOrEqual(150)
      }
      // Without any time, or in the air without an arrival: five days, every hour.
      const known = status === 'departed' || status === 'diverted' ? back !== null : out !== null
      if (known) expect(polls).toBeLessThanOrEqual(MOST_POLLS)
    }),
    { examples: [['departed', null, LANDS + 19 * HOUR + 1, false, 0]] },
  )
})
