import { describe, it } from 'vitest'
import { isSameLeg, numbersOf, speaksOf, spokenOf } from '../../../src/domain/shipments/flight-match.ts'

const flight = {
  flightNumber: 'IB7340',
  departureDate: '2026-11-23',
  origin: 'MAD',
  destination: 'LHR',
  scheduledDeparture: null,
}
const word = { ...flight, flightNumber: 'BA460', codeshares: ['IB7340', 'BA460'] }

describe('a word on a flight', () => {
  it('goes by each of its numbers once', ({ expect }) => {
    expect(numbersOf(word)).toEqual(['BA460', 'IB7340'])
    expect(numbersOf(flight)).toEqual(['IB7340'])
  })

  it.for([
    ['all agrees', {}, true],
    ['another number', { codeshares: [] }, false],
    ['another day', { departureDate: '2026-11-24' }, false],
    ['no day', { departureDate: null }, false],
    ['another origin', { origin: 'LIS' }, false],
    ['another destination of the same origin: diverted', { destination: 'LGW' }, true],
    ['no origin', { origin: null }, true],
    ['no origin, another destination', { origin: null, destination: 'LGW' }, false],
    ['no airport', { origin: null, destination: null }, true],
  ] as const)('%s', ([, change, expected], { expect }) => {
    expect(speaksOf({ ...word, ...change }, flight)).toBe(expected)
  })

  it('that could be about two legs of a number is about neither; under two numbers it is about both', ({ expect }) => {
    const other = { ...flight, origin: 'LIS' }
    const operated = { ...flight, flightNumber: 'BA460' }
    expect(spokenOf([flight, other], { ...word, origin: null })).toEqual([])
    expect(spokenOf([flight, other], word)).toEqual([flight])
    expect(spokenOf([flight, operated], { ...word, origin: null })).toEqual([flight, operated])
  })
})

describe('two words', () => {
  it.for([
    [{}, true],
    [{ flightNumber: 'IB7340', codeshares: [] }, true],
    [{ flightNumber: 'IB7341', codeshares: [] }, false],
    [{ departureDate: '2026-11-24' }, false],
    [{ departureDate: null, origin: null }, true],
    [{ origin: 'LIS' }, false],
  ] as const)('may be about one leg: %j', ([change, expected], { expect }) => {
    expect(isSameLeg(word, { ...word, ...change })).toBe(expected)
    expect(isSameLeg({ ...word, ...change }, word)).toBe(expected)
  })
})
