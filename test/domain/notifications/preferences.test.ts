import fc from 'fast-check'
import { describe, it } from 'vitest'
import { CHANNELS } from '../../../src/domain/notifications/delivery.ts'
import {
  isToldEvent,
  NO_PREFERENCES,
  Preferences,
  quietUntil,
  TOLD_EVENTS,
} from '../../../src/domain/notifications/preferences.ts'

const NIGHT = { from: '21:00', to: '08:00' }
const MINUTE = 60_000

describe('preferences', () => {
  it('say for every event and channel whether it is on, and what is not named is as by default', ({ expect }) => {
    const preferences = { ...NO_PREFERENCES, matrix: { 'shipment.arrived': { whatsapp: false } } }
    expect(Preferences.allows(preferences, 'shipment.arrived', 'whatsapp')).toBe(false)
    expect(Preferences.allows(preferences, 'shipment.arrived', 'email')).toBe(true)
    const whole = Preferences.whole(preferences)
    for (const event of TOLD_EVENTS) {
      expect(Object.keys(whole[event])).toEqual([...CHANNELS])
      for (const channel of CHANNELS)
        expect(whole[event][channel]).toBe(Preferences.allows(preferences, event, channel))
    }
  })

  it('know what people are told of', ({ expect }) => {
    expect(isToldEvent('shipment.arrived')).toBe(true)
    for (const type of ['bag.arrived', 'flight.arrived', 'shipment.payment', 'toString'])
      expect(isToldEvent(type)).toBe(false)
  })
})

describe('quiet hours', () => {
  it.for([
    ['before midnight', '2026-11-23T22:30:00Z', '2026-11-24T08:00:00Z'],
    ['after midnight', '2026-11-23T03:00:30Z', '2026-11-23T08:00:00Z'],
    ['their first minute', '2026-11-23T21:00:00Z', '2026-11-24T08:00:00Z'],
    ['their last', '2026-11-23T07:59:59Z', '2026-11-23T08:00:00Z'],
  ] as const)('end in the morning: %s', ([, now, end], { expect }) => {
    expect(quietUntil(NIGHT, 'UTC', Date.parse(now))).toBe(Date.parse(end))
  })

  it.for(['2026-11-23T08:00:00Z', '2026-11-23T20:59:59Z'])('are not at %s', (now, { expect }) => {
    expect(quietUntil(NIGHT, 'UTC', Date.parse(now))).toBeNull()
    expect(quietUntil(null, 'UTC', Date.parse(now))).toBeNull()
  })

  it('are on the clock of the zone, also where it is set forward in the night', ({ expect }) => {
    // Madrid goes from 02:00 to 03:00 on 28 March 2027: eight in the morning is 06:00 UTC.
    expect(quietUntil(NIGHT, 'Europe/Madrid', Date.parse('2027-03-27T22:00:00Z'))).toBe(
      Date.parse('2027-03-28T06:00:00Z'),
    )
    // And back on 31 October: 07:00 UTC.
    expect(quietUntil(NIGHT, 'Europe/Madrid', Date.parse('2027-10-30T22:00:00Z'))).toBe(
      Date.parse('2027-10-31T07:00:00Z'),
    )
    expect(quietUntil({ from: '12:00', to: '14:30' }, 'Asia/Kathmandu', Date.parse('2026-11-23T07:00:00Z'))).toBe(
      Date.parse('2026-11-23T08:45:00Z'),
    )
  })

  it('have an end that is later than now, within a day and an hour, and not quiet itself', ({ expect }) => {
    const zones = [
      'UTC',
      'Europe/Madrid',
      'America/Havana',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/St_Johns',
    ]
    const time = fc.integer({ min: 0, max: 1439 }).map((minute) => {
      const two = (n: number) => String(n).padStart(2, '0')
      return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
    })
    fc.assert(
      fc.property(
        fc.record({ from: time, to: time }).filter(({ from, to }) => from !== to),
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) }),
        (quiet, zone, now) => {
          const end = quietUntil(quiet, zone, now)
          if (end === null) return
          expect(end).toBeGreaterThan(now)
          expect(end).toBeLessThanOrEqual(now + 25 * 60 * MINUTE)
          expect(end % MINUTE).toBe(0)
        },
      ),
      { numRuns: 300 },
    )
  })
})
