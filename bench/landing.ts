import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { aeroDataBoxCallback } from '../scripts/lib/aerodatabox-callback.ts'
import type { FlightUpdate } from '../src/domain/shipments/flight-update.ts'
import { callOnce } from './load.ts'
import type { Scenario } from './scenario.ts'
import { seedFlight, seedShipments } from './seed.ts'
import type { BenchServer, Counted } from './server.ts'

/** One size of flight. Times in ms. */
export interface Landing extends Counted {
  readonly shipments: number
  readonly statements: number
  readonly bare: number
  readonly commit: number
  readonly webhook: number
  /** From the callback until the outbox is empty; null when that took longer than PATIENCE_SECONDS. */
  readonly relayed: number | null
}

const FLIGHT_NUMBER = 'IB6503'
const DAY_MS = 86_400_000
const FIRST_DAY = Date.UTC(2026, 3, 1)
const BAG_SIZE = 100
/** For the slowest step here. */
export const PATIENCE_SECONDS = 30
/** Landings of each size, of which the median counts. */
const TRIES = 3

const dateOf = (day: number) => new Date(FIRST_DAY + day * DAY_MS).toISOString().slice(0, 10)
/** Departs at noon UTC of its day, ten hours in the air. */
const departureOf = (day: number) => FIRST_DAY + day * DAY_MS + DAY_MS / 2

/** Asks until the answer is not null; null when it did not come in time. */
async function awaited<T>(ask: () => Promise<T | null>): Promise<T | null> {
  const end = performance.now() + PATIENCE_SECONDS * 1_000
  while (performance.now() < end) {
    const answer = await ask()
    if (answer !== null) return answer
    await sleep(15)
  }
  return null
}

async function until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
  const answer = await awaited(ask)
  if (answer === null) throw new Error(`${what} did not come about within ${PATIENCE_SECONDS} s`)
  return answer
}

/** Where the flight's provider calls back: a flight that is created through the API is subscribed to by the queue. */
async function callbackPath(server: BenchServer, token: string): Promise<string> {
  // Only a flight that is still to come is watched; the number's watchers then hear of all its flights.
  const tomorrow = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10)
  const flight = { flight_number: FLIGHT_NUMBER, departure_date: tomorrow, origin: 'MAD', destination: 'HAV' }
  await callOnce(server.app, { method: 'POST', path: '/api/v1/flights', token, body: flight })
  return until('the subscription', async () => {
    const list = await callOnce(server.app, { path: '/dev/flight-alerts.json' })
    const url = /"callback_url":"([^"]+)"/.exec(list)?.[1]
    if (url === undefined) return null
    const { pathname, search } = new URL(url)
    return pathname + search
  })
}

/** A departed flight with so many shipments in bags of 100. Answers its id. */
async function departed({ shard }: BenchServer, { tenant }: Scenario, day: number, count: number): Promise<string> {
  const mine = { tenantId: tenant.id, tenantCode: tenant.code }
  const number = 100 + day
  const flight = { tenantId: tenant.id, number, flightNumber: FLIGHT_NUMBER, departureDate: dateOf(day) }
  const flightId = await seedFlight(shard, { ...flight, status: 'departed' })
  const bags = { size: BAG_SIZE, status: 'in_transit', flightId } as const
  await seedShipments(shard, { ...mine, from: 1_000_000 + day * 100_000, count, status: 'in_transit', bags })
  return flightId
}

/** Until nothing is left to relay: what goes on after one landing must not slow the next. */
async function settled({ shard }: BenchServer, tenantId: string): Promise<true | null> {
  const sql = 'SELECT id FROM outbox WHERE tenant_id = ? LIMIT 1'
  return awaited(async () => ((await shard.prepare(sql).bind(tenantId).first()) === null ? true : null))
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

function updateOf(day: number): FlightUpdate {
  const none = { terminal: null, gate: null, arrivalTerminal: null, baggageBelt: null, aircraft: null }
  const times = { scheduledDeparture: null, estimatedDeparture: null, scheduledArrival: null, estimatedArrival: null }
  return {
    ...{ ...none, ...times, provider: 'aerodatabox', flightNumber: FLIGHT_NUMBER, departureDate: dateOf(day) },
    ...{ origin: 'MAD', destination: 'HAV', status: 'arrived', providerStatus: 'Arrived' },
    ...{ actualDeparture: departureOf(day), actualArrival: departureOf(day) + 36_000_000, updatedAt: Date.now() },
  }
}

function callbackOf(day: number): unknown {
  return aeroDataBoxCallback({
    flightNumber: FLIGHT_NUMBER,
    origin: { iata: 'MAD', timeZone: 'Europe/Madrid' },
    destination: { iata: 'HAV', timeZone: 'America/Havana' },
    status: 'Arrived',
    scheduledDeparture: departureOf(day),
    scheduledArrival: departureOf(day) + 36_000_000,
    runwayArrival: departureOf(day) + 36_000_000,
    updatedAt: Date.now(),
  })
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Landings of each size: as four bare statements, as the use case alone, and from the provider's callback to the database. */
export async function landings(server: BenchServer, scenario: Scenario, sizes: readonly number[]): Promise<Landing[]> {
  const path = await callbackPath(server, scenario.token)
  const measured: Landing[] = []
  let day = 0
  for (const shipments of sizes) {
    const bare: number[] = []
    const commits: Awaited<ReturnType<typeof commitOne>>[] = []
    for (let tries = 0; tries < TRIES; tries++) {
      bare.push(await landOneBare(server, scenario, ++day, shipments))
      commits.push(await commitOne(server, scenario, ++day, shipments))
    }
    const [first] = commits
    if (!first) throw new Error('no landing was tried')
    const commit = median(commits.map((each) => each.commit))
    const called = await callBack(server, scenario, ++day, shipments, path)
    measured.push({ ...first, ...called, shipments, bare: median(bare), commit })
  }
  return measured
}

async function landOneBare(server: BenchServer, scenario: Scenario, day: number, count: number): Promise<number> {
  const body = { tenantId: scenario.tenant.id, flightId: await departed(server, scenario, day, count) }
  return took(() => callOnce(server.floors, { method: 'POST', path: '/landing/bare', body }))
}

async function commitOne(server: BenchServer, scenario: Scenario, day: number, count: number) {
  await departed(server, scenario, day, count)
  const body = { tenantId: scenario.tenant.id, update: updateOf(day) }
  let told = ''
  const commit = await took(async () => {
    told = await callOnce(server.floors, { method: 'POST', path: '/landing/commit', body })
  })
  return { commit, ...(JSON.parse(told) as Counted & { statements: number }) }
}

async function callBack(server: BenchServer, scenario: Scenario, day: number, count: number, path: string) {
  const tenantId = scenario.tenant.id
  // What was landed without the relay leaves rows that nobody waits for.
  await clearOutbox(server, tenantId)
  const flightId = await departed(server, scenario, day, count)
  const started = performance.now()
  await callOnce(server.app, { method: 'POST', path, body: callbackOf(day) })
  await until('the landing', () => arrived(server, tenantId, flightId))
  const webhook = performance.now() - started
  const relayed = (await settled(server, tenantId)) && performance.now() - started
  return { webhook, relayed }
}

/** Lets what waits for the relay go. */
export async function clearOutbox({ shard }: BenchServer, tenantId: string): Promise<void> {
  await shard.prepare('DELETE FROM outbox WHERE tenant_id = ?').bind(tenantId).run()
}

async function arrived({ shard }: BenchServer, tenantId: string, flightId: string): Promise<true | null> {
  const sql = 'SELECT status FROM flights WHERE tenant_id = ? AND id = ?'
  return (await shard.prepare(sql).bind(tenantId, flightId).first<string>('status')) === 'arrived' ? true : null
}
