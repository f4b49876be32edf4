import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { airports } from '../../../src/adapters/airports/airports.ts'
import { parseAeroDataBoxNotification } from '../../../src/adapters/flights/aerodatabox-notification.ts'
import { AppError } from '../../../src/core/errors.ts'
import type { Actor } from '../../../src/domain/actor.ts'
import type { Tenant } from '../../../src/domain/auth/tenant.ts'
import type { FlightUpdate } from '../../../src/domain/shipments/flight-update.ts'
import type { FlightStatusProvider } from '../../../src/domain/shipments/ports.ts'
import { handleFlightUpdates } from '../../../src/queues/flight-updates.ts'
import type { DirectoryContext, FlightJob, OutboundJob, TenantContext } from '../../../src/use-cases/context.ts'
import { planPolls } from '../../../src/use-cases/flights/plan-polls.ts'
import { syncFlight } from '../../../src/use-cases/flights/sync-flight.ts'
import { watchFlight } from '../../../src/use-cases/flights/watch-flight.ts'
import { relayOutbox } from '../../../src/use-cases/notifications/relay-outbox.ts'
import { handleQueue } from '../../../src/worker-doors.ts'
import { someTenant } from '../../harness/tenants.ts'
import { consume } from '../../queues/consume.ts'
import { type Act, acts, comesTo, type Day, days, type ToldDay, tell, told } from './a-day.ts'
import { aLoad, type Load, openTower, standing, type Tower } from './tower.ts'

const MINUTE = 60_000
const STAFF: Actor = { kind: 'user', userId: 'usr_owner', role: 'owner', sessionId: 'ses_owner' }
const POLLING: Actor = { kind: 'system', job: 'flight_polls' }

/** Two companies with a parcel each on the same flight, and the faults that lie in wait for them. */
interface Stage {
  readonly tower: Tower
  readonly loads: readonly [Load, Load]
  readonly faults: Map<string, Act['fault']>
  readonly outbound: OutboundJob[]
  /** Callbacks that came once: the queue sees to the rest. */
  readonly came: Set<unknown>
  /** Messages that want another try. */
  readonly waiting: unknown[]
  readonly day: ToldDay
  readonly oracle: { now: readonly FlightUpdate[] }
  readonly polledOracle: { now: readonly FlightUpdate[] }
  tenant(tenant: Tenant, actor?: Actor, source?: TenantContext['source']): TenantContext
  directory(actor: Actor): DirectoryContext
  /** Gives bodies to the flight queue's consumer, and keeps what it wants tried again. */
  deliver(bodies: readonly unknown[]): Promise<void>
}

const asked = (provider: string, oracle: { now: readonly FlightUpdate[] }): FlightStatusProvider => ({
  provider,
  status: async () => oracle.now,
})

let numbers = 0

async function setStage(tenants: readonly [Tenant, Tenant], day: Day): Promise<Stage> {
  const tower = openTower()
  numbers += 1
  const flightNumber = `QY${1_000 + numbers}`
  const begins = Math.floor(Date.now() / MINUTE) * MINUTE
  tower.time.now = begins - 60 * MINUTE
  // Its date where it leaves: what is told of it is told with that zone's times.
  const zone = { timeZone: 'Europe/Madrid', dateStyle: 'short' } as const
  const departureDate = new Intl.DateTimeFormat('sv-SE', zone).format(begins + 60 * MINUTE)
  const times = { scheduledDeparture: begins + 60 * MINUTE, scheduledArrival: begins + 120 * MINUTE }
  const loads = [
    await aLoad(tower, tenants[0], flightNumber, departureDate, times),
    await aLoad(tower, tenants[1], flightNumber, departureDate, times),
  ] as const
  const dayTold = tell(day, flightNumber, departureDate, begins)
  const faults: Stage['faults'] = new Map()
  const outbound: OutboundJob[] = []
  const waiting: unknown[] = []
  const came = new Set<unknown>()
  const [oracle, polledOracle] = [{ now: dayTold.updates.slice(-1) }, { now: dayTold.polled.slice(-1) }]
  const clock = { now: () => tower.time.now }
  const sent: FlightJob[] = []
  const dispatch = {
    outbound: async (jobs: readonly OutboundJob[]) => void outbound.push(...jobs),
    flights: async (jobs: readonly FlightJob[]) => void sent.push(...jobs),
    imports: async () => undefined,
  }
  const flightStatus = asked('aerodatabox', oracle)
  const tenant: Stage['tenant'] = (who, actor = STAFF, source = 'api') => {
    const inside = tower.house.tenant(who, actor, source)
    return {
      ...inside,
      clock,
      dispatch,
      flightStatus,
      async commit(statements, result) {
        const fault = faults.get(who.id) ?? 'none'
        faults.delete(who.id)
        if (fault === 'before') throw new Error('died before the commit')
        const done = await inside.commit(statements, result)
        if (fault === 'after') throw new Error('died after the commit')
        return done
      },
    }
  }
  const directory: Stage['directory'] = (actor) => ({
    ...tower.directory({}, actor),
    dispatch,
    flightStatus,
    polledProvider: asked('aviationstack', polledOracle),
    tenantContext: tenant,
  })
  const stage: Stage = {
    ...{ tower, loads, faults, outbound, came, waiting, day: dayTold, oracle, polledOracle, tenant, directory },
    async deliver(bodies) {
      const queue: unknown[] = [...bodies]
      while (queue.length > 0) {
        const batch = queue.splice(0, 10)
        const { retried } = await consume(
          (messages) =>
            handleFlightUpdates(messages, () => ({
              log: tower.directory().log,
              directory,
              storedBody: async () => null,
              parse: (body, key) => parseAeroDataBoxNotification(body, airports, key),
              send: async (message) => void waiting.push(message),
            })),
          { queue: 'flight-updates', attempts: 1 },
          batch,
        )
        waiting.push(...batch.filter((_, index) => `m${index}` in retried))
        queue.push(...sent.splice(0))
      }
    },
  }
  for (const { tenant: who, flight } of loads) {
    const job = { tenant_id: who.id, flight_id: flight.id, flight_number: flight.flightNumber }
    await watchFlight(directory(POLLING), { type: 'flight_alert.watch', ...job })
  }
  await planPolls(
    directory(POLLING),
    loads.map(({ flight }) => flight),
  )
  return stage
}

/** Whatever a fault of the act's tenant does to it, goes on. */
async function diesAtWorst(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    const isFault = error instanceof Error && error.message.startsWith('died')
    const isRefused = error instanceof AppError && error.code === 'rate_limited'
    if (!isFault && !isRefused) throw error
  }
}

const picked = <T>(list: readonly T[], which: number): T | undefined => list[which % Math.max(1, list.length)]

async function play(stage: Stage, act: Act): Promise<void> {
  const { tower, day, loads } = stage
  tower.time.now += 7 * MINUTE
  const load = loads[act.tenant]
  if (act.fault !== 'none') stage.faults.set(load.tenant.id, act.fault)
  switch (act.how) {
    case 'callback': {
      const body = picked(day.callbacks, act.which)
      stage.came.add(body)
      const message = { type: 'aerodatabox', subscription_id: 'fas_any', received_at: tower.time.now, key: 'k', body }
      await stage.deliver([message])
      break
    }
    case 'poll':
      await poll(stage, picked(day.polled, act.which))
      break
    case 'sync': {
      const word = picked(day.updates, act.which)
      stage.oracle.now = word ? [word] : []
      await diesAtWorst(syncFlight(stage.tenant(load.tenant), load.flight.id))
      stage.oracle.now = day.updates.slice(-1)
      break
    }
    case 'retry':
      await stage.deliver(stage.waiting.splice(0))
      break
    case 'relay':
      await diesAtWorst(relayOutbox(stage.tenant(load.tenant)))
      break
    case 'relay-dies':
      stage.faults.set(load.tenant.id, 'before')
      await diesAtWorst(relayOutbox(stage.tenant(load.tenant)))
      break
  }
  stage.faults.clear()
}

/** The poll is due now, whatever the plan says: when it asks is not what is tried here. */
async function poll(stage: Stage, word: FlightUpdate | undefined): Promise<void> {
  const { flightNumber, departureDate } = stage.loads[0].flight
  stage.polledOracle.now = word ? [word] : []
  const sql = `UPDATE flight_polls SET polled_at = NULL, fruitless = 0 WHERE flight_number = ? AND departure_date = ? RETURNING turn`
  const turn = await env.DIRECTORY_DB.prepare(sql).bind(flightNumber, departureDate).first<number>('turn')
  if (turn === null) return
  await stage.deliver([{ type: 'flight_poll', flight_number: flightNumber, departure_date: departureDate, turn }])
}

/** The end of a day: what was not said yet is said, every message comes through, and every notification goes out twice. */
async function evening(stage: Stage): Promise<void> {
  stage.faults.clear()
  const { day, loads, tower } = stage
  const source = 'flight_poll' as const
  const polled = loads.flatMap(({ tenant }) =>
    day.polled.map((update) => ({ type: 'flight_update', tenant_id: tenant.id, update, source })),
  )
  const unsaid = day.callbacks.filter((body) => !stage.came.has(body))
  const callbacks = unsaid.map((body) => ({
    ...{ type: 'aerodatabox', subscription_id: 'fas_any', received_at: tower.time.now, key: 'k', body },
  }))
  await stage.deliver([...stage.waiting.splice(0), ...polled, ...callbacks])
  for (let round = 0; stage.waiting.length > 0 && round < 10; round++) await stage.deliver(stage.waiting.splice(0))
  for (const { tenant } of loads) await relayOutbox(stage.tenant(tenant))
  const messages = [...stage.outbound, ...stage.outbound]
  const execution = createExecutionContext()
  while (messages.length > 0) {
    const how = { queue: 'outbound', attempts: 1 }
    const { retried } = await consume((batch) => handleQueue(batch, env, execution), how, messages.splice(0, 40))
    if (Object.keys(retried).length > 0) throw new Error('a notification did not go out')
  }
}

/** How often each thing was told of a parcel: events by their type, mails by their subject. */
async function tellings(load: Load) {
  const shard = load.tenant.shard === 0 ? env.TENANT_DB_0 : env.TENANT_DB_1
  const events = await shard
    .prepare('SELECT type, count(*) AS n FROM notification_events WHERE tenant_id = ? AND subject_id = ? GROUP BY type')
    .bind(load.tenant.id, load.shipmentId)
    .all<{ type: string; n: number }>()
  const mails = await shard
    .prepare(
      `SELECT n.type, d.recipient, count(*) AS n, min(d.attempts) AS attempts FROM deliveries d
       JOIN notification_events n ON n.tenant_id = d.tenant_id AND n.id = d.event_id
       WHERE d.tenant_id = ? AND d.shipment_id = ? AND d.channel = 'email' AND d.status = 'sent' GROUP BY n.type, d.recipient`,
    )
    .bind(load.tenant.id, load.shipmentId)
    .all<{ type: string; recipient: string; n: number; attempts: number }>()
  return { events: events.results, mails: mails.results }
}

/** What caught code that was broken on purpose: a part that is lost when its commit dies, and an arrival that a later poll takes back. */
const CAUGHT: [Day, readonly Act[]][] = [
  [
    { ending: 'arrived', words: [{ status: 'Arrived', after: 0 }], polls: [] },
    [{ how: 'callback', which: 0, tenant: 0, fault: 'before' }],
  ],
  [
    { ending: 'arrived', words: [{ status: 'Arrived', after: 0 }], polls: [37] },
    [
      { how: 'callback', which: 0, tenant: 1, fault: 'after' },
      { how: 'poll', which: 0, tenant: 0, fault: 'none' },
      { how: 'sync', which: 0, tenant: 0, fault: 'after' },
      { how: 'relay-dies', which: 0, tenant: 1, fault: 'none' },
    ],
  ],
]

const ENDS = {
  arrived: 'arrived arrived arrived',
  departed: 'departed in_transit in_transit',
  diverted: 'diverted in_transit in_transit',
  cancelled: 'cancelled sealed bagged',
} as const

describe('a day’s updates', { timeout: 90_000 }, () => {
  it('end in the same flight, bag and parcel for each company, and tell each person each thing once, however they come', async ({
    expect,
  }) => {
    const tenants = [await someTenant(0), await someTenant(1)] as const
    await fc.assert(
      fc.asyncProperty(days, acts, async (day, story) => {
        const stage = await setStage(tenants, day)
        for (const act of story) await play(stage, act)
        await evening(stage)
        for (const load of stage.loads) {
          expect(await standing(stage.tower, load)).toBe(ENDS[day.ending])
          const flight = await stage.tower.tenant(load.tenant).flights.find(load.flight.id)
          expect(told(flight)).toEqual(told(comesTo(load.flight, stage.day)))
          const { events, mails } = await tellings(load)
          expect([...events, ...mails].filter(({ n }) => n !== 1)).toEqual([])
          expect(mails.filter(({ attempts }) => attempts !== 1)).toEqual([])
          const types = events.map(({ type }) => type)
          expect(types.includes('shipment.arrived')).toBe(day.ending === 'arrived')
          expect(types.includes('shipment.in_transit')).toBe(day.ending !== 'cancelled')
          const wanted =
            day.ending === 'cancelled' ? [] : [`shipment.${day.ending === 'arrived' ? 'arrived' : 'in_transit'}`]
          for (const type of wanted) expect(mails.map((mail) => mail.type)).toContain(type)
        }
      }),
      { numRuns: 20, examples: CAUGHT },
    )
  })
})
