import fc from 'fast-check'
import { aeroDataBoxCallback, type CallbackStatus } from '../../../scripts/lib/aerodatabox-callback.ts'
import { airports } from '../../../src/adapters/airports/airports.ts'
import { parseAeroDataBoxNotification } from '../../../src/adapters/flights/aerodatabox-notification.ts'
import { Flight } from '../../../src/domain/shipments/flight.ts'
import type { FlightStatus } from '../../../src/domain/shipments/flight-status.ts'
import type { FlightUpdate } from '../../../src/domain/shipments/flight-update.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** How a day ends. */
export type Ending = 'arrived' | 'departed' | 'cancelled' | 'diverted'

/** One thing that a provider says, minutes after the day begins. Each word repeats what was said before, as providers do. */
interface Word {
  readonly status: CallbackStatus
  readonly after: number
}

/** A day of one flight as its providers tell it. Words of the polled provider say what was so at the time they are of. */
export interface Day {
  readonly ending: Ending
  readonly words: readonly Word[]
  /** Minutes after the day begins of which the polled provider knows. */
  readonly polls: readonly number[]
}

/** What happens to what is said. `fault`: the commit of one of two tenants dies before or after it is done. */
export interface Act {
  readonly how: 'callback' | 'poll' | 'sync' | 'retry' | 'relay' | 'relay-dies'
  readonly which: number
  readonly tenant: 0 | 1
  readonly fault: 'none' | 'before' | 'after'
}

const STORIES: Readonly<Record<Ending, readonly CallbackStatus[]>> = {
  arrived: ['Departed', 'EnRoute', 'Arrived'],
  departed: ['Departed', 'EnRoute'],
  cancelled: ['Canceled'],
  diverted: ['Departed', 'Diverted'],
}

/** Days whose words come minutes apart or in the same one. */
export const days: fc.Arbitrary<Day> = fc
  .record({
    ending: fc.constantFrom<Ending>('arrived', 'arrived', 'arrived', 'departed', 'cancelled', 'diverted'),
    before: fc.array(fc.constantFrom<CallbackStatus>('Expected', 'CheckIn', 'Delayed', 'Unknown'), { maxLength: 3 }),
    skipped: fc.boolean(),
    gaps: fc.array(fc.nat(20), { minLength: 8, maxLength: 8 }),
    polls: fc.array(fc.nat(90), { maxLength: 2 }),
  })
  .map(({ ending, before, skipped, gaps, polls }) => {
    const story = STORIES[ending]
    const statuses = [...before, ...(skipped ? story.slice(-1) : story)]
    let after = 0
    const words = statuses.map((status, index) => {
      after += gaps[index] ?? 0
      return { status, after }
    })
    // What is cancelled is over: whoever knows less later would call it off.
    return { ending, words, polls: ending === 'cancelled' ? polls.filter((minute) => minute < after) : polls }
  })

export const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.record({
    how: fc.constantFrom<Act['how']>(
      'callback',
      'callback',
      'callback',
      'poll',
      'sync',
      'retry',
      'relay',
      'relay-dies',
    ),
    which: fc.nat(9),
    tenant: fc.constantFrom<0 | 1>(0, 1),
    fault: fc.constantFrom<Act['fault']>('none', 'before', 'after'),
  }),
  { minLength: 1, maxLength: 12 },
)

const OURS: Readonly<Partial<Record<CallbackStatus, FlightStatus>>> = {
  Delayed: 'delayed',
  Departed: 'departed',
  EnRoute: 'departed',
  Arrived: 'arrived',
  Canceled: 'cancelled',
  Diverted: 'diverted',
}

export interface ToldDay {
  /** As the provider that calls back posts them. */
  readonly callbacks: readonly unknown[]
  /** The same in our words, and what the polled provider answers. */
  readonly updates: readonly FlightUpdate[]
  readonly polled: readonly FlightUpdate[]
}

/** The day's words about a flight that leaves an hour after `begins` (ms UTC, a whole minute). */
export function tell(day: Day, flightNumber: string, departureDate: string, begins: number): ToldDay {
  const [scheduledDeparture, scheduledArrival] = [begins + HOUR, begins + 2 * HOUR]
  const callbacks = day.words.map(({ status, after }, index) => {
    const told = day.words.slice(0, index + 1).map((word) => word.status)
    return aeroDataBoxCallback({
      flightNumber,
      origin: { iata: 'MAD', timeZone: 'Europe/Madrid' },
      destination: { iata: 'HAV', timeZone: 'America/Havana' },
      status,
      scheduledDeparture,
      scheduledArrival,
      gate: `G${told.length}`,
      ...(told.includes('Delayed') && {
        revisedDeparture: scheduledDeparture + told.length * MINUTE,
        revisedArrival: scheduledArrival + 40 * MINUTE,
      }),
      ...(told.includes('Departed') && { runwayDeparture: scheduledDeparture + 7 * MINUTE }),
      ...(status === 'Arrived' && { runwayArrival: scheduledArrival + 3 * MINUTE, baggageBelt: '6' }),
      updatedAt: begins + after * MINUTE,
    })
  })
  const updates = callbacks.flatMap((body) => parseAeroDataBoxNotification(body, airports, 'key').updates)
  const polled = day.polls.map((minute) => {
    const known = day.words.findLast(({ after, status }) => after <= minute && OURS[status] !== undefined)
    const status = (known && OURS[known.status]) ?? 'scheduled'
    const last = updates.findLast((update) => update.updatedAt <= begins + minute * MINUTE)
    const none = { terminal: null, gate: null, arrivalTerminal: 'T2', baggageBelt: null, aircraft: null }
    return {
      ...none,
      provider: 'aviationstack' as const,
      flightNumber,
      departureDate,
      origin: 'MAD',
      destination: 'HAV',
      status,
      providerStatus: 'polled',
      scheduledDeparture,
      estimatedDeparture: last?.estimatedDeparture ?? null,
      actualDeparture: last?.actualDeparture ?? null,
      scheduledArrival,
      estimatedArrival: last?.estimatedArrival ?? null,
      actualArrival: last?.actualArrival ?? null,
      updatedAt: begins + minute * MINUTE,
    }
  })
  return { callbacks, updates, polled }
}

/** What the flight comes to by the rules alone, told everything once and in order. */
export function comesTo(flight: Flight, { updates, polled }: ToldDay): Flight {
  const inOrder = [...updates, ...polled].toSorted((a, b) => a.updatedAt - b.updatedAt)
  return inOrder.reduce((before, update) => Flight.apply(before, update, 0).flight, flight)
}

/** What two flights may differ in when the same was told of both. */
export function told(flight: Flight | null) {
  if (flight === null) return null
  const { id: _id, tenantId: _tenant, version: _version, createdAt: _created, updatedAt: _updated, ...rest } = flight
  const { toldArrival: _arrival, delayToldIn: _delay, ...said } = rest
  return said
}
