import { z } from 'zod'
import type { Airports } from '../../domain/shipments/airport.ts'
import type { FlightUpdate } from '../../domain/shipments/flight-update.ts'
import type { FlightStatusProvider } from '../../domain/shipments/ports.ts'
import { type ProviderFailure, ProviderUnavailable } from '../../domain/shipments/provider-failure.ts'
import { readAviationstackFlight } from './aviationstack-flight.ts'
import { askProvider, type ProviderHttpOptions, type Refusal } from './provider-http.ts'

export interface AviationstackOptions extends Pick<ProviderHttpOptions, 'timeoutMs' | 'pauseMs'> {
  /** Stands in the query of every request: nobody else is to see one. */
  readonly accessKey: string
  /** With the version, without a slash at the end. */
  readonly baseUrl: string
  readonly airports: Airports
  /** ms since 1970, UTC. */
  readonly now?: () => number
}

/** The most that a page may hold on common plans. */
const PAGE = 100
/** A number has a few legs a day: who has more pages than this did not look at what was asked. */
const MOST_PAGES = 3

const MINUTE_SECONDS = 60

/** What their words for an error come to. Any other leaves it to the status. */
const KINDS: Readonly<Record<string, ProviderFailure>> = {
  invalid_access_key: 'misconfigured',
  missing_access_key: 'misconfigured',
  inactive_user: 'misconfigured',
  https_access_restricted: 'misconfigured',
  function_access_restricted: 'misconfigured',
  invalid_api_function: 'misconfigured',
  '404_not_found': 'misconfigured',
  validation_error: 'not_found',
  usage_limit_reached: 'exhausted',
  rate_limit_reached: 'rate_limited',
  internal_error: 'unavailable',
}

const failed = z.object({ error: z.object({ code: z.union([z.string(), z.number()]) }) })

const page = z.object({
  pagination: z.object({ total: z.number().int().nonnegative() }).catch({ total: 0 }),
  data: z.array(z.unknown()),
})

/** They send errors with 200 too, so the word counts before the status. */
function refusalIn(status: number, body: unknown): Refusal | null {
  const read = failed.safeParse(body)
  // Their gateway has another shape and no code.
  if (!read.success)
    return status === 404 ? { kind: 'misconfigured', message: 'it answered 404: the address is wrong' } : null
  const code = String(read.data.error.code)
  const kind = KINDS[code]
  if (kind === undefined)
    return status < 400 ? { kind: 'unavailable', message: `it answered ${status} with an error` } : null
  const message = `it answered ${status}: ${code}`
  return kind === 'rate_limited' ? { kind, message, retryAfterSeconds: MINUTE_SECONDS } : { kind, message }
}

/**
 * Aviationstack, which is only ever asked: `GET /flights` of its API v1, on its own host or on APILayer's gateway.
 * How its times are read and how old its word is taken to be: `readAviationstackFlight`.
 */
export function createAviationstackClient(options: AviationstackOptions): FlightStatusProvider {
  const { accessKey, baseUrl, airports, timeoutMs, pauseMs, now = Date.now } = options
  const http: ProviderHttpOptions = {
    baseUrl,
    headers: {},
    secretQuery: { access_key: accessKey },
    refusalIn,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(pauseMs !== undefined && { pauseMs }),
  }

  async function ask(query: Readonly<Record<string, string>>, offset: number) {
    const path = `/flights?${new URLSearchParams({ ...query, limit: String(PAGE), offset: String(offset) })}`
    const read = page.safeParse(await askProvider({ method: 'GET', path }, http))
    if (!read.success) throw new ProviderUnavailable('unavailable', 'its answer is not what it says of itself')
    return read.data
  }

  return {
    provider: 'aviationstack',

    async status(flightNumber, departureDate, origin) {
      const at = now()
      const query = {
        flight_iata: flightNumber,
        flight_date: departureDate,
        ...(origin !== undefined && { dep_iata: origin }),
      }
      const updates: FlightUpdate[] = []
      let seen = 0
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const { data, pagination } = await ask(query, seen)
        const read = data.map((item) => readAviationstackFlight(item, { flightNumber, at }, airports))
        updates.push(...read.filter((update) => update !== null))
        seen += data.length
        if (data.length === 0 || seen >= pagination.total) break
      }
      return updates
    },
  }
}
