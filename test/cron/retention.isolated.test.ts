import { env } from 'cloudflare:workers'
import { it } from 'vitest'
import { removeExpired } from '../../src/adapters/db/cross-tenant.ts'
import { openShardDatabase } from '../../src/core/database.ts'
import { createLog } from '../../src/core/log.ts'
import { applyRetention } from '../../src/cron/retention.ts'

const NOW = Date.UTC(2026, 10, 23, 3, 17)
const DAY = 86_400_000
const SHARDS = [env.TENANT_DB_0, env.TENANT_DB_1] as const

async function keep(shard: D1Database, keys: readonly (readonly [tenant: string, key: string, createdAt: number])[]) {
  await shard.batch(
    keys.map((key) =>
      shard.prepare("INSERT INTO idempotency_keys VALUES (?, 'usr_1', ?, 'hash', 201, '{}', ?)").bind(...key),
    ),
  )
}

async function watch(shard: D1Database, watchers: readonly (readonly [tenant: string, id: string, ends: number])[]) {
  await shard.batch(
    watchers.map((watcher) => shard.prepare('INSERT INTO tracking_watchers VALUES (?, ?, ?)').bind(...watcher)),
  )
}

async function left(shard: D1Database, table: 'idempotency_keys' | 'tracking_watchers', column: string) {
  const { results } = await shard.prepare(`SELECT ${column} AS name FROM ${table} ORDER BY 1`).all<{ name: string }>()
  return results.map((row) => row.name)
}

function workOf(chunk: number, shards: readonly D1Database[] = SHARDS) {
  const logged: { event: string; shard?: number; chunks?: number }[] = []
  return {
    logged,
    log: createLog({}, (_level, line) => logged.push(line as (typeof logged)[number])),
    now: NOW,
    shards: shards.map((d1) => {
      const shard = openShardDatabase(d1)
      return (keysBefore: number, now: number) => removeExpired(shard, keysBefore, now, chunk)
    }),
  }
}

it('removes keys older than a day and watchers that ended, of all tenants and shards, and nothing else', async ({
  expect,
}) => {
  for (const shard of SHARDS) {
    await keep(shard, [
      ['ten_1', 'a_old', NOW - DAY - 1],
      ['ten_1', 'b_day', NOW - DAY],
      ['ten_2', 'c_old', 0],
      ['ten_2', 'd_new', NOW],
    ])
    await watch(shard, [
      ['ten_1', 'shp_a_ended', NOW - 1],
      ['ten_1', 'shp_b_ends', NOW],
      ['ten_2', 'shp_c_ended', 0],
    ])
  }
  await applyRetention(workOf(100))
  for (const shard of SHARDS) {
    expect(await left(shard, 'idempotency_keys', 'key')).toEqual(['b_day', 'd_new'])
    expect(await left(shard, 'tracking_watchers', 'shipment_id')).toEqual(['shp_b_ends'])
  }
})

it('goes on, a chunk at a time, until nothing is left', async ({ expect }) => {
  const [shard] = SHARDS
  await keep(
    shard,
    Array.from({ length: 7 }, (_, i) => ['ten_3', `many_${i}`, 0] as const),
  )
  const work = workOf(2, [shard])
  const removed: number[] = []
  const [removeChunk] = work.shards
  const counted = async (keysBefore: number, now: number) => {
    const more = await removeChunk?.(keysBefore, now)
    removed.push((await left(shard, 'idempotency_keys', 'key')).filter((key) => key.startsWith('many_')).length)
    return more ?? false
  }
  await applyRetention({ ...work, shards: [counted] })
  expect(removed).toEqual([5, 3, 1, 0])
  expect(work.logged).toMatchObject([{ event: 'retention', shard: 0, chunks: 4, finished: true }])
})

it('a shard that is away stops no other', async ({ expect }) => {
  const [, shard] = SHARDS
  await keep(shard, [['ten_4', 'z_old', 0]])
  const work = workOf(100, [shard])
  const away = async () => {
    throw new Error('the shard is away')
  }
  await applyRetention({ ...work, shards: [away, ...work.shards] })
  expect(await left(shard, 'idempotency_keys', 'key')).not.toContain('z_old')
  expect(work.logged.map((line) => line.event)).toEqual(['retention_failed', 'retention'])
})

it('a shard that never comes to an end is left for the next night', async ({ expect }) => {
  const work = workOf(1)
  await applyRetention({ ...work, shards: [async () => true] })
  expect(work.logged).toMatchObject([{ event: 'retention', chunks: 1_000, finished: false }])
})
