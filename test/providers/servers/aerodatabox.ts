import { randomUUID } from 'node:crypto'
import type { Listening } from './listen.ts'
import { type Account, type Reply, type Seen, startScripted } from './scripted.ts'

/** The three shops that sell the service: where each has it, and how each wants the key. */
export const SHOPS = {
  direct: { base: '/direct', header: 'x-api-key' },
  rapidapi: { base: '/rapidapi', header: 'x-rapidapi-key' },
  apimarket: { base: '/api/v1/aedbx/aerodatabox', header: 'x-api-market-key' },
} as const
export type Shop = keyof typeof SHOPS

interface Subscription {
  readonly id: string
  readonly number: string
  readonly url: string
  readonly isActive: boolean
}

/** What a test may set: the answer of flights by `NUMBER/DATE`, the credits, whether the list says that it is paused. */
export interface AeroDataBoxState {
  readonly subscriptions?: Subscription[]
  readonly flights?: Readonly<Record<string, unknown>>
  /** A number; `empty` for the empty 200 of an account without a record. */
  readonly credits?: number | 'empty'
}

const NOTHING: Reply = { status: 204, body: null }

const shopOf = (seen: Seen) => Object.values(SHOPS).find(({ base }) => seen.path.startsWith(`${base}/`))

function contractOf({ id, number, url, isActive }: Subscription) {
  return {
    id,
    isActive,
    billingType: 'CreditBased',
    activateBeforeUtc: null,
    expiresOnUtc: null,
    createdOnUtc: '2026-09-11 19:00Z',
    // They write the number with a blank.
    subject: { type: 'FlightByNumber', id: number.replace(/^([A-Z\d]{2})(\d)/, '$1 $2') },
    subscriber: { type: 'WebHook', id: url },
    notices: [],
  }
}

/** What each gateway says to a key that it does not know. */
function refusal(base: string): Reply {
  if (base === SHOPS.rapidapi.base) return { status: 403, body: { message: 'You are not subscribed to this API.' } }
  if (base === SHOPS.apimarket.base) return { status: 401, body: { error: 'Invalid API key' } }
  return { status: 401, body: { message: 'Unauthorized', details: null } }
}

function subscriptions(seen: Seen, rest: readonly string[], held: Subscription[]): Reply {
  const [id = '', number] = rest
  if (seen.method === 'POST') {
    const { url, ...more } = JSON.parse(seen.body) as { url?: string; maxDeliveryRetries?: number }
    const isKnown = Object.keys(more).every((key) => key === 'maxDeliveryRetries')
    if (id !== 'FlightByNumber' || !url || !isKnown || !/^[A-Z\d]{3,7}$/.test(number ?? '')) {
      return { status: 400, body: { message: 'Subscription subject is invalid', details: null } }
    }
    const made = { id: randomUUID(), number: number ?? '', url, isActive: true }
    held.push(made)
    return { status: 200, body: contractOf(made) }
  }
  if (id === '') return held.length === 0 ? NOTHING : { status: 200, body: held.map(contractOf) }
  const at = held.findIndex((each) => each.id === id)
  const [found] = at < 0 ? [] : held.slice(at, at + 1)
  if (found === undefined) return NOTHING
  if (seen.method === 'DELETE') {
    held.splice(at, 1)
    return { status: 200, body: null }
  }
  return { status: 200, body: contractOf(found) }
}

function answer(seen: Seen, account: Account): Reply {
  const shop = shopOf(seen)
  if (shop === undefined) return { status: 404, body: { message: 'no Route matched with those values' } }
  if (!String(seen.headers[shop.header] ?? '').startsWith('good-')) return refusal(shop.base)
  if (shop === SHOPS.rapidapi && seen.headers['x-rapidapi-host'] !== seen.headers.host) {
    return { status: 400, body: { message: 'Missing or wrong X-RapidAPI-Host' } }
  }
  const state = (account.state ?? {}) as AeroDataBoxState
  const [what, kind, ...rest] = seen.path
    .slice(shop.base.length + 1)
    .split('/')
    .map(decodeURIComponent)
  if (what === 'subscriptions' && kind === 'webhook') {
    const held = state.subscriptions ?? []
    account.state = { ...state, subscriptions: held }
    return subscriptions(seen, rest, held)
  }
  if (what === 'subscriptions' && kind === 'balance') {
    const { credits } = state
    if (credits === undefined) return NOTHING
    if (credits === 'empty') return { status: 200, body: null }
    return {
      status: 200,
      body: {
        creditsRemaining: credits,
        lastRefilledUtc: '2026-09-01 00:00Z',
        lastDeductedUtc: '2026-09-11 12:00Z',
      },
    }
  }
  if (what === 'flights' && kind === 'number' && seen.query.dateLocalRole === 'Departure') {
    const found = state.flights?.[rest.join('/')]
    return found === undefined ? NOTHING : { status: 200, body: found }
  }
  return { status: 400, body: { message: 'Bad request', details: null } }
}

const keyOf = (seen: Seen): string =>
  Object.values(SHOPS)
    .map(({ header }) => seen.headers[header])
    .find((key) => typeof key === 'string') ?? 'nobody'

/** AeroDataBox over its three shops, by its OpenAPI document 1.15.3 and what its live answers do beside it. Keys that are good begin with `good-`. */
export const startAeroDataBox = (): Promise<Listening> => startScripted(keyOf, answer)
