import { afterEach, describe, inject, it, vi } from 'vitest'
import { aeroDataBoxFlightItem } from '../../../scripts/lib/aerodatabox-callback.ts'
import { airports } from '../../../src/adapters/airports/airports.ts'
import { authHeaderOf, createAeroDataBoxClient } from '../../../src/adapters/flights/aerodatabox-client.ts'
import { BodyTooLong, boundedText } from '../../../src/adapters/flights/bounded-text.ts'
import { sha256Hex } from '../../../src/core/security/signatures.ts'
import { SHOPS, type Shop } from '../servers/aerodatabox.ts'
import { aKey, controlOf } from './control.ts'
import { failureOf, MISDEEDS, PAUSE_MS, TIMEOUT_MS } from './misdeeds.ts'

const CALLBACK = 'https://courier.example/api/v1/flights/webhook?token=a-secret-of-ours'
const at = (iso: string) => Date.parse(iso)

/** A client of its own account in one of the shops, and the shop's side of it. */
function anAccount(shop: Shop = 'direct', key = aKey(), more: { authHeader?: string; path?: string } = {}) {
  const url = inject('aeroDataBoxUrl')
  const { base, header } = SHOPS[shop]
  const client = createAeroDataBoxClient({
    baseUrl: url + (more.path ?? base),
    key,
    authHeader: more.authHeader ?? header,
    airports,
    timeoutMs: TIMEOUT_MS,
    pauseMs: PAUSE_MS,
  })
  return { client, key, ...controlOf(url, key) }
}

const item = (flightNumber: string, change: Partial<Parameters<typeof aeroDataBoxFlightItem>[0]> = {}) =>
  aeroDataBoxFlightItem({
    flightNumber,
    origin: { iata: 'MAD', timeZone: 'Europe/Madrid' },
    destination: { iata: 'EZE', timeZone: 'America/Argentina/Buenos_Aires' },
    status: 'Departed',
    scheduledDeparture: at('2026-11-23T23:10:00Z'),
    runwayDeparture: at('2026-11-23T23:31:00Z'),
    scheduledArrival: at('2026-11-24T12:00:00Z'),
    updatedAt: at('2026-11-23T23:33:00Z'),
    ...change,
  })

afterEach(() => {
  vi.restoreAllMocks()
})

describe.for(Object.keys(SHOPS) as Shop[])('AeroDataBox, bought from %s', (shop) => {
  it('makes, shows, lists and ends a subscription', async ({ expect }) => {
    const { client, key, seen } = anAccount(shop)
    expect(await client.list()).toEqual([])
    const { providerSubscriptionId } = await client.subscribe('IB6501', CALLBACK)
    const expected = {
      providerSubscriptionId,
      flightNumber: 'IB6501',
      isActive: true,
      callback: {
        address: 'https://courier.example/api/v1/flights/webhook',
        tokenHash: sha256Hex('a-secret-of-ours'),
      },
    }
    expect(await client.find(providerSubscriptionId)).toEqual(expected)
    expect(await client.list()).toEqual([expected])
    await client.unsubscribe(providerSubscriptionId)
    await client.unsubscribe(providerSubscriptionId)
    expect(await client.find(providerSubscriptionId)).toBeNull()
    expect(await client.list()).toEqual([])
    const requests = await seen()
    const made = requests.find(({ method }) => method === 'POST')
    expect(JSON.parse(made?.body ?? '')).toEqual({ url: CALLBACK, maxDeliveryRetries: 2 })
    expect(new Set(requests.map(({ headers }) => headers[SHOPS[shop].header]))).toEqual(new Set([key]))
    expect(requests).toHaveLength(8)
  })

  it('tells the balance; none while the account has no record', async ({ expect }) => {
    const { client, knows } = anAccount(shop)
    expect(await client.creditsRemaining()).toBeNull()
    await knows({ credits: 'empty' })
    expect(await client.creditsRemaining()).toBeNull()
    await knows({ credits: 4200 })
    expect(await client.creditsRemaining()).toBe(4200)
    await knows({ credits: 0 })
    expect(await client.creditsRemaining()).toBe(0)
  })

  it('tells how a flight stands on a day; nothing for one that it does not know', async ({ expect }) => {
    const { client, knows } = anAccount(shop)
    expect(await client.status('IB6501', '2026-11-24')).toEqual([])
    await knows({ flights: { 'IB6501/2026-11-24': [item('IB6501'), 'nonsense', null] } })
    const said = await client.status('IB6501', '2026-11-24')
    expect(said).toHaveLength(1)
    expect(said[0]).toMatchObject({
      flightNumber: 'IB6501',
      origin: 'MAD',
      departureDate: '2026-11-24',
      status: 'departed',
      actualDeparture: at('2026-11-23T23:31:00Z'),
    })
  })

  it('refuses a key that is not good as something for a person to mend, and asks once', async ({ expect }) => {
    const { client, seen } = anAccount(shop, `bad-${crypto.randomUUID()}`)
    expect(await failureOf(client.list())).toMatchObject({ kind: 'misconfigured' })
    expect(await seen()).toHaveLength(1)
  })
})

describe('the header that carries the key', () => {
  it.for([
    ['https://api.aerodatabox.com', 'X-Api-Key'],
    ['https://aerodatabox.p.rapidapi.com', 'X-RapidAPI-Key'],
    ['https://prod.api.market/api/v1/aedbx/aerodatabox', 'x-api-market-key'],
    ['https://rapidapi.com.somebody.example', 'X-Api-Key'],
  ] as const)('for %s is %s', ([baseUrl, header], { expect }) => {
    expect(authHeaderOf(baseUrl)).toBe(header)
  })

  it('is the one that the configuration names: the wrong one is refused', async ({ expect }) => {
    const { client } = anAccount('direct', aKey(), { authHeader: 'x-magicapi-key' })
    expect(await failureOf(client.list())).toMatchObject({ kind: 'misconfigured' })
  })

  it('does not go along with a redirect', async ({ expect }) => {
    const { client, will, seen } = anAccount()
    await will({ do: 'answer', status: 302, headers: { location: '/rapidapi/subscriptions/webhook' } })
    expect(await failureOf(client.list())).toMatchObject({ kind: 'misconfigured' })
    expect(await seen()).toHaveLength(1)
  })
})

describe('an address that is wrong', () => {
  it('is told from a flight that is not known', async ({ expect }) => {
    const { client } = anAccount('direct', aKey(), { path: '/nowhere' })
    expect(await failureOf(client.status('IB1', '2026-11-24'))).toMatchObject({ kind: 'misconfigured' })
  })
})

describe('AeroDataBox when something goes wrong', () => {
  it.for(MISDEEDS)('$name: $kind after $requests', async ({ act, kind, requests, wait = null }, { expect }) => {
    const { client, key, will, seen } = anAccount()
    await will(act, act)
    const failure = await failureOf(client.status('IB6501', '2026-11-24'))
    expect(failure).toMatchObject({ kind, retryAfterSeconds: wait })
    expect(String(failure?.stack) + String(failure?.cause)).not.toContain(key)
    expect(failure?.message).not.toMatch(/secret|token|example|</)
    expect(await seen()).toHaveLength(requests)
  })

  it.for(MISDEEDS.filter(({ requests }) => requests === 2))(
    'once $name: the second try is the answer',
    async ({ act }, { expect }) => {
      const { client, knows, will, seen } = anAccount()
      await knows({ flights: { 'IB6501/2026-11-24': [item('IB6501')] } })
      await will(act)
      expect(await client.status('IB6501', '2026-11-24')).toHaveLength(1)
      expect(await seen()).toHaveLength(2)
    },
  )

  it('never asks twice for a subscription, since the first may have been made; ending one is asked again', async ({
    expect,
  }) => {
    const { client, will, seen } = anAccount()
    for (const act of [{ do: 'answer', status: 503 }, { do: 'cut' }, { do: 'torn' }] as const) {
      await will(act)
      expect(await failureOf(client.subscribe('IB6501', CALLBACK))).toMatchObject({ kind: 'unavailable' })
    }
    expect(await seen()).toHaveLength(3)
    await will({ do: 'answer', status: 503 })
    await client.unsubscribe('8a1f0c22-5b7e-4f39-9f5d-6f1d2c9b7a10')
    expect(await seen()).toHaveLength(5)
  })

  it('pauses before the second try, half of it by chance', async ({ expect }) => {
    const { client, will } = anAccount()
    const pauses: number[] = []
    const real = globalThis.setTimeout
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms?: number) => {
      if (ms !== undefined && ms >= PAUSE_MS / 2 && ms <= PAUSE_MS) pauses.push(ms)
      return real(run, ms)
    }) as typeof setTimeout)
    for (let round = 0; round < 8; round++) {
      await will({ do: 'answer', status: 500 })
      await client.list()
    }
    expect(pauses).toHaveLength(8)
    expect(new Set(pauses).size).toBeGreaterThan(4)
  })

  it('takes a subscription that is gone for ended, and does not find it', async ({ expect }) => {
    const { client, will } = anAccount()
    const gone = { do: 'answer', status: 404, body: { message: 'not found', details: null } } as const
    await will(gone, gone)
    await client.unsubscribe('8a1f0c22-5b7e-4f39-9f5d-6f1d2c9b7a10')
    expect(await client.find('8a1f0c22-5b7e-4f39-9f5d-6f1d2c9b7a10')).toBeNull()
  })

  it('takes what is no subscription, no list and no flights for no answer', async ({ expect }) => {
    const { client, will } = anAccount()
    const strange = { do: 'answer', status: 200, body: { hello: 'world' } } as const
    await will(strange, strange, strange)
    expect(await failureOf(client.subscribe('IB6501', CALLBACK))).toMatchObject({ kind: 'unavailable' })
    expect(await failureOf(client.list())).toMatchObject({ kind: 'unavailable' })
    expect(await failureOf(client.status('IB6501', '2026-11-24'))).toMatchObject({ kind: 'unavailable' })
  })
})

describe('a body', () => {
  it('is read no further than four megabytes, and to its end below that', async ({ expect }) => {
    let poured = 0
    const pouring = (chunks: number) =>
      new Response(
        new ReadableStream({
          pull(controller) {
            if (poured === chunks) return controller.close()
            poured += 1
            return controller.enqueue(new Uint8Array(512 * 1024).fill(32))
          },
        }),
      )
    await expect(boundedText(pouring(100))).rejects.toBeInstanceOf(BodyTooLong)
    expect(poured).toBeLessThan(12)
    poured = 0
    expect(await boundedText(pouring(8))).toHaveLength(4 * 1024 * 1024)
    expect(await boundedText(new Response(null))).toBe('')
  })

  it('keeps letters that are split between two chunks', async ({ expect }) => {
    const [first, second] = [new Uint8Array([0xc3]), new Uint8Array([0xb1])]
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(first)
        controller.enqueue(second)
        controller.close()
      },
    })
    expect(await boundedText(new Response(body))).toBe('ñ')
  })
})

describe('a number that is sold by one airline and flown by another', () => {
  const asked = async (items: readonly unknown[]) => {
    const { client, knows } = anAccount()
    await knows({ flights: { 'IB7340/2026-11-24': items } })
    return (await client.status('IB7340', '2026-11-24')).map(({ flightNumber, codeshares = [] }) => [
      flightNumber,
      ...codeshares,
    ])
  }

  it('is known by the operator’s item alone', async ({ expect }) => {
    expect(await asked([item('BA460')])).toEqual([['BA460', 'IB7340']])
  })

  it('needs no other number when it is among them', async ({ expect }) => {
    expect(await asked([item('BA460'), { ...item('IB7340'), codeshareStatus: 'IsCodeshared' }])).toEqual([
      ['BA460'],
      ['IB7340'],
    ])
  })

  it('is not another flight that says nothing of being shared', async ({ expect }) => {
    expect(await asked([{ ...item('BA460'), codeshareStatus: 'Unknown' }])).toEqual([['BA460']])
  })

  it('may be written with the ICAO code of an airline that is not named', async ({ expect }) => {
    expect(await asked([{ ...item('IBE7340'), airline: undefined }])).toEqual([['IB7340']])
  })
})
