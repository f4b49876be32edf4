import { env } from 'cloudflare:workers'
import { beforeAll, describe, it } from 'vitest'
import { newRecording, type Recording, recordedD1 } from '../../bench/recorded-d1.ts'
import { seedTenant } from '../../bench/seed.ts'
import { flightsPlanned, flightsToPlan } from '../../src/adapters/db/cross-tenant.ts'
import { openHouse } from '../../src/composition.ts'
import { openShardDatabase } from '../../src/core/database.ts'
import { createLog } from '../../src/core/log.ts'
import type { DirectoryContext } from '../../src/use-cases/context.ts'
import { pollFlight } from '../../src/use-cases/flights/poll-flight.ts'
import { pollFlights, type ShardFlights } from '../../src/use-cases/flights/poll-flights.ts'
import { aFlightUpdate } from '../harness/shipment-factory.ts'
import { findingsOf, oneLine, planOf } from './query-plans.ts'

const TODAY = '2026-11-25'
const NOON = Date.parse(`${TODAY}T12:00:00Z`)
const HOUR = 3_600_000
/** Flights of today in each of the two shards, and as many that are over, and some of next week. */
const EACH = 5_000
const TENANTS = ['ten_p0', 'ten_p1'] as const

/** So many flights that leave a second after each other from `leaves` on, all of one tenant. */
async function seedFlights(shard: number, name: string, count: number, leaves: number, status = 'scheduled') {
  const d1 = shard === 0 ? env.TENANT_DB_0 : env.TENANT_DB_1
  await d1
    .prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
       INSERT INTO flights (tenant_id, id, flight_number, departure_date, origin, destination, status, scheduled_departure,
         scheduled_arrival, version, created_at, updated_at)
       SELECT ?2, 'flt_' || ?3 || i, ?3 || i, ?4, 'MAD', 'HAV', ?5, ?6 + i * 1000, ?6 + i * 1000 + 36000000, 1, 0, 0 FROM n`,
    )
    .bind(count, TENANTS[shard], name, new Date(leaves).toISOString().slice(0, 10), status, leaves)
    .run()
}

interface Ticked {
  readonly recording: Recording
  readonly batches: readonly number[]
}

/** What a tick, or other work, at a time asked of D1 and sent to the flight queue: the queue only notes the sizes of its batches. */
async function at(
  now: number,
  work: (ctx: DirectoryContext, shards: readonly ShardFlights[]) => Promise<unknown> = pollFlights,
): Promise<Ticked> {
  const recording = newRecording()
  const batches: number[] = []
  const databases = {
    DIRECTORY_DB: recordedD1(env.DIRECTORY_DB, 'directory', recording),
    TENANT_DB_0: recordedD1(env.TENANT_DB_0, 'shard', recording),
    TENANT_DB_1: recordedD1(env.TENANT_DB_1, 'shard', recording),
  }
  const queue = { sendBatch: async (messages: readonly unknown[]) => void batches.push(messages.length) }
  const house = openHouse({
    env: Object.assign({ ...env }, databases, { FLIGHT_UPDATES: queue, RELAY: 'sweep' }),
    execution: { waitUntil: () => undefined },
    log: createLog({}, () => undefined),
  })
  const shards = [databases.TENANT_DB_0, databases.TENANT_DB_1].map((d1) => {
    const shard = openShardDatabase(d1)
    return { toPlan: (limit: number) => flightsToPlan(shard, limit), planned: flightsPlanned.bind(null, shard) }
  })
  const ctx = {
    ...house.directory({ kind: 'system', job: 'flight_polls' }),
    clock: { now: () => now },
    polledProvider: {
      provider: 'aviationstack',
      status: async (flightNumber: string) => [
        aFlightUpdate({ flightNumber, departureDate: TODAY, status: 'departed', updatedAt: now }),
      ],
    },
    dailyPolls: 1_000_000,
  }
  await work(ctx, shards)
  return { recording, batches }
}

const rowsRead = ({ recording }: Ticked) => recording.ran.reduce((sum, each) => sum + each.rowsRead, 0)
const rowsWritten = ({ recording }: Ticked) => recording.ran.reduce((sum, each) => sum + each.rowsWritten, 0)
const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0)

describe('ten thousand flights of a day, among ten thousand that are over', () => {
  let planning: Ticked
  beforeAll(async () => {
    for (const shard of [0, 1]) {
      await seedTenant(env.DIRECTORY_DB, { id: TENANTS[shard] ?? '', code: `P0${shard}`, shard })
      await seedFlights(shard, `N${shard}X`, EACH, NOON)
      await seedFlights(shard, `O${shard}X`, EACH, NOON, 'arrived')
    }
    planning = await at(NOON - 24 * HOUR)
  }, 60_000)

  it('are planned once, a thousand at a time, and those that are over never', async ({ expect }) => {
    const { n } =
      (await env.DIRECTORY_DB.prepare('SELECT count(*) AS n FROM flight_polls').first<{ n: number }>()) ?? {}
    expect(n).toBe(2 * EACH)
    // For each thousand: flights, polls and subscriptions read, two statements that plan, one that marks.
    expect(planning.recording.ran.length).toBeLessThanOrEqual((2 * EACH * 6) / 1_000 + 2 * 4)
    expect(rowsRead(planning) / (2 * EACH)).toBeLessThanOrEqual(10)
    expect(rowsWritten(planning) / (2 * EACH)).toBeLessThanOrEqual(6)
    expect(planning.batches).toEqual([])
  })

  it('cost a tick in which nothing is due four statements and no row of them', async ({ expect }) => {
    const idle = await at(NOON - 13 * HOUR)
    expect(idle.recording.ran.length).toBe(4)
    // A range ends at the first row behind it.
    expect(rowsRead(idle)).toBeLessThanOrEqual(8)
    expect(idle.batches).toEqual([])
  })

  it('of which a few are due cost a tick rows of those and no others', async ({ expect }) => {
    // The first 250 of each shard open their window.
    const some = await at(NOON - 12 * HOUR + 250_000)
    expect(sum(some.batches)).toBe(500)
    expect(some.batches).toEqual([100, 100, 100, 100, 100])
    expect(some.recording.ran.length).toBe(4)
    expect(rowsRead(some)).toBeLessThanOrEqual(5 * 500 + 10)
    expect(rowsWritten(some)).toBeLessThanOrEqual(3 * 500)
  })

  it('that are due all at once go out in one tick, within what an invocation may do', async ({ expect }) => {
    const all = await at(NOON)
    expect(sum(all.batches)).toBe(2 * EACH)
    expect(Math.max(...all.batches)).toBeLessThanOrEqual(100)
    expect(all.recording.ran.length + all.batches.length).toBeLessThan(1_000)
    expect(rowsRead(all) / (2 * EACH)).toBeLessThanOrEqual(6)
    // And not again while their lease runs.
    expect((await at(NOON + 60_000)).batches).toEqual([])
  })

  it('cost a message that asks about one so few statements that ten of them fit into an invocation', async ({
    expect,
  }) => {
    const key = { flightNumber: 'N0X1', departureDate: TODAY }
    const sql = 'SELECT turn FROM flight_polls WHERE flight_number = ? AND departure_date = ?'
    const turn = await env.DIRECTORY_DB.prepare(sql).bind(key.flightNumber, key.departureDate).first<number>('turn')
    const one = await at(NOON + HOUR, (ctx) => pollFlight(ctx, { ...key, turn: turn ?? 0 }))
    expect(one.recording.ran.length).toBeLessThanOrEqual(40)
    expect(one.recording.trips).toBeLessThanOrEqual(14)
    expect(rowsRead(one)).toBeLessThanOrEqual(40)
    const status = 'SELECT status FROM flights WHERE tenant_id = ? AND id = ?'
    expect(await env.TENANT_DB_0.prepare(status).bind(TENANTS[0], 'flt_N0X1').first('status')).toBe('departed')
  })

  it('are searched by indexes only', async ({ expect }) => {
    const { recording } = await at(NOON + 2 * HOUR)
    const message = await at(NOON + 2 * HOUR, async (ctx) => {
      const [turn] = await ctx.flightPolls.take(NOON + 9 * HOUR, NOON + 9 * HOUR, 1)
      if (turn) await pollFlight(ctx, turn)
      await ctx.commit(
        ctx.flightPolls.end(
          {
            ...(turn ?? { flightNumber: '', departureDate: '', turn: 0 }),
            nextPollAt: 0,
            heldUntil: 0,
            polledAt: null,
            fruitless: 0,
          },
          [],
          NOON,
        ),
        null,
      )
    })
    const asked = [...recording.ran, ...planning.recording.ran, ...message.recording.ran]
    const texts = new Map(asked.map((each) => [each.sql, each]))
    const findings = await Promise.all(
      [...texts.values()].map(async ({ database, sql, params }) => {
        const d1 = database === 'directory' ? env.DIRECTORY_DB : env.TENANT_DB_0
        return findingsOf(sql, await planOf(d1, sql, params), false)
      }),
    )
    const scans = findings
      .flat()
      .filter(({ detail }) => !/USING (COVERING )?INDEX (flights_to_plan|flight_polls_due)/.test(detail))
    expect(scans.map(({ detail, sql }) => `${detail}: ${oneLine(sql)}`)).toEqual([])
  })
})
