import { env } from 'cloudflare:workers'
import { flightsPlanned, flightsToPlan } from '../../../src/adapters/db/cross-tenant.ts'
import { shardsOf } from '../../../src/adapters/db/shards.ts'
import type { House } from '../../../src/composition/house.ts'
import { openHouse } from '../../../src/composition.ts'
import { openShardDatabase } from '../../../src/core/database.ts'
import { ids } from '../../../src/core/ids.ts'
import { createLog } from '../../../src/core/log.ts'
import type { Actor } from '../../../src/domain/actor.ts'
import type { Tenant } from '../../../src/domain/auth/tenant.ts'
import type { Flight } from '../../../src/domain/shipments/flight.ts'
import type { FlightUpdate } from '../../../src/domain/shipments/flight-update.ts'
import type { FlightStatusProvider } from '../../../src/domain/shipments/ports.ts'
import { handleFlightUpdates } from '../../../src/queues/flight-updates.ts'
import { assignToBag } from '../../../src/use-cases/bags/assign-to-bag.ts'
import { createBag } from '../../../src/use-cases/bags/create-bag.ts'
import { loadBag } from '../../../src/use-cases/bags/load-bag.ts'
import { transitionBag } from '../../../src/use-cases/bags/transition-bag.ts'
import type { DirectoryContext, FlightJob, TenantContext } from '../../../src/use-cases/context.ts'
import { createFlight } from '../../../src/use-cases/flights/create-flight.ts'
import { type PollTick, pollFlights, type ShardFlights } from '../../../src/use-cases/flights/poll-flights.ts'
import { createShipment } from '../../../src/use-cases/shipments/create-shipment.ts'
import { aNewShipment } from '../../harness/shipment-factory.ts'
import { consume } from '../../queues/consume.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const TODAY = '2026-11-25'
/** When every flight here leaves and lands unless a test says otherwise, ms UTC. */
export const LEAVES = Date.parse(`${TODAY}T12:00:00Z`)
export const LANDS = LEAVES + 10 * HOUR

const OWNER: Actor = { kind: 'user', userId: 'usr_owner', role: 'owner', sessionId: 'ses_owner' }
const POLLING: Actor = { kind: 'system', job: 'flight_polls' }

/** What a provider answers about a number; an error is thrown. */
export type Script = (flightNumber: string, departureDate: string) => readonly FlightUpdate[] | Error

/** A provider of flight data that says what a test tells it, in the place of one over HTTP; those are held to their contracts elsewhere. */
export interface Oracle extends FlightStatusProvider {
  /** One entry a question: `IB6501 2026-11-25`. */
  readonly asked: string[]
  script: Script
}

export function anOracle(script: Script = () => []): Oracle {
  const oracle: Oracle = {
    provider: 'aviationstack',
    asked: [],
    script,
    async status(flightNumber, departureDate) {
      oracle.asked.push(`${flightNumber} ${departureDate}`)
      const said = oracle.script(flightNumber, departureDate)
      if (said instanceof Error) throw said
      return said
    },
  }
  return oracle
}

/** The directory with a clock that a test moves, a provider that it scripts, and a flight queue that it lets through. */
export interface Tower {
  readonly house: House
  readonly time: { now: number }
  readonly oracle: Oracle
  /** What waits in the flight queue. */
  readonly queue: FlightJob[]
  readonly logged: Readonly<Record<string, unknown>>[]
  directory(change?: Partial<DirectoryContext>, actor?: Actor): DirectoryContext
  tenant(tenant: Tenant, change?: Partial<TenantContext>): TenantContext
  tick(change?: Partial<DirectoryContext>): Promise<PollTick | null>
  /** Gives the consumer all that waits, and what comes of it, until nothing is left. What it wants retried stays. */
  work(change?: Partial<DirectoryContext>): Promise<void>
  /** Moves the clock, then ticks and works. */
  at(time: number, change?: Partial<DirectoryContext>): Promise<void>
}

const shards: readonly ShardFlights[] = shardsOf(env).map((d1) => {
  const shard = openShardDatabase(d1)
  return {
    toPlan: (limit) => flightsToPlan(shard, limit),
    planned: (flights) => flightsPlanned(shard, flights),
  }
})

export function openTower(settings: Partial<DirectoryContext> = {}): Tower {
  const logged: Tower['logged'] = []
  const log = createLog({}, (_level, line) => logged.push({ ...line }))
  const house = openHouse({
    env: Object.assign({ ...env }, { RELAY: 'sweep' }),
    execution: { waitUntil: () => undefined },
    log,
  })
  const time = { now: LEAVES - 2 * DAY }
  const oracle = anOracle()
  const queue: FlightJob[] = []
  const clock = { now: () => time.now }
  const dispatch = {
    outbound: async () => undefined,
    imports: async () => undefined,
    flights: async (jobs: readonly FlightJob[]) => void queue.push(...jobs),
  }
  const tenant: Tower['tenant'] = (who, change) => ({ ...house.tenant(who, OWNER, 'api'), clock, dispatch, ...change })
  const directory: Tower['directory'] = (change, actor = POLLING) => ({
    ...house.directory(actor),
    clock,
    dispatch,
    polledProvider: oracle,
    dailyPolls: 1_000_000,
    tenantContext: (who, as, source) => ({ ...house.tenant(who, as, source), clock, dispatch }),
    ...settings,
    ...change,
  })
  const tower: Tower = {
    house,
    time,
    oracle,
    queue,
    logged,
    directory,
    tenant,
    tick: (change) => pollFlights(directory(change), shards),
    async work(change) {
      const kept: FlightJob[] = []
      while (queue.length > 0) {
        const batch = queue.splice(0, 10)
        const { retried } = await consume(
          (messages) =>
            handleFlightUpdates(messages, () => ({
              log,
              directory: (actor) => directory(change, actor),
              storedBody: async () => null,
              parse: () => ({ creditsRemaining: null, updates: [], ignored: [] }),
              send: async () => undefined,
            })),
          { queue: 'flight-updates', attempts: 1 },
          batch,
        )
        kept.push(...batch.filter((_, index) => `m${index}` in retried))
      }
      queue.push(...kept)
    },
    async at(now, change) {
      time.now = now
      await tower.tick(change)
      await tower.work(change)
    },
  }
  return tower
}

/** Whether a company may work. */
export async function setStatus(tenant: Tenant, status: Tenant['status']): Promise<void> {
  await env.DIRECTORY_DB.prepare('UPDATE tenants SET status = ? WHERE id = ?').bind(status, tenant.id).run()
}

let flightNumbers = 0
/** A number no other test of the file uses. */
export const aNumber = (): string => `QX${1000 + flightNumbers++}`

/** A parcel in a sealed bag on a flight of today, made two days before. */
export interface Load {
  readonly tenant: Tenant
  readonly flight: Flight
  readonly bagId: string
  readonly shipmentId: string
}

export async function aLoad(
  tower: Tower,
  tenant: Tenant,
  flightNumber: string,
  departureDate = TODAY,
  times = { scheduledDeparture: LEAVES, scheduledArrival: LANDS },
): Promise<Load> {
  const ctx = tower.tenant(tenant)
  const route = { origin: 'MAD', destination: 'HAV' }
  const shipment = await createShipment(ctx, aNewShipment())
  const bag = await createBag(ctx, { bagNumber: ids.make('bag'), ...route })
  await assignToBag(ctx, { bagId: bag.id, shipmentIds: [shipment.id] })
  await transitionBag(ctx, { id: bag.id, to: 'sealed', sealNumber: 'S-1' })
  const flight = await createFlight(ctx, {
    flightNumber,
    departureDate,
    ...route,
    ...times,
  })
  await loadBag(ctx, { bagId: bag.id, flightId: flight.id, connection: false })
  return { tenant, flight, bagId: bag.id, shipmentId: shipment.id }
}

/** Where flight, bag and parcel of a load stand: `departed in_transit in_transit`. */
export async function standing(tower: Tower, load: Load): Promise<string> {
  const ctx = tower.tenant(load.tenant)
  const [flight, bag, shipment] = await Promise.all([
    ctx.flights.find(load.flight.id),
    ctx.bags.find(load.bagId),
    ctx.shipments.find(load.shipmentId),
  ])
  return `${flight?.status} ${bag?.status} ${shipment?.status}`
}

/** Types of a tenant's notifications, oldest first. */
export async function newsOf(tenant: Tenant): Promise<readonly string[]> {
  const shard = tenant.shard === 0 ? env.TENANT_DB_0 : env.TENANT_DB_1
  const sql = 'SELECT type FROM notification_events WHERE tenant_id = ? ORDER BY created_at, id'
  const { results } = await shard.prepare(sql).bind(tenant.id).all<{ type: string }>()
  return results.map(({ type }) => type)
}
