import type { Airports } from '../../domain/shipments/airport.ts'
import type { FlightAlertService, FlightStatusProvider } from '../../domain/shipments/ports.ts'
import { ProviderUnavailable } from '../../domain/shipments/provider-failure.ts'
import { readAeroDataBoxAnswer } from './aerodatabox-notification.ts'
import { readBalance, readSubscription, readSubscriptions } from './aerodatabox-subscription.ts'
import { askProvider, type ProviderHttpOptions, type ProviderRequest } from './provider-http.ts'

/** Of three shops that sell the same service; their keys are not interchangeable. */
export interface AeroDataBoxOptions extends Pick<ProviderHttpOptions, 'timeoutMs' | 'pauseMs'> {
  /** Without a slash at the end. */
  readonly baseUrl: string
  readonly key: string
  /** Where the key goes; without it, where the shop behind `baseUrl` wants it. */
  readonly authHeader?: string | undefined
  readonly airports: Airports
}

/** How often they repeat a notification that we did not take. Each costs again, but only when we were down. */
const MAX_DELIVERY_RETRIES = 2

/** RapidAPI and API.Market each have their own name for it. */
export function authHeaderOf(baseUrl: string): string {
  const { hostname } = new URL(baseUrl)
  if (hostname.endsWith('.rapidapi.com')) return 'X-RapidAPI-Key'
  return hostname.endsWith('.api.market') || hostname === 'api.market' ? 'x-api-market-key' : 'X-Api-Key'
}

function headersOf({ baseUrl, key, authHeader = authHeaderOf(baseUrl) }: AeroDataBoxOptions): Record<string, string> {
  const isRapid = authHeader.toLowerCase() === 'x-rapidapi-key'
  return { [authHeader]: key, ...(isRapid && { 'X-RapidAPI-Host': new URL(baseUrl).host }) }
}

export type AeroDataBoxClient = FlightAlertService & FlightStatusProvider

const unreadable = () => new ProviderUnavailable('unavailable', 'its answer is not what it says of itself')

const isGone = (error: unknown): boolean => error instanceof ProviderUnavailable && error.kind === 'not_found'

/**
 * AeroDataBox: the Flight Alert API and the flight status, over any of its shops.
 * Source: its OpenAPI 1.15.3 (`/subscriptions/…`, `/flights/{searchBy}/{searchParam}/{dateLocal}`), and what live answers do
 * beside it: 204 or an empty 200 for nothing, pages of gateways, enums as integers.
 */
export function createAeroDataBoxClient(options: AeroDataBoxOptions): AeroDataBoxClient {
  const { timeoutMs, pauseMs, airports } = options
  const http: ProviderHttpOptions = {
    baseUrl: options.baseUrl,
    headers: headersOf(options),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(pauseMs !== undefined && { pauseMs }),
  }
  const ask = (method: ProviderRequest['method'], path: string, body?: unknown) =>
    askProvider({ method, path, ...(body !== undefined && { body }) }, http)

  return {
    provider: 'aerodatabox',

    async subscribe(flightNumber, callbackUrl) {
      const path = `/subscriptions/webhook/FlightByNumber/${encodeURIComponent(flightNumber)}`
      const made = readSubscription(
        await ask('POST', path, { url: callbackUrl, maxDeliveryRetries: MAX_DELIVERY_RETRIES }),
      )
      if (made === null) throw unreadable()
      return { providerSubscriptionId: made.providerSubscriptionId }
    },

    async unsubscribe(providerSubscriptionId) {
      try {
        await ask('DELETE', `/subscriptions/webhook/${encodeURIComponent(providerSubscriptionId)}`)
      } catch (error) {
        if (!isGone(error)) throw error
      }
    },

    async find(providerSubscriptionId) {
      try {
        const answered = await ask('GET', `/subscriptions/webhook/${encodeURIComponent(providerSubscriptionId)}`)
        if (answered === null) return null
        const found = readSubscription(answered)
        if (found === null) throw unreadable()
        return found
      } catch (error) {
        if (isGone(error)) return null
        throw error
      }
    },

    async list() {
      const answered = await ask('GET', '/subscriptions/webhook')
      if (answered === null) return []
      const listed = readSubscriptions(answered)
      if (listed === null) throw unreadable()
      return listed
    },

    async creditsRemaining() {
      const answered = await ask('GET', '/subscriptions/balance')
      return answered === null ? null : readBalance(answered)
    },

    async status(flightNumber, departureDate) {
      const query = 'dateLocalRole=Departure&withAircraftImage=false&withLocation=false&withFlightPlan=false'
      const path = `/flights/number/${encodeURIComponent(flightNumber)}/${encodeURIComponent(departureDate)}?${query}`
      const answered = await ask('GET', path)
      if (answered === null) return []
      if (!Array.isArray(answered)) throw unreadable()
      return readAeroDataBoxAnswer(answered, airports, flightNumber)
    },
  }
}
