import { env } from 'cloudflare:workers'
import { describe, inject, it } from 'vitest'
import { airports } from '../../../src/adapters/airports/airports.ts'
import { createAeroDataBoxClient } from '../../../src/adapters/flights/aerodatabox-client.ts'
import { tendFlightAlerts } from '../../../src/cron/tend-flight-alerts.ts'
import type { DirectoryContext } from '../../../src/use-cases/context.ts'
import { cancelFlight } from '../../../src/use-cases/flights/cancel-flight.ts'
import { tendSubscriptions } from '../../../src/use-cases/flights/tend-subscriptions.ts'
import { unsubscribeFlightAlerts } from '../../../src/use-cases/flights/unsubscribe-flight-alerts.ts'
import { updateFlight } from '../../../src/use-cases/flights/update-flight.ts'
import { watchFlight } from '../../../src/use-cases/flights/watch-flight.ts'
import { someTenant } from '../../harness/tenants.ts'
import { aLoad, aNumber, DAY, HOUR, type Load, MINUTE, newsOf, openTower } from '../../use-cases/flights/tower.ts'
import { SHOPS } from '../servers/aerodatabox.ts'
import { aKey, controlOf } from './control.ts'
import { PAUSE_MS, TIMEOUT_MS } from './misdeeds.ts'

interface Upstream {
  readonly id: string
  readonly number: string
  readonly url: string
  readonly isActive: boolean
}

/** An account of its own at the look-alike, under a name of its own: what one test's ticks tend is no other's. */
function aDesk(settings: Partial<DirectoryContext> = {}) {
  const url = inject('aeroDataBoxUrl')
  const key = aKey()
  const provider = `desk-${crypto.randomUUID()}`
  const { base } = SHOPS.direct
  const client = createAeroDataBoxClient({
    baseUrl: url + base,
    key,
    airports,
    timeoutMs: TIMEOUT_MS,
    pauseMs: PAUSE_MS,
  })
  const service = { ...client, provider }
  const tower = openTower({ flightAlertService: service, alertsCallBack: true, polledProvider: null, ...settings })
  const control = controlOf(url, key)
  const state = async () => {
    const kept = await (await fetch(`${url}/control/${key}/kept`)).text()
    return (kept === '' ? {} : JSON.parse(kept)) as { subscriptions?: Upstream[]; credits?: number }
  }
  return {
    tower,
    provider,
    will: control.will,
    upstream: async () => (await state()).subscriptions ?? [],
    /** Changes what the provider keeps. */
    async become(change: { subscriptions?: readonly Upstream[]; credits?: number }) {
      await control.knows({ ...(await state()), ...change })
    },
    async made() {
      const seen = await control.seen()
      return seen.filter(({ method }) => method === 'POST').length
    },
    watch: ({ tenant, flight }: Load, change?: Partial<DirectoryContext>) =>
      watchFlight(tower.directory(change), {
        type: 'flight_alert.watch',
        tenant_id: tenant.id,
        flight_id: flight.id,
        flight_number: flight.flightNumber,
      }),
    async tend(after = 0) {
      tower.time.now += after
      await tendSubscriptions(tower.directory(), { reconciles: true })
      await tower.work()
    },
    ours: async () => {
      const sql =
        'SELECT status, provider_subscription_id AS id, failure FROM flight_alert_subscriptions WHERE provider = ?'
      const { results } = await env.DIRECTORY_DB.prepare(sql)
        .bind(provider)
        .all<{ status: string; id: string | null; failure: string | null }>()
      return results
    },
  }
}

const logged = (desk: ReturnType<typeof aDesk>, event: string) =>
  desk.tower.logged.filter((line) => line.event === event).length

const audited = async (provider: string) => {
  const sql = "SELECT action FROM audit_log WHERE tenant_id = 'platform' AND subject_id = ? ORDER BY id"
  const { results } = await env.DIRECTORY_DB.prepare(sql).bind(provider).all<{ action: string }>()
  return results.map(({ action }) => action)
}

describe('a subscription upstream', () => {
  it('is one for a number, whichever tenants ask at the same moment and how often', async ({ expect }) => {
    const desk = aDesk()
    const number = aNumber()
    const loads: Load[] = []
    for (let n = 0; n < 4; n++) loads.push(await aLoad(desk.tower, await someTenant(n % 2), number))
    await Promise.all([...loads, ...loads].map((load) => desk.watch(load)))
    await desk.tend()
    expect([(await desk.upstream()).map((each) => each.number), await desk.made()]).toEqual([[number], 1])
    expect((await desk.ours()).map(({ status }) => status)).toEqual(['active'])
  })

  it('stays while somebody watches and ends with the last who leaves', async ({ expect }) => {
    const desk = aDesk()
    const number = aNumber()
    const first = await aLoad(desk.tower, await someTenant(0), number)
    const second = await aLoad(desk.tower, await someTenant(1), number)
    await Promise.all([desk.watch(first), desk.watch(second)])
    await unsubscribeFlightAlerts(desk.tower.tenant(first.tenant), first.flight.id)
    await desk.watch(first)
    expect(await desk.upstream()).toHaveLength(1)
    await unsubscribeFlightAlerts(desk.tower.tenant(second.tenant), second.flight.id)
    await desk.watch(second)
    expect(await desk.upstream()).toEqual([])
    expect((await desk.ours()).map(({ status }) => status)).toEqual(['ended'])
  })

  it('ends a day after the last watched flight is over', async ({ expect }) => {
    const desk = aDesk()
    const load = await aLoad(desk.tower, await someTenant(), aNumber())
    const ctx = desk.tower.tenant(load.tenant)
    await desk.watch(load)
    await updateFlight(ctx, { id: load.flight.id, edit: { status: 'arrived' } })
    await desk.watch(load)
    await desk.tend(23 * HOUR)
    expect(await desk.upstream()).toHaveLength(1)
    await desk.tend(HOUR)
    expect(await desk.upstream()).toEqual([])
  })

  it('that is not ended because the provider was away is ended by the next tick', async ({ expect }) => {
    const desk = aDesk()
    const tenant = await someTenant()
    const load = await aLoad(desk.tower, tenant, aNumber())
    await desk.watch(load)
    await desk.will(...Array.from({ length: 4 }, () => ({ do: 'answer', status: 503 }) as const))
    await unsubscribeFlightAlerts(desk.tower.tenant(tenant), load.flight.id)
    await desk.watch(load)
    expect(await desk.upstream()).toHaveLength(1)
    await desk.will()
    await desk.tend(5 * MINUTE)
    expect(await desk.upstream()).toEqual([])
  })

  it('that was made while its answer was lost, or whoever asked died, is taken over and not made again', async ({
    expect,
  }) => {
    const desk = aDesk()
    const torn = await aLoad(desk.tower, await someTenant(), aNumber())
    // The list, and then the answer to the POST that was carried out.
    await desk.will({ do: 'well' }, { do: 'torn' })
    await desk.watch(torn)
    expect((await desk.ours()).map(({ status, failure }) => [status, failure])).toEqual([['pending', 'unavailable']])

    const killed = await aLoad(desk.tower, await someTenant(1), aNumber())
    const { flightAlerts } = desk.tower.directory()
    const settle = () => Promise.reject(new Error('the process died'))
    await expect(desk.watch(killed, { flightAlerts: { ...flightAlerts, settle } })).rejects.toThrow('died')

    await desk.tend(5 * MINUTE)
    expect((await desk.ours()).map(({ status }) => status)).toEqual(['active', 'active'])
    expect([(await desk.upstream()).length, await desk.made()]).toEqual([2, 2])
  })

  it('of a flight that is cancelled before it was made is not made', async ({ expect }) => {
    const desk = aDesk()
    const tenant = await someTenant()
    const { createFlight } = await import('../../../src/use-cases/flights/create-flight.ts')
    const day = { departureDate: '2026-11-26', origin: 'MAD', destination: 'HAV' }
    const input = { flightNumber: aNumber(), ...day, scheduledDeparture: null, scheduledArrival: null }
    const flight = await createFlight(desk.tower.tenant(tenant), input)
    await cancelFlight(desk.tower.tenant(tenant), { id: flight.id })
    await desk.watch({ tenant, flight, bagId: '', shipmentId: '' })
    expect([await desk.upstream(), await desk.ours()]).toEqual([[], []])
  })
})

describe('the comparison with the provider’s list', () => {
  /** Two numbers that are watched and made. */
  async function aPair(desk: ReturnType<typeof aDesk>) {
    const loads = [
      await aLoad(desk.tower, await someTenant(0), aNumber()),
      await aLoad(desk.tower, await someTenant(1), aNumber()),
    ]
    for (const load of loads) await desk.watch(load)
    await desk.become({ credits: 5_000 })
    return loads
  }

  it('makes anew what the provider lost, and ends there what is ours and not known', async ({ expect }) => {
    const desk = aDesk()
    await aPair(desk)
    const [first, second] = await desk.upstream()
    if (!first || !second) throw new Error('nothing was made')
    const double = { ...second, id: crypto.randomUUID() }
    const foreign = { ...second, id: crypto.randomUUID(), url: 'https://another.example/hook?token=theirs' }
    await desk.become({ subscriptions: [double, foreign, second] })
    await desk.tend()
    const after = await desk.upstream()
    expect(after.map((each) => each.id)).toEqual(expect.arrayContaining([foreign.id, second.id]))
    expect(after.map((each) => each.id)).not.toContain(double.id)
    expect(after.map((each) => each.number).sort()).toEqual([first.number, second.number, second.number].sort())
    expect((await desk.ours()).map(({ status }) => status)).toEqual(['active', 'active'])
  })

  it('replaces what calls an address that is not ours any more', async ({ expect }) => {
    const desk = aDesk()
    await aPair(desk)
    const before = await desk.upstream()
    await desk.become({
      subscriptions: before.map((each) => ({ ...each, url: each.url.replace('https://', 'https://old.') })),
    })
    await desk.tend()
    expect((await desk.upstream()).map((each) => each.url).sort()).toEqual(before.map((each) => each.url).sort())
    expect(await desk.made()).toBe(4)
  })

  it('comes once an hour, and at the next tick when the provider did not answer', async ({ expect }) => {
    const desk = aDesk()
    await aPair(desk)
    await desk.tend()
    await desk.become({ subscriptions: [] })
    await desk.tend(30 * MINUTE)
    expect(await desk.upstream()).toEqual([])
    await desk.will(...Array.from({ length: 2 }, () => ({ do: 'cut' }) as const))
    await desk.tend(30 * MINUTE)
    expect([await desk.upstream(), logged(desk, 'flight_alerts_unreconciled')]).toEqual([[], 1])
    await desk.tend(5 * MINUTE)
    expect(await desk.upstream()).toHaveLength(2)
  })
})

describe('the account that pays for alerts', () => {
  async function aWatchedDesk() {
    const desk = aDesk()
    const [one, other] = [await someTenant(0), await someTenant(1)]
    const loads = [
      await aLoad(desk.tower, one, aNumber()),
      await aLoad(desk.tower, one, aNumber()),
      await aLoad(desk.tower, other, aNumber()),
    ]
    for (const load of loads) await desk.watch(load)
    const told = async (type: string) =>
      [await newsOf(one), await newsOf(other)].map((news) => news.filter((each) => each === type).length)
    return { desk, told }
  }

  it('when it runs low is told once to the operator and to the staff of each tenant, and again when it runs low again', async ({
    expect,
  }) => {
    const { desk, told } = await aWatchedDesk()
    await desk.become({ credits: 150 })
    for (let hours = 0; hours < 4; hours++) await desk.tend(HOUR)
    expect([await told('flight.alerts_low'), logged(desk, 'flight_alerts_low_began')]).toEqual([[1, 1], 1])
    await desk.become({ credits: 9_000 })
    await desk.tend(5 * MINUTE)
    await desk.become({ credits: 10 })
    await desk.tend(HOUR)
    await desk.tend(HOUR)
    expect(await told('flight.alerts_low')).toEqual([2, 2])
    expect(await audited(desk.provider)).toEqual([
      'flight_alerts.low_began',
      'flight_alerts.low_ended',
      'flight_alerts.low_began',
    ])
  })

  it('that is paused is told once, its subscriptions rest, and come back with its credits', async ({ expect }) => {
    const { desk, told } = await aWatchedDesk()
    await desk.become({ credits: 0 })
    for (let ticks = 0; ticks < 4; ticks++) await desk.tend(30 * MINUTE)
    expect([await told('flight.alerts_paused'), await told('flight.alerts_low')]).toEqual([
      [1, 1],
      [0, 0],
    ])
    expect(new Set((await desk.ours()).map(({ status }) => status))).toEqual(new Set(['paused']))
    await desk.become({ credits: 9_000 })
    await desk.tend(5 * MINUTE)
    expect(new Set((await desk.ours()).map(({ status }) => status))).toEqual(new Set(['active']))
    expect(await audited(desk.provider)).toEqual([
      'flight_alerts.low_began',
      'flight_alerts.pause_began',
      'flight_alerts.low_ended',
      'flight_alerts.pause_ended',
    ])
    expect(await desk.made()).toBe(3)
  })

  it('that is paused is told once also when whoever tells dies on the way', async ({ expect }) => {
    const { desk, told } = await aWatchedDesk()
    await desk.become({ credits: 0 })
    const died = async () => {
      throw new Error('the process died')
    }
    const ctx = desk.tower.directory({ dispatch: { outbound: died, imports: died, flights: died } })
    desk.tower.time.now += HOUR
    await expect(tendSubscriptions(ctx, { reconciles: true })).rejects.toThrow('died')
    expect(await told('flight.alerts_paused')).toEqual([0, 0])
    await desk.tend(5 * MINUTE)
    await desk.tend(5 * MINUTE)
    expect(await told('flight.alerts_paused')).toEqual([1, 1])
  })

  it('of which nothing delivers is paused whatever its credits say', async ({ expect }) => {
    const { desk, told } = await aWatchedDesk()
    const subscriptions = (await desk.upstream()).map((each) => ({ ...each, isActive: false }))
    await desk.become({ credits: 5_000, subscriptions })
    await desk.tend(HOUR)
    expect(await told('flight.alerts_paused')).toEqual([1, 1])
  })
})

it('a number that the provider refuses is told once to each tenant, also to one that comes later', async ({
  expect,
}) => {
  const desk = aDesk()
  const number = aNumber()
  const [first, second] = [
    await aLoad(desk.tower, await someTenant(0), number),
    await aLoad(desk.tower, await someTenant(1), number),
  ]
  const refuses = async () => desk.will({ do: 'well' }, { do: 'answer', status: 400, body: { message: 'no' } })
  await refuses()
  await desk.watch(first)
  await desk.tower.work()
  await desk.watch(second)
  await desk.watch(second)
  await desk.tower.work()
  await refuses()
  await desk.tend(DAY)
  const news = [await newsOf(first.tenant), await newsOf(second.tenant)]
  expect(news.map((each) => each.filter((type) => type === 'flight.alerts_failed').length)).toEqual([1, 1])
})

it('a tick whose provider or database fails ends in the log', async ({ expect }) => {
  const desk = aDesk()
  const broken = desk.tower.directory()
  const flightAlerts = { ...broken.flightAlerts, due: () => Promise.reject(new Error('D1 is away')) }
  await tendFlightAlerts({ log: broken.log, hasProvider: true, directory: () => ({ ...broken, flightAlerts }) })
  expect(logged(desk, 'flight_alerts_failed')).toBe(1)
})
