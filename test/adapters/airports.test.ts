import { describe, it } from 'vitest'
import * as data from '../../src/adapters/airports/airports.data.ts'
import { airports } from '../../src/adapters/airports/airports.ts'
import { localDate } from '../../src/adapters/airports/local-date.ts'

const BUDGET_BYTES = 150_000
const codes = data.CODES.match(/.{3}/g) ?? []

async function gzippedBytes(bytes: string | Uint8Array): Promise<number> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))
  return (await new Response(packed).arrayBuffer()).byteLength
}

const KNOWN = [
  ['MAD', 'Madrid', 'ES', 40.47, -3.56, 'Europe/Madrid'],
  ['EZE', 'Buenos Aires', 'AR', -34.82, -58.54, 'America/Argentina/Buenos_Aires'],
  ['LHR', 'London', 'GB', 51.47, -0.46, 'Europe/London'],
  ['JFK', 'New York', 'US', 40.64, -73.78, 'America/New_York'],
  ['AKL', 'Auckland', 'NZ', -37.01, 174.79, 'Pacific/Auckland'],
  ['GRU', 'São Paulo', 'BR', -23.43, -46.47, 'America/Sao_Paulo'],
  ['CDG', 'Paris', 'FR', 49.01, 2.55, 'Europe/Paris'],
  ['DXB', 'Dubai', 'AE', 25.25, 55.36, 'Asia/Dubai'],
  ['HAV', 'Havana', 'CU', 22.99, -82.41, 'America/Havana'],
  ['CCS', 'Caracas', 'VE', 10.6, -66.99, 'America/Caracas'],
  ['BOG', 'Bogota', 'CO', 4.7, -74.15, 'America/Bogota'],
  ['TUN', 'Tunis', 'TN', 36.85, 10.23, 'Africa/Tunis'],
  ['KBL', 'Kabul', 'AF', 34.57, 69.21, 'Asia/Kabul'],
] as const

describe('airports', () => {
  it.for(KNOWN)('knows %s in %s', ([iata, city, country, latitude, longitude, timeZone], { expect }) => {
    const airport = airports.find(iata)
    expect(airport).toMatchObject({ iata, city, country, timeZone })
    expect(airport?.latitude).toBeCloseTo(latitude, 1)
    expect(airport?.longitude).toBeCloseTo(longitude, 1)
  })

  it.for([
    ['MAD', 'Adolfo Suárez Madrid–Barajas Airport'],
    ['AKL', 'Auckland International Airport'],
    ['LHR', 'London Heathrow Airport'],
    ['MEX', 'Aeropuerto Internacional Lic. Benito Juárez'],
  ] as const)('writes the name of %s in full', ([iata, name], { expect }) => {
    expect(airports.find(iata)?.name).toBe(name)
  })

  it.for([
    ['PUQ', 'America/Punta_Arenas'],
    ['BBA', 'America/Punta_Arenas'],
    ['CUU', 'America/Chihuahua'],
    ['OOL', 'Australia/Brisbane'],
    ['URC', 'Asia/Shanghai'],
    ['BAH', 'Asia/Bahrain'],
    ['DIL', 'Asia/Dili'],
  ] as const)('keeps the clock people read at %s, where sources differ', ([iata, timeZone], { expect }) => {
    expect(airports.find(iata)?.timeZone).toBe(timeZone)
  })

  it('forgives lower case and blanks', ({ expect }) => {
    expect(airports.find(' mad ')).toEqual(airports.find('MAD'))
  })

  it.for(['', 'M', 'QQQ', 'MADR', 'LEMD', '***', 'M|D', '   ', 'AAAAAB'])('knows no %j', (code, { expect }) => {
    expect(airports.find(code)).toBeNull()
  })

  it('finds every code it holds, and no two alike', ({ expect }) => {
    expect(codes.length).toBeGreaterThan(5000)
    expect(new Set(codes).size).toBe(codes.length)
    expect(codes).toEqual([...codes].sort())
    const broken = codes.filter((code) => {
      const found = airports.find(code)
      const written =
        found !== null && found.name !== '' && found.city !== '' && !/[*~^|]/.test(found.name + found.city)
      const placed = found !== null && Math.abs(found.latitude) <= 90 && Math.abs(found.longitude) <= 180
      return !written || !placed || !/^[A-Z]{2}$/.test(found.country)
    })
    expect(broken).toEqual([])
  })

  it('has no column longer or shorter than its codes', ({ expect }) => {
    const { NAMES, CITIES, COUNTRIES, LATITUDES, LONGITUDES, ZONE_INDEXES } = data
    const lengths = [NAMES, CITIES, COUNTRIES, LATITUDES, LONGITUDES, ZONE_INDEXES].map((c) => c.split('|').length)
    expect(new Set(lengths)).toEqual(new Set([codes.length]))
  })

  it('names only zones this runtime can tell the time in', ({ expect }) => {
    const refused = data.ZONES.split('|').filter((zone) => {
      try {
        return !/^2026-0\d-\d\d$/.test(localDate(Date.UTC(2026, 1, 1), zone))
      } catch {
        return true
      }
    })
    expect(refused).toEqual([])
  })

  it('stays under its share of the Worker', async ({ expect }) => {
    expect(await gzippedBytes(Object.values(data).join('\n'))).toBeLessThan(BUDGET_BYTES)
    const dense = new Uint8Array(BUDGET_BYTES)
    for (let at = 0; at < dense.length; at += 50_000) crypto.getRandomValues(dense.subarray(at, at + 50_000))
    expect(await gzippedBytes(dense)).toBeGreaterThan(BUDGET_BYTES)
  })
})

describe('localDate', () => {
  it.for([
    ['2026-09-22T22:00:00Z', 'America/New_York', '2026-09-22'],
    ['2026-09-22T22:00:00Z', 'Pacific/Auckland', '2026-09-23'],
    ['2026-01-01T02:59:59Z', 'America/Argentina/Buenos_Aires', '2025-12-31'],
    ['2026-01-01T03:00:00Z', 'America/Argentina/Buenos_Aires', '2026-01-01'],
    ['2026-03-29T22:30:00Z', 'Europe/Madrid', '2026-03-30'],
    ['2026-02-28T18:15:00Z', 'Asia/Kathmandu', '2026-03-01'],
    ['2024-02-29T12:00:00Z', 'UTC', '2024-02-29'],
  ] as const)('at %s in %s it is %s', ([instant, zone, date], { expect }) => {
    expect(localDate(Date.parse(instant), zone)).toBe(date)
    expect(localDate(Date.parse(instant), zone.toLowerCase())).toBe(date)
  })

  it('refuses a zone that does not exist', ({ expect }) => {
    expect(() => localDate(0, 'Mars/Olympus')).toThrow(RangeError)
  })

  it('refuses an instant that is no date', ({ expect }) => {
    expect(() => localDate(Number.NaN, 'UTC')).toThrow(RangeError)
  })
})
