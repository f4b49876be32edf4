import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { aeroDataBoxCallback, type CallbackFlight } from './aerodatabox-callback.ts'
import { type Api, ApiError } from './api.ts'

const MINUTE_MS = 60_000
const MADRID = { iata: 'MAD', icao: 'LEMD', name: 'Madrid Barajas', timeZone: 'Europe/Madrid' } as const
const BUENOS_AIRES = {
  iata: 'EZE',
  icao: 'SAEZ',
  name: 'Buenos Aires Ministro Pistarini',
  timeZone: 'America/Argentina/Buenos_Aires',
} as const

const instant = z.iso.datetime().transform((text) => Date.parse(text))

/** What of a flight the provider's part needs, as `GET /flights/{id}` tells it. Times in ms. */
export const FlightSchema = z.object({
  flight_number: z.string(),
  status: z.string(),
  scheduled_departure: instant,
  scheduled_arrival: instant,
  last_provider_update_at: instant.nullable(),
})
export type DemoFlight = z.infer<typeof FlightSchema>

const AlertsSchema = z.object({ data: z.array(z.object({ flight_number: z.string(), callback_url: z.string() })) })

type Told = Pick<
  CallbackFlight,
  'status' | 'revisedDeparture' | 'runwayDeparture' | 'revisedArrival' | 'runwayArrival' | 'gate' | 'baggageBelt'
>

/** What a provider says of a flight's day, in order. Departure and arrival follow the timetable, not this machine's clock. */
export const FLIGHT_STEPS: readonly {
  readonly status: 'scheduled' | 'delayed' | 'departed' | 'arrived'
  readonly says: string
  readonly tell: (flight: DemoFlight) => Told
}[] = [
  { status: 'scheduled', says: 'is expected on time', tell: () => ({ status: 'Expected' }) },
  {
    status: 'delayed',
    says: 'is delayed by 40 minutes',
    tell: (flight) => ({
      status: 'Delayed',
      gate: 'S32',
      revisedDeparture: flight.scheduled_departure + 40 * MINUTE_MS,
      revisedArrival: flight.scheduled_arrival + 35 * MINUTE_MS,
    }),
  },
  {
    status: 'departed',
    says: 'has departed from Madrid',
    tell: (flight) => ({
      status: 'Departed',
      gate: 'S32',
      revisedDeparture: flight.scheduled_departure + 40 * MINUTE_MS,
      runwayDeparture: flight.scheduled_departure + 52 * MINUTE_MS,
      revisedArrival: flight.scheduled_arrival + 30 * MINUTE_MS,
    }),
  },
  {
    status: 'arrived',
    says: 'has landed in Buenos Aires',
    tell: (flight) => ({
      status: 'Arrived',
      gate: 'S32',
      baggageBelt: '6',
      revisedDeparture: flight.scheduled_departure + 40 * MINUTE_MS,
      runwayDeparture: flight.scheduled_departure + 52 * MINUTE_MS,
      runwayArrival: flight.scheduled_arrival + 24 * MINUTE_MS,
    }),
  },
]
export type FlightStep = (typeof FLIGHT_STEPS)[number]

/** One callback's body. @param updatedAt ms, when the provider says it knew; it counts in minutes */
export function callbackOf(flight: DemoFlight, step: FlightStep, updatedAt: number) {
  return aeroDataBoxCallback({
    flightNumber: flight.flight_number,
    origin: MADRID,
    destination: BUENOS_AIRES,
    scheduledDeparture: flight.scheduled_departure,
    scheduledArrival: flight.scheduled_arrival,
    terminal: '4S',
    gate: 'S28',
    ...step.tell(flight),
    updatedAt,
  })
}

/**
 * Where the provider calls back about a flight number. The subscription is made after the flight's commit, so this waits for it.
 * @throws Error when there is none within half a minute
 */
export async function callbackUrlOf(api: Api, flightNumber: string): Promise<string> {
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    const { data } = await api.read(AlertsSchema, 'GET', '~/dev/flight-alerts.json')
    const alert = data.find((one) => one.flight_number === flightNumber)
    if (alert) return alert.callback_url
    await sleep(200)
  }
  throw new Error(`Nobody subscribed to ${flightNumber} within half a minute; the server's log tells why.`)
}

/** Posts one callback as the provider would. Throws `ApiError` unless it is taken. */
export async function postCallback(callbackUrl: string, body: object): Promise<void> {
  const response = await fetch(callbackUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer = { status: response.status, headers: response.headers, text: await response.text() }
  if (!response.ok) throw new ApiError('The flight webhook', answer)
}
