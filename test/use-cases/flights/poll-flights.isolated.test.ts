import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { tickFlightPolls } from '../../../src/cron/poll-flights.ts'
import type { FlightUpdate } from '../../../src/domain/shipments/flight-update.ts'
import { ProviderUnavailable } from '../../../src/domain/shipments/provider-failure.ts'
import type { FlightPollJob } from '../../../src/use-cases/context.ts'
import { applyFlightUpdate } from '../../../src/use-cases/flights/apply-flight-update.ts'
import { createFlight } from '../../../src/use-cases/flights/create-flight.ts'
import { unsubscribeFlightAlerts } from '../../../src/use-cases/flights/unsubscribe-flight-alerts.ts'
import { updateFlight } from '../../../src/use-cases/flights/update-flight.ts'
import { watchFlight } from '../../../src/use-cases/flights/watch-flight.ts'
import { aFlightUpdate } from '../../harness/shipment-factory.ts'
import { someTenant } from '../../harness/tenants.ts'
import {
  aLoad,
  aNumber,
  DAY,
  HOUR,
  LANDS,
  LEAVES,
  type Load,
  MINUTE,
  newsOf,
  openTower,
  setStatus,
  standing,
  TODAY,
  type Tower,
} from './tower.ts'

/** A word of the polled provider on a flight of today. */
const said = (flightNumber: string, change: Partial<FlightUpdate> = {}) =>
  aFlightUpdate({ provider: 'aviationstack', flightNumber, departureDate: TODAY, updatedAt: LEAVES, ...change })

const departed = (flightNumber: string) =>
  said(flightNumber, { status: 'departed', providerStatus: 'active', actualDeparture: LEAVES + 5 * MINUTE })

const landed = (flightNumber: string) =>
  said(flightNumber, { status: 'arrived', providerStatus: 'landed', actualArrival: LANDS, updatedAt: LANDS })

const askedAbout = (tower: Tower, flightNumber: string) =>
  tower.oracle.asked.filter((each) => each.startsWith(flightNumber)).length

/** What the plan says of a number today; null when it knows nothing. */
async function planOf(flightNumber: string) {
  const sql =
    'SELECT next_poll_at, turn, fruitless, held_until FROM flight_polls WHERE flight_number = ? AND departure_date = ?'
  return env.DIRECTORY_DB.prepare(sql)
    .bind(flightNumber, TODAY)
    .first<{ next_poll_at: number; turn: number; fruitless: number; held_until: number | null }>()
}

async function aWatchedLoad(shard = 0, tower = openTower()): Promise<{ tower: Tower; load: Load; number: string }> {
  const number = aNumber()
  const load = await aLoad(tower, await someTenant(shard), number)
  await tower.tick()
  return { tower, load, number }
}

/** Has the number's subscription made, as a provider that calls back would have it. */
async function subscribe(tower: Tower, { tenant, flight }: Load): Promise<void> {
  const job = { tenant_id: tenant.id, flight_id: flight.id, flight_number: flight.flightNumber }
  await watchFlight(tower.directory(), { type: 'flight_alert.watch', ...job })
}

describe('a flight without a subscription', () => {
  it('is asked about in its window, and bags and parcels move with what is said', async ({ expect }) => {
    const { tower, load, number } = await aWatchedLoad()
    tower.oracle.script = (asked) => (asked === number ? [departed(number)] : [])
    await tower.at(LEAVES - 13 * HOUR)
    expect(askedAbout(tower, number)).toBe(0)
    await tower.at(LEAVES + 10 * MINUTE)
    expect(await standing(tower, load)).toBe('departed in_transit in_transit')
    tower.oracle.script = (asked) => (asked === number ? [landed(number)] : [])
    await tower.at(LANDS + 5 * MINUTE)
    expect(await standing(tower, load)).toBe('arrived arrived arrived')
    const timeline = await tower.tenant(load.tenant).shipments.timeline(load.shipmentId)
    expect(timeline?.at(-1)).toMatchObject({ code: 'ARR', source: 'flight_poll', actor: 'system:flight_polls' })
    expect(await planOf(number)).toBe(null)
  })

  it('is asked about once for all who fly with it, in whatever shard they are', async ({ expect }) => {
    const { tower, load, number } = await aWatchedLoad(0)
    const others = [await aLoad(tower, await someTenant(1), number), await aLoad(tower, await someTenant(1), number)]
    tower.oracle.script = (asked) => (asked === number ? [departed(number)] : [])
    await tower.at(LEAVES + 10 * MINUTE)
    expect(askedAbout(tower, number)).toBe(1)
    for (const each of [load, ...others]) expect(await standing(tower, each)).toBe('departed in_transit in_transit')
  })

  it('changes nothing and tells nobody when the same is said again', async ({ expect }) => {
    const { tower, load, number } = await aWatchedLoad()
    tower.oracle.script = (asked) => (asked === number ? [departed(number)] : [])
    await tower.at(LEAVES + 10 * MINUTE)
    const before = await tower.tenant(load.tenant).flights.find(load.flight.id)
    const news = await newsOf(load.tenant)
    await tower.at(LEAVES + 80 * MINUTE)
    await tower.at(LEAVES + 3 * HOUR)
    expect(askedAbout(tower, number)).toBe(3)
    expect(await tower.tenant(load.tenant).flights.find(load.flight.id)).toEqual(before)
    expect(await newsOf(load.tenant)).toEqual(news)
  })

  it('is asked about no more when it has landed or is cancelled, also when a person says so', async ({ expect }) => {
    const { tower, load, number } = await aWatchedLoad()
    await updateFlight(tower.tenant(load.tenant), { id: load.flight.id, edit: { status: 'departed' } })
    await updateFlight(tower.tenant(load.tenant), { id: load.flight.id, edit: { status: 'arrived' } })
    for (let hour = -2; hour < 14; hour++) await tower.at(LEAVES + hour * HOUR)
    expect(askedAbout(tower, number)).toBe(0)
    expect(await planOf(number)).toBe(null)
  })

  it('is followed under its new number when it gets one', async ({ expect }) => {
    const tower = openTower()
    const [old, renamed] = [aNumber(), aNumber()]
    const tenant = await someTenant()
    const load = await aLoad(tower, tenant, old)
    await tower.tick()
    const ctx = tower.tenant(tenant)
    const route = { origin: 'MAD', destination: 'HAV', departureDate: TODAY }
    const times = { scheduledDeparture: LEAVES, scheduledArrival: LANDS }
    const empty = await createFlight(ctx, { ...route, ...times, flightNumber: aNumber() })
    await tower.tick()
    await updateFlight(ctx, { id: empty.id, edit: { flightNumber: renamed } })
    await tower.at(LEAVES)
    expect([askedAbout(tower, old), askedAbout(tower, renamed)]).toEqual([1, 1])
    expect(askedAbout(tower, empty.flightNumber)).toBe(0)
    expect(await planOf(empty.flightNumber)).toBe(null)
    expect(load.flight.flightNumber).toBe(old)
  })

  it('is asked about at once when it is made while a poll is planned for later', async ({ expect }) => {
    const { tower, number } = await aWatchedLoad()
    tower.oracle.script = (asked) => (asked === number ? [said(number)] : [])
    await tower.at(LEAVES - 8 * HOUR)
    tower.time.now += 30 * MINUTE
    const newcomer = await aLoad(tower, await someTenant(1), number)
    await tower.at(tower.time.now)
    // Asked half an hour ago: the answer of then is good for the newcomer's next turn, not for another question.
    expect(askedAbout(tower, number)).toBe(1)
    tower.oracle.script = (asked) => (asked === number ? [departed(number)] : [])
    await tower.at(LEAVES)
    expect(await standing(tower, newcomer)).toBe('departed in_transit in_transit')
  })

  it('that nobody knows is asked about less and less', async ({ expect }) => {
    const { tower, number } = await aWatchedLoad()
    for (let minutes = 0; minutes <= 120; minutes += 5) await tower.at(LEAVES - HOUR + minutes * MINUTE)
    // At 0, then after 20, 40 and 80 minutes.
    expect(askedAbout(tower, number)).toBe(3)
    expect((await planOf(number))?.fruitless).toBe(3)
  })
})

describe('a tenant that is suspended', () => {
  it('is not asked for, and is again when it is let in', async ({ expect }) => {
    const { tower, load, number } = await aWatchedLoad()
    tower.oracle.script = (asked) => (asked === number ? [departed(number)] : [])
    await setStatus(load.tenant, 'suspended')
    await tower.at(LEAVES)
    await tower.at(LEAVES + HOUR)
    expect(askedAbout(tower, number)).toBe(0)
    await setStatus(load.tenant, 'active')
    await tower.at(LEAVES + 2 * HOUR)
    expect(await standing(tower, load)).toBe('departed in_transit in_transit')
  })

  it('hears nothing of what is asked for another', async ({ expect }) => {
    const { tower, load, number } = await aWatchedLoad()
    const other = await aLoad(tower, await someTenant(1), number)
    tower.oracle.script = (asked) => (asked === number ? [departed(number)] : [])
    await setStatus(load.tenant, 'suspended')
    await tower.at(LEAVES)
    expect(await standing(tower, other)).toBe('departed in_transit in_transit')
    expect(await standing(tower, load)).toBe('scheduled loaded bagged')
  })
})

describe('leases', () => {
  it('keep two ticks at the same moment from asking twice', async ({ expect }) => {
    const { tower, number } = await aWatchedLoad()
    tower.time.now = LEAVES
    await Promise.all([tower.tick(), tower.tick(), tower.tick()])
    const mine = tower.queue.filter((job) => job.type === 'flight_poll' && job.flight_number === number)
    expect(mine).toHaveLength(1)
    await tower.work()
    expect(askedAbout(tower, number)).toBe(1)
  })

  it('make a message that comes twice, also at the same moment, one question', async ({ expect }) => {
    const { tower, number } = await aWatchedLoad()
    tower.time.now = LEAVES
    await tower.tick()
    const jobs = tower.queue.filter((job) => job.type === 'flight_poll' && job.flight_number === number)
    tower.queue.push(...jobs, ...jobs, ...jobs)
    await tower.work()
    tower.queue.push(...jobs)
    await tower.work()
    expect(askedAbout(tower, number)).toBe(1)
  })

  it('let what a tick took and never sent be asked about one lease later', async ({ expect }) => {
    const { tower, number } = await aWatchedLoad()
    tower.time.now = LEAVES
    const died = async () => {
      throw new Error('the process died')
    }
    const dispatch = { outbound: died, imports: died, flights: died }
    await expect(tower.tick({ dispatch })).rejects.toThrow('died')
    await tower.at(LEAVES + 9 * MINUTE)
    expect(askedAbout(tower, number)).toBe(0)
    await tower.at(LEAVES + 10 * MINUTE)
    expect(askedAbout(tower, number)).toBe(1)
  })

  it('let what died while it asked, or after it had told a tenant, be asked about again, and told once', async ({
    expect,
  }) => {
    const { tower, load, number } = await aWatchedLoad()
    tower.time.now = LEAVES
    tower.oracle.script = () => new Error('the process died')
    await tower.tick()
    await tower.work()
    // Tried again while the first still holds it: nothing.
    tower.oracle.script = (asked) => (asked === number ? [departed(number)] : [])
    await tower.work()
    expect([askedAbout(tower, number), await standing(tower, load)]).toEqual([1, 'scheduled loaded bagged'])

    const settles = tower.directory().flightPolls.settle
    const flightPolls = {
      ...tower.directory().flightPolls,
      settle: (...sent: Parameters<typeof settles>) => {
        if (sent[0].flightNumber === number) throw new Error('the process died')
        return settles(...sent)
      },
    }
    await tower.at(LEAVES + 10 * MINUTE, { flightPolls })
    expect([askedAbout(tower, number), await standing(tower, load)]).toEqual([2, 'departed in_transit in_transit'])
    const news = await newsOf(load.tenant)
    tower.queue.length = 0
    await tower.at(LEAVES + 25 * MINUTE)
    expect(askedAbout(tower, number)).toBe(3)
    expect(await newsOf(load.tenant)).toEqual(news)
    expect((await planOf(number))?.held_until).toBe(null)
  })

  it('do not starve a queue that is slower than they are', async ({ expect }) => {
    const { tower, number } = await aWatchedLoad()
    for (const minutes of [0, 10, 20, 30]) {
      tower.time.now = LEAVES + minutes * MINUTE
      await tower.tick()
    }
    const mine = tower.queue.filter((job) => job.type === 'flight_poll' && job.flight_number === number)
    expect(mine).toHaveLength(4)
    await tower.work()
    expect(askedAbout(tower, number)).toBe(1)
  })

  it('give way to a flight that comes while the answer is on its way', async ({ expect }) => {
    const { tower, number } = await aWatchedLoad()
    tower.time.now = LEAVES - 8 * HOUR
    await tower.tick()
    const status = tower.oracle.status
    tower.oracle.script = (asked) => (asked === number ? [said(number)] : [])
    const polledProvider = {
      provider: 'aviationstack',
      async status(flightNumber: string, day: string) {
        if (flightNumber === number) {
          await aLoad(tower, newcomer, number)
          await tower.tick()
        }
        return status(flightNumber, day)
      },
    }
    const newcomer = await someTenant(1)
    await tower.work({ polledProvider })
    const plan = await planOf(number)
    expect(plan?.turn).toBe(1)
    expect(plan?.next_poll_at).toBeLessThanOrEqual(LEAVES - 8 * HOUR + 10 * MINUTE)
  })
})

describe('the flight queue', () => {
  it('works what was told before it asks', async ({ expect }) => {
    const { tower, load, number } = await aWatchedLoad()
    tower.time.now = LEAVES
    await tower.tick()
    const [poll] = tower.queue.filter((job) => job.type === 'flight_poll' && job.flight_number === number)
    if (!poll) throw new Error('nothing is due')
    const seen: string[] = []
    const status = tower.oracle.status
    const polledProvider = {
      provider: 'aviationstack',
      async status(flightNumber: string, day: string) {
        seen.push(await standing(tower, load))
        return status(flightNumber, day)
      },
    }
    const update = { ...departed(number), provider: 'aerodatabox' } as const
    tower.queue.splice(0, tower.queue.length, poll, {
      type: 'flight_update',
      tenant_id: load.tenant.id,
      update,
      source: 'flight_webhook',
    })
    await tower.work({ polledProvider })
    expect(seen).toEqual(['departed in_transit in_transit'])
  })

  it('that is behind keeps its place though the flight changes meanwhile', async ({ expect }) => {
    const { tower, load, number } = await aWatchedLoad()
    tower.time.now = LEAVES
    await tower.tick()
    const old = tower.queue.filter((job) => job.type === 'flight_poll' && job.flight_number === number)
    await updateFlight(tower.tenant(load.tenant), { id: load.flight.id, edit: { gate: 'S21' } })
    tower.time.now += 5 * MINUTE
    await tower.tick()
    tower.queue.splice(0, tower.queue.length, ...old)
    await tower.work()
    expect(askedAbout(tower, number)).toBe(1)
  })
})

describe('the cron', () => {
  const away = () => Promise.reject(new Error('it is away'))

  it('plans and asks for the other shards while one is away', async ({ expect }) => {
    const { tower, number } = await aWatchedLoad(1)
    tower.time.now = LEAVES
    const broken = { toPlan: away, planned: away }
    const { log } = tower.directory()
    await tickFlightPolls({ log, shards: [broken], directory: () => tower.directory() })
    await tower.work()
    expect(askedAbout(tower, number)).toBe(1)
    expect(tower.logged.filter(({ event }) => event === 'flight_polls_unplanned')).toHaveLength(1)
    expect(tower.logged.find(({ event }) => event === 'flight_polls')).toMatchObject({ planned: 0, level: 'info' })
  })

  it('ends in the log when the directory is away', async ({ expect }) => {
    const tower = openTower()
    const ctx = tower.directory()
    const flightPollBudget = { ...ctx.flightPollBudget, find: away }
    await tickFlightPolls({ log: ctx.log, shards: [], directory: () => ({ ...ctx, flightPollBudget }) })
    expect(tower.logged.map(({ event }) => event)).toEqual(['adapters', 'flight_polls_failed'])
  })
})

it('flights of a company that is gone keep nobody else’s from being planned', async ({ expect }) => {
  const { tower, load, number } = await aWatchedLoad()
  const sql = `INSERT INTO flights (tenant_id, id, flight_number, departure_date, origin, destination, status, version, created_at, updated_at)
    VALUES ('ten_0_gone', 'flt_gone', 'QX1', ?, 'MAD', 'HAV', 'scheduled', 1, ?, ?)`
  await env.TENANT_DB_0.prepare(sql)
    .bind(TODAY, LEAVES - DAY, LEAVES - DAY)
    .run()
  await updateFlight(tower.tenant(load.tenant), {
    id: load.flight.id,
    edit: { scheduledDeparture: LEAVES - 3 * HOUR },
  })
  await tower.at(LEAVES - 3 * HOUR)
  expect(askedAbout(tower, number)).toBe(1)
  const left = 'SELECT count(*) AS n FROM flights WHERE tenant_id = ? AND poll_planned = 0'
  expect(await env.TENANT_DB_0.prepare(left).bind('ten_0_gone').first('n')).toBe(0)
})

describe('many tenants with one flight', () => {
  it('are served a few at once and the others by messages, and one that fails stops nobody', async ({ expect }) => {
    const { tower, load, number } = await aWatchedLoad()
    const others: Load[] = []
    for (let n = 0; n < 5; n++) others.push(await aLoad(tower, await someTenant(n % 2), number))
    const all = [load, ...others]
    tower.oracle.script = (asked) => (asked === number ? [departed(number)] : [])
    tower.time.now = LEAVES
    await tower.tick()
    const broken = others[2]?.tenant.id
    const base = tower.directory()
    const tenantContext: typeof base.tenantContext = (who, as, source) => {
      const inside = base.tenantContext(who, as, source)
      if (who.id !== broken) return inside
      return { ...inside, commit: () => Promise.reject(new Error('its shard is away')) }
    }
    await tower.work({ tenantContext })
    const there = await Promise.all(all.map((each) => standing(tower, each)))
    expect(there.filter((each) => each === 'departed in_transit in_transit')).toHaveLength(5)
    expect(tower.queue.map((job) => job.type === 'flight_update' && job.tenant_id)).toEqual([broken])
    await tower.work()
    for (const each of all) expect(await standing(tower, each)).toBe('departed in_transit in_transit')
    expect(askedAbout(tower, number)).toBe(1)
  })
})

describe('a flight with a subscription', () => {
  const calling = { alertsCallBack: true }

  it('is not asked about while its provider calls back', async ({ expect }) => {
    const { tower, load, number } = await aWatchedLoad(0, openTower(calling))
    await subscribe(tower, load)
    for (const minutes of [-180, -50, 0, 15]) await tower.at(LEAVES + minutes * MINUTE)
    expect(askedAbout(tower, number)).toBe(0)
    const word = { provider: 'aerodatabox', updatedAt: LEAVES + 18 * MINUTE } as const
    await applyFlightUpdate(tower.tenant(load.tenant), { ...departed(number), ...word })
    for (const hours of [1, 3, 6, 9]) await tower.at(LEAVES + hours * HOUR)
    expect(askedAbout(tower, number)).toBe(0)
  })

  it('is asked about when it should have moved and nobody called', async ({ expect }) => {
    const { tower, load, number } = await aWatchedLoad(0, openTower(calling))
    await subscribe(tower, load)
    tower.oracle.script = (asked) => (asked === number ? [departed(number)] : [])
    await tower.at(LEAVES + 20 * MINUTE)
    expect([askedAbout(tower, number), await standing(tower, load)]).toEqual([1, 'departed in_transit in_transit'])
  })

  it('is asked about like one without when its alerts are off, or the provider stands in for one', async ({
    expect,
  }) => {
    const { tower, load, number } = await aWatchedLoad(0, openTower(calling))
    await subscribe(tower, load)
    await unsubscribeFlightAlerts(tower.tenant(load.tenant), load.flight.id)
    await tower.at(LEAVES - HOUR)
    expect(askedAbout(tower, number)).toBe(1)

    const development = await aWatchedLoad(0, openTower({ alertsCallBack: false }))
    await subscribe(development.tower, development.load)
    await development.tower.at(LEAVES - HOUR)
    expect(askedAbout(development.tower, development.number)).toBe(1)
  })

  it('is looked at again when its account is paused', async ({ expect }) => {
    const { tower, load, number } = await aWatchedLoad(0, openTower(calling))
    await subscribe(tower, load)
    await tower.at(LEAVES - 12 * HOUR)
    expect((await planOf(number))?.next_poll_at).toBe(LEAVES + 20 * MINUTE)
    const ctx = tower.directory()
    await ctx.commit(
      [ctx.flightAlerts.setPaused('aerodatabox', true, tower.time.now), ctx.flightPolls.wake(tower.time.now)],
      null,
    )
    await tower.at(LEAVES - 3 * HOUR)
    expect(askedAbout(tower, number)).toBe(1)
    await ctx.commit([ctx.flightAlerts.setPaused('aerodatabox', false, tower.time.now)], null)
  })
})

describe('the requests of a day', () => {
  const used = (provider: string) =>
    env.DIRECTORY_DB.prepare('SELECT day, used FROM flight_poll_budgets WHERE provider = ?').bind(provider).first()

  /** A tower whose provider no other test asks. */
  function aFrugalTower(dailyPolls: number) {
    const provider = `frugal-${crypto.randomUUID()}`
    const tower = openTower({ dailyPolls })
    Object.assign(tower.oracle, { provider })
    return { tower, provider }
  }

  /** So many flights, each of a tenant of its own, due at LEAVES. */
  async function dueFlights(tower: Tower, count: number) {
    // What other tests left is planned and put off beyond this one.
    await openTower().tick()
    const later = env.DIRECTORY_DB.prepare('UPDATE flight_polls SET next_poll_at = ?').bind(LEAVES + 300 * DAY)
    await later.run()
    const loads: Load[] = []
    for (let n = 0; n < count; n++) loads.push(await aLoad(tower, await someTenant(n % 2), aNumber()))
    return loads
  }

  it('are not exceeded, whoever is asked at the same time, and what was not asked about has its turn the next day', async ({
    expect,
  }) => {
    const { tower, provider } = aFrugalTower(5)
    const loads = await dueFlights(tower, 6)
    tower.time.now = LEAVES
    await Promise.all([tower.tick(), tower.tick()])
    await tower.work()
    for (const minutes of [5, 10, 20, 40, 90]) await tower.at(LEAVES + minutes * MINUTE)
    expect([tower.oracle.asked.length, await used(provider)]).toEqual([5, { day: TODAY, used: 5 }])
    await tower.at(LEAVES + 13 * HOUR)
    expect(new Set(tower.oracle.asked).size).toBe(loads.length)
    // What is long overdue leaves a fifth of the day to others.
    expect(tower.oracle.asked.length).toBe(5 + 4)
  })

  it('that are used up are told once to the operator and to the staff whose flights wait', async ({ expect }) => {
    const { tower, provider } = aFrugalTower(2)
    const loads = await dueFlights(tower, 4)
    await tower.at(LEAVES)
    await Promise.all([tower.tick(), tower.tick()])
    await tower.work()
    await tower.at(LEAVES + 10 * MINUTE)
    const told = await Promise.all(
      loads.map(async ({ tenant }) => (await newsOf(tenant)).filter((type) => type === 'flight.polls_spent')),
    )
    expect(told.map((each) => each.length)).toEqual([1, 1, 1, 1])
    const lines = tower.logged.filter((line) => line.event === 'flight_polls_spent')
    expect(lines).toHaveLength(1)
    const sql = "SELECT actor FROM audit_log WHERE action = 'flight_polls.spent' AND subject_id = ?"
    const audited = await env.DIRECTORY_DB.prepare(sql).bind(provider).all()
    expect(audited.results).toEqual([{ actor: 'system:flight_polls' }])
    const quiet = tower.logged.length
    await tower.at(LEAVES + 20 * MINUTE)
    expect(tower.logged.slice(quiet).filter((line) => line.event === 'flight_polls_spent')).toEqual([])
  })

  it('are kept in part for what is due', async ({ expect }) => {
    const { tower } = aFrugalTower(10)
    await dueFlights(tower, 12)
    await tower.at(LEAVES - 6 * HOUR)
    for (const minutes of [5, 35, 70]) await tower.at(LEAVES - 6 * HOUR + minutes * MINUTE)
    expect(tower.oracle.asked.length).toBe(8)
    await tower.at(LEAVES - 30 * MINUTE)
    expect(tower.oracle.asked.length).toBe(10)
  })

  it('count the second try of a provider that did not answer', async ({ expect }) => {
    const { tower, provider } = aFrugalTower(10)
    await dueFlights(tower, 1)
    tower.oracle.script = () => new ProviderUnavailable('unavailable', 'it did not answer')
    await tower.at(LEAVES)
    expect(await used(provider)).toEqual({ day: TODAY, used: 2 })
  })

  it('are left alone when the provider says that it is asked too often, for as long as it says', async ({ expect }) => {
    const { tower } = aFrugalTower(100)
    await dueFlights(tower, 3)
    tower.oracle.script = () => new ProviderUnavailable('rate_limited', 'it answered 429', 1_800)
    await tower.tick()
    tower.time.now = LEAVES
    await tower.tick()
    const polls = tower.queue.filter((job): job is FlightPollJob => job.type === 'flight_poll')
    expect(polls).toHaveLength(3)
    // One after the other: the second and the third find that it rests.
    for (const poll of polls) {
      tower.queue.splice(0, tower.queue.length, poll)
      await tower.work()
    }
    for (const minutes of [5, 15, 25]) await tower.at(LEAVES + minutes * MINUTE)
    expect(tower.oracle.asked).toHaveLength(1)
    tower.oracle.script = () => []
    await tower.at(LEAVES + 30 * MINUTE)
    expect(tower.oracle.asked).toHaveLength(4)
  })

  it('a provider that is not configured, and a day without requests, ask nobody', async ({ expect }) => {
    const { tower } = aFrugalTower(0)
    await dueFlights(tower, 1)
    tower.time.now = LEAVES
    expect(await tower.tick()).toBe(null)
    expect(await tower.tick({ polledProvider: null, dailyPolls: 10 })).toBe(null)
    expect(tower.queue.filter((job) => job.type === 'flight_poll')).toEqual([])
  })
})
