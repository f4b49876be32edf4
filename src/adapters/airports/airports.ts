import type { Airport, Airports } from '../../domain/shipments/airport.ts'
import * as data from './airports.data.ts'

interface Columns {
  readonly names: readonly string[]
  readonly cities: readonly string[]
  readonly countries: readonly string[]
  readonly latitudes: readonly string[]
  readonly longitudes: readonly string[]
  readonly zoneIndexes: readonly string[]
  readonly zones: readonly string[]
}

const CODE_LENGTH = 3
let columns: Columns | null = null

/** Split on first use, once per isolate: an isolate that never asks for an airport pays for the string literals only. */
function loaded(): Columns {
  columns ??= {
    names: data.NAMES.split('|'),
    cities: data.CITIES.split('|'),
    countries: data.COUNTRIES.split('|'),
    latitudes: data.LATITUDES.split('|'),
    longitudes: data.LONGITUDES.split('|'),
    zoneIndexes: data.ZONE_INDEXES.split('|'),
    zones: data.ZONES.split('|'),
  }
  return columns
}

/** Binary search over the sorted codes, which stand in one string without separators. -1 when absent. */
function indexOf(code: string): number {
  let low = 0
  let high = data.CODES.length / CODE_LENGTH - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = data.CODES.slice(middle * CODE_LENGTH, (middle + 1) * CODE_LENGTH)
    if (found === code) return middle
    if (found < code) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** Undoes the marks of `scripts/build-airports.mjs`. Replacers are functions: a `$` in a name means nothing special. */
function fullName(short: string, city: string): string {
  return short
    .replace('*', () => city)
    .replace('~', ' International Airport')
    .replace('^', ' Airport')
}

function airportAt(index: number, code: string): Airport | null {
  const { names, cities, countries, latitudes, longitudes, zoneIndexes, zones } = loaded()
  const short = names[index]
  const city = cities[index]
  const country = countries[index]
  const timeZone = zones[Number(zoneIndexes[index])]
  if (short === undefined || city === undefined || country === undefined || timeZone === undefined) return null
  const latitude = Number(latitudes[index])
  const longitude = Number(longitudes[index])
  return { iata: code, name: fullName(short, city), city, country, latitude, longitude, timeZone }
}

/**
 * The gazetteer out of the committed data set: IATA code in any case, blanks around it forgiven; null for what it
 * does not know. Coordinates are WGS 84 degrees to four digits (about 10 m). Sources and rules: ADR 0008.
 */
export const airports: Airports = {
  find(iata) {
    const code = iata.trim().toUpperCase()
    const index = code.length === CODE_LENGTH ? indexOf(code) : -1
    return index < 0 ? null : airportAt(index, code)
  },
}
