import fc from 'fast-check'
import { describe, it } from 'vitest'
import * as data from '../../src/adapters/airports/airports.data.ts'
import { airports } from '../../src/adapters/airports/airports.ts'
import { localDate } from '../../src/adapters/airports/local-date.ts'
import { localInstants } from '../../src/adapters/airports/local-instant.ts'

const HOUR = 3_600_000
const zones = data.ZONES.split('|')
const wall = (text: string) => Date.parse(`${text}Z`)
const zoneOf = (iata: string) => airports.find(iata)?.timeZone ?? 'unknown'

/** Hours ahead of UTC at noon of a day in January and in July of 2026. */
const CLOCKS = [
  ['MAD', 1, 2],
  ['LIS', 0, 1],
  ['LPA', 0, 1],
  ['LHR', 0, 1],
  ['IST', 3, 3],
  ['DXB', 4, 4],
  ['DEL', 5.5, 5.5],
  ['KTM', 5.75, 5.75],
  ['PEK', 8, 8],
  ['URC', 8, 8],
  ['NRT', 9, 9],
  ['SYD', 11, 10],
  ['BNE', 10, 10],
  ['OOL', 10, 10],
  ['ADL', 10.5, 9.5],
  ['LDH', 11, 10.5],
  ['AKL', 13, 12],
  ['CHT', 13.75, 12.75],
  ['APW', 13, 13],
  ['HNL', -10, -10],
  ['ANC', -9, -8],
  ['LAX', -8, -7],
  ['PHX', -7, -7],
  ['MEX', -6, -6],
  ['CUN', -5, -5],
  ['JFK', -5, -4],
  ['HAV', -5, -4],
  ['YYT', -3.5, -2.5],
  ['SCL', -3, -4],
  ['PUQ', -3, -3],
  ['GRU', -3, -3],
  ['EZE', -3, -3],
  ['ASU', -3, -3],
  ['CAI', 2, 3],
  ['CMN', 1, 1],
  ['CPT', 2, 2],
] as const

describe('the clock of an airport', () => {
  it.for(CLOCKS)('%s is %d hours ahead of UTC in January and %d in July', ([iata, january, july], { expect }) => {
    const ahead = (day: string) => (wall(`${day}T12:00`) - localInstants(wall(`${day}T12:00`), zoneOf(iata))[0]) / HOUR
    expect([ahead('2026-01-15'), ahead('2026-07-15')]).toEqual([january, july])
  })
})

describe('when a clock on the wall shows a time', () => {
  it.for([
    ['a time like any other', 'Europe/Madrid', '2026-06-01T12:00', ['2026-06-01T10:00']],
    ['a time that is left out', 'Europe/Madrid', '2026-03-29T02:30', ['2026-03-29T01:30']],
    ['the first minute after it', 'Europe/Madrid', '2026-03-29T03:00', ['2026-03-29T01:00']],
    ['a time that comes twice', 'Europe/Madrid', '2026-10-25T02:30', ['2026-10-25T00:30', '2026-10-25T01:30']],
    ['its end', 'Europe/Madrid', '2026-10-25T03:00', ['2026-10-25T02:00']],
    ['midnight that is left out', 'Africa/Cairo', '2026-04-24T00:15', ['2026-04-23T22:15']],
    ['half an hour that is left out', 'Australia/Lord_Howe', '2026-10-04T02:15', ['2026-10-03T15:45']],
    [
      'half an hour that comes twice',
      'Australia/Lord_Howe',
      '2026-04-05T01:45',
      ['2026-04-04T14:45', '2026-04-04T15:15'],
    ],
  ] as const)('%s in %s', ([, zone, shown, instants], { expect }) => {
    expect(localInstants(wall(shown), zone)).toEqual(instants.map(wall))
  })

  it('is an instant at which it shows that time, in every zone of the table, or it is left out by half a day at most', ({
    expect,
  }) => {
    const format = (zone: string) =>
      new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: wall('2020-01-01T00:00') / 60_000, max: wall('2029-12-31T00:00') / 60_000 }),
        (zone, minute) => {
          const shown = minute * 60_000
          const instants = localInstants(shown, zone)
          const shows = instants.map((instant) => wall(format(zone).format(instant).replace(' ', 'T')))
          expect(instants).toEqual([...instants].sort((a, b) => a - b))
          if (shows.some((each) => each !== shown)) {
            expect(instants).toHaveLength(1)
            expect(Math.abs((shows[0] ?? 0) - shown)).toBeLessThanOrEqual(HOUR)
          }
          const date = new Date(shown).toISOString().slice(0, 10)
          if (shows[0] === shown) expect(localDate(instants[0], zone)).toBe(date)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('refuses a zone that does not exist', ({ expect }) => {
    expect(() => localInstants(0, 'Mars/Olympus')).toThrow(RangeError)
  })
})
