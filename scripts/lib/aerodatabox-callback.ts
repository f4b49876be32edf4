/** Makes what AeroDataBox would send, for tests and the demo. Plain TypeScript without imports: it runs under Node as it is. */

export interface CallbackAirport {
  readonly iata: string
  readonly icao?: string
  readonly name?: string
  /** IANA zone; without it the times carry no `local`. */
  readonly timeZone?: string
}

/** In the order of their integer codes. */
export const CALLBACK_STATUSES = [
  'Unknown',
  'Expected',
  'EnRoute',
  'CheckIn',
  'Boarding',
  'GateClosed',
  'Departed',
  'Delayed',
  'Approaching',
  'Arrived',
  'Canceled',
  'Diverted',
  'CanceledUncertain',
] as const
export type CallbackStatus = (typeof CALLBACK_STATUSES)[number]

/** What live deliveries do and the specification does not say. */
export interface CallbackQuirks {
  readonly numericEnums?: boolean
  readonly omitLocal?: boolean
  readonly capitalisedKeys?: boolean
  /** The envelope of API 1.14: no id, no timestamp, no delivery attempt. */
  readonly omitEnvelopeId?: boolean
}

/** One leg. Times are ms since 1970, UTC. An airport given as text is its IATA code. */
export interface CallbackFlight {
  readonly flightNumber: string
  readonly origin: string | CallbackAirport
  readonly destination: string | CallbackAirport
  readonly status: CallbackStatus
  readonly scheduledDeparture: number
  readonly revisedDeparture?: number
  readonly runwayDeparture?: number
  readonly scheduledArrival: number
  readonly revisedArrival?: number
  readonly runwayArrival?: number
  readonly terminal?: string
  readonly gate?: string
  readonly baggageBelt?: string
  readonly updatedAt: number
}

export interface CallbackInput extends CallbackFlight {
  readonly id?: string
  readonly creditsRemaining?: number
  /** Further flights in the same delivery. */
  readonly more?: readonly CallbackFlight[]
  readonly quirks?: CallbackQuirks
}

type Json = Record<string, unknown>

/** `2026-09-22 22:00Z`: a blank for the T, no seconds. */
function utcText(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')}Z`
}

/** `2026-09-22 18:00-04:00`, read off the zone's own clock. */
function localText(epochMs: number, timeZone: string): string {
  const minute = Math.floor(epochMs / 60_000) * 60_000
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  const part: Record<string, string> = {}
  for (const { type, value } of format.formatToParts(minute)) part[type] = value
  const wall = Date.UTC(
    Number(part.year),
    Number(part.month) - 1,
    Number(part.day),
    Number(part.hour),
    Number(part.minute),
  )
  const offset = Math.abs(wall - minute) / 60_000
  const two = (n: number) => String(n).padStart(2, '0')
  const sign = wall < minute ? '-' : '+'
  return `${utcText(wall).slice(0, 16)}${sign}${two(Math.floor(offset / 60))}:${two(offset % 60)}`
}

function timeOf(epochMs: number | undefined, airport: CallbackAirport, quirks: CallbackQuirks): Json | undefined {
  if (epochMs === undefined) return undefined
  const utc = utcText(epochMs)
  if (quirks.omitLocal === true || airport.timeZone === undefined) return { utc }
  return { utc, local: localText(epochMs, airport.timeZone) }
}

function coded(words: readonly string[], word: string, quirks: CallbackQuirks): string | number {
  return quirks.numericEnums === true ? words.indexOf(word) : word
}

function airportOf(given: string | CallbackAirport): CallbackAirport {
  return typeof given === 'string' ? { iata: given } : given
}

function airportJson(airport: CallbackAirport): Json {
  return { icao: airport.icao, iata: airport.iata, name: airport.name ?? airport.iata, timeZone: airport.timeZone }
}

function qualityOf(live: boolean, quirks: CallbackQuirks): unknown[] {
  const words = live ? ['Basic', 'Live'] : ['Basic']
  return words.map((word) => coded(['Basic', 'Live', 'Approximate'], word, quirks))
}

function itemOf(flight: CallbackFlight, quirks: CallbackQuirks): Json {
  const origin = airportOf(flight.origin)
  const destination = airportOf(flight.destination)
  return {
    departure: {
      airport: airportJson(origin),
      scheduledTime: timeOf(flight.scheduledDeparture, origin, quirks),
      revisedTime: timeOf(flight.revisedDeparture, origin, quirks),
      runwayTime: timeOf(flight.runwayDeparture, origin, quirks),
      terminal: flight.terminal,
      gate: flight.gate,
      quality: qualityOf(flight.revisedDeparture !== undefined, quirks),
    },
    arrival: {
      airport: airportJson(destination),
      scheduledTime: timeOf(flight.scheduledArrival, destination, quirks),
      revisedTime: timeOf(flight.revisedArrival, destination, quirks),
      runwayTime: timeOf(flight.runwayArrival, destination, quirks),
      baggageBelt: flight.baggageBelt,
      quality: qualityOf(flight.revisedArrival !== undefined, quirks),
    },
    lastUpdatedUtc: utcText(flight.updatedAt),
    number: spaced(flight.flightNumber),
    status: coded(CALLBACK_STATUSES, flight.status, quirks),
    codeshareStatus: coded(['Unknown', 'IsOperator', 'IsCodeshared'], 'IsOperator', quirks),
    isCargo: false,
  }
}

/** They write `KL 1405` for what we write `KL1405`. */
function spaced(flightNumber: string): string {
  return flightNumber.replace(/^([A-Z0-9]{2})\s?(\d)/, '$1 $2')
}

function capitalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalised)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [
    key.slice(0, 1).toUpperCase() + key.slice(1),
    capitalised(inner),
  ])
  return Object.fromEntries(entries)
}

function envelopeOf(input: CallbackInput, flights: readonly Json[], quirks: CallbackQuirks): Json {
  const at = new Date(input.updatedAt).toISOString()
  const dated = {
    id: input.id ?? crypto.randomUUID(),
    timestampUtc: at,
    deliveryAttempt: { seqNo: 1, costCredits: flights.length, timestampUtc: at },
  }
  return {
    ...(quirks.omitEnvelopeId === true ? {} : dated),
    flights,
    subscription: {
      id: '5d0c7c1e-8f2b-4e0a-9a37-6b1f0f4f2c55',
      isActive: true,
      billingType: coded(['LifetimeBased', 'CreditBased'], 'CreditBased', quirks),
      createdOnUtc: utcText(input.updatedAt - 86_400_000),
      expiresOnUtc: null,
      subject: {
        type: coded(['FlightByNumber', 'FlightByAirportIcao'], 'FlightByNumber', quirks),
        id: spaced(input.flightNumber),
      },
      subscriber: {
        type: coded(['WebHook'], 'WebHook', quirks),
        id: 'https://courier.example/hook?token=secret-in-address',
      },
      notices: null,
    },
    balance: {
      creditsRemaining: input.creditsRemaining ?? 1000,
      lastRefilledUtc: utcText(input.updatedAt - 86_400_000),
      lastDeductedUtc: utcText(input.updatedAt),
    },
  }
}

function asJson(value: Json, quirks: CallbackQuirks): Json {
  const shaped = quirks.capitalisedKeys === true ? capitalised(value) : value
  return JSON.parse(JSON.stringify(shaped)) as Json
}

/** The body of one webhook delivery, as it is after `JSON.parse`. */
export function aeroDataBoxCallback(input: CallbackInput): Json {
  const quirks = input.quirks ?? {}
  const flights = [input, ...(input.more ?? [])].map((flight) => itemOf(flight, quirks))
  return asJson(envelopeOf(input, flights, quirks), quirks)
}

/** One element of what `GET /flights/number/{number}/{date}` answers. */
export function aeroDataBoxFlightItem(flight: CallbackFlight, quirks: CallbackQuirks = {}): Json {
  return asJson(itemOf(flight, quirks), quirks)
}
