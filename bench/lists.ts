/**
 * `npm run bench -- lists`: rows that D1 reads for a page of each list, in one tenant of 1 k, 100 k and 1 M shipments among 50.
 * Takes some minutes, nearly all of them to seed the million.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { getPlatformProxy, unstable_splitSqlQuery } from 'wrangler'
import { ROOT } from '../scripts/lib/root.ts'
import { createBagRepository } from '../src/adapters/db/repositories/bag-repository.ts'
import { createShipmentRepository } from '../src/adapters/db/repositories/shipment-repository.ts'
import { newMeter, openTenantDatabase } from '../src/core/database.ts'
import type { PageRequest } from '../src/domain/page.ts'
import { BAG_LISTS, SHIPMENT_LISTS } from '../src/domain/shipments/lists.ts'
import { ASKED, BAG_ASKED, madeAt, seedLists } from './lists-seed.ts'

const LIMIT = 20
const SIZES = [1_000, 100_000, 1_000_000] as const
const OTHERS = 49
const CODE = 'B7E'

interface Measured {
  readonly rows: number
  readonly ms: number
}
type Ask = (database: D1Database, tenantId: string, size: number) => Promise<Measured>

const page: PageRequest = { limit: LIMIT, after: null }

/** The page twice, the second time for its duration. */
async function measure(database: D1Database, tenantId: string, ask: (of: ReturnType<typeof repositories>) => unknown) {
  const meter = newMeter()
  const of = repositories(database, tenantId, meter)
  await ask(of)
  const rows = meter.rowsRead
  const started = performance.now()
  await ask(of)
  return { rows, ms: performance.now() - started }
}

function repositories(database: D1Database, tenantId: string, meter = newMeter()) {
  const db = openTenantDatabase(database, tenantId, { meter })
  return { shipments: createShipmentRepository(db), bags: createBagRepository(db) }
}

const wordsOf = (list: readonly string[]) => list.join(' + ') || '(all)'

function asks(trackingIds: ReadonlyMap<string, string>): readonly (readonly [string, Ask])[] {
  const shipments = SHIPMENT_LISTS.map((list) => {
    const filter = Object.fromEntries(list.map((name) => [name, ASKED[name]]))
    const ask: Ask = (db, tenant) => measure(db, tenant, (of) => of.shipments.list(filter, page))
    return [`shipments: ${wordsOf(list)}`, ask] as const
  })
  const bags = BAG_LISTS.map((list) => {
    const filter = Object.fromEntries(list.map((name) => [name, BAG_ASKED[name]]))
    const ask: Ask = (db, tenant) => measure(db, tenant, (of) => of.bags.list(filter, page))
    return [`bags: ${wordsOf(list)}`, ask] as const
  })
  const search =
    (q: string): Ask =>
    (db, tenant) =>
      measure(db, tenant, (of) => of.shipments.list({ q }, page))
  return [
    ...shipments,
    [
      'shipments: status, made in the middle half',
      (db, tenant, size) => {
        const made = { createdFrom: madeAt(size / 4), createdTo: madeAt((size * 3) / 4) }
        return measure(db, tenant, (of) => of.shipments.list({ status: ASKED.status, ...made }, page))
      },
    ],
    ['shipments: q, a name', search('JOSÉ')],
    ['shipments: q, a reference', search('ORDER-7')],
    ['shipments: q, a tracking id', (db, tenant, size) => search(trackingIds.get(tenant) ?? '')(db, tenant, size)],
    ['shipments: q, nobody', search('nobody at all')],
    ...bags,
    ['bags: q, a number', (db, tenant) => measure(db, tenant, (of) => of.bags.list({ q: 'bag-000' }, page))],
  ]
}

async function migrated(database: D1Database): Promise<void> {
  const folder = join(ROOT, 'migrations/tenant')
  for (const name of readdirSync(folder).sort()) {
    const queries = unstable_splitSqlQuery(readFileSync(join(folder, name), 'utf8'))
    await database.batch(queries.map((query) => database.prepare(query)))
  }
}

/** Rows first, then the indexes over them: a million rows with thirty indexes kept up all the while take twice as long. */
async function withoutIndexes<T>(database: D1Database, work: () => Promise<T>): Promise<T> {
  const { results } = await database
    .prepare(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('shipments', 'bags') AND sql IS NOT NULL",
    )
    .all<{ name: string; sql: string }>()
  for (const { name } of results) await database.prepare(`DROP INDEX ${name}`).run()
  const done = await work()
  for (const { sql } of results) await database.prepare(sql).run()
  return done
}

async function main(database: D1Database): Promise<void> {
  await migrated(database)
  const trackingIds = new Map<string, string>()
  const seed = async (tenantId: string, shipments: number) => {
    const started = performance.now()
    const load = { tenantId, tenantCode: CODE, shipments, bags: Math.ceil(shipments / 5) }
    trackingIds.set(tenantId, await seedLists(database, load))
    return (performance.now() - started) / 1_000
  }
  for (let other = 0; other < OTHERS; other++) await seed(`ten_${String(other * 2).padStart(3, '0')}`, 1_000)
  const table: (readonly (string | number)[])[] = []
  const names = asks(trackingIds)
  for (const [name] of names) table.push([name])
  for (const [index, size] of SIZES.entries()) {
    const tenantId = `ten_${String(index * 30 + 15).padStart(3, '0')}`
    const seconds = await withoutIndexes(database, () => seed(tenantId, size))
    process.stderr.write(`${size} shipments seeded in ${seconds.toFixed(0)} s\n`)
    for (const [line, [, ask]] of names.entries()) {
      const { rows, ms } = await ask(database, tenantId, size)
      table[line] = [...(table[line] ?? []), rows, ms.toFixed(1)]
    }
  }
  const heads = SIZES.flatMap((size) => [`rows at ${size.toLocaleString('en')}`, 'ms'])
  console.log(`A page of ${LIMIT} in one tenant among ${OTHERS + SIZES.length}.\n`)
  console.log(`| list | ${heads.join(' | ')} |\n|---|${heads.map(() => '--:').join('|')}|`)
  for (const line of table) console.log(`| ${line.join(' | ')} |`)
}

const folder = mkdtempSync(join(tmpdir(), 'aircourier-lists-'))
const config = join(folder, 'lists.toml')
writeFileSync(
  config,
  `name = "lists"
compatibility_date = "2026-10-20"
[[d1_databases]]
binding = "SHARD"
database_name = "shard"
database_id = "00000000-0000-4000-8000-00000000b000"
`,
)
const proxy = await getPlatformProxy<{ SHARD: D1Database }>({
  configPath: config,
  envFiles: [],
  persist: { path: join(folder, 'state') },
})
try {
  await main(proxy.env.SHARD)
} finally {
  await proxy.dispose()
  rmSync(folder, { recursive: true, force: true })
}
