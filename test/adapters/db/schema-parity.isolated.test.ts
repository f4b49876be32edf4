import { env } from 'cloudflare:workers'
import { getTableConfig, SQLiteSyncDialect, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { describe, it } from 'vitest'
import * as access from '../../../src/adapters/db/schema/directory/access.ts'
import * as accounts from '../../../src/adapters/db/schema/directory/accounts.ts'
import * as devices from '../../../src/adapters/db/schema/directory/devices.ts'
import * as flightAlerts from '../../../src/adapters/db/schema/directory/flight-alerts.ts'
import * as flightPolls from '../../../src/adapters/db/schema/directory/flight-polls.ts'
import * as lockout from '../../../src/adapters/db/schema/directory/lockout.ts'
import * as whatsapp from '../../../src/adapters/db/schema/directory/whatsapp.ts'
import * as houseKeeping from '../../../src/adapters/db/schema/house-keeping.ts'
import * as bags from '../../../src/adapters/db/schema/tenant/bags.ts'
import * as flights from '../../../src/adapters/db/schema/tenant/flights.ts'
import * as imports from '../../../src/adapters/db/schema/tenant/imports.ts'
import * as notifications from '../../../src/adapters/db/schema/tenant/notifications.ts'
import * as proofs from '../../../src/adapters/db/schema/tenant/proofs.ts'
import * as reading from '../../../src/adapters/db/schema/tenant/reading.ts'
import * as shipments from '../../../src/adapters/db/schema/tenant/shipments.ts'

const dialect = new SQLiteSyncDialect()
const DIRECTORY: readonly SQLiteTable[] = Object.values({
  ...accounts,
  ...access,
  ...devices,
  ...flightAlerts,
  ...flightPolls,
  ...lockout,
  ...whatsapp,
  ...houseKeeping,
})
const TENANT: readonly SQLiteTable[] = Object.values({
  ...shipments,
  ...bags,
  ...flights,
  ...imports,
  ...notifications,
  ...proofs,
  ...reading,
  ...houseKeeping,
})
const SIDES = [
  ['directory', env.DIRECTORY_DB, DIRECTORY],
  ['tenant', env.TENANT_DB_0, TENANT],
] as const

interface Described {
  readonly columns: readonly string[]
  readonly primaryKey: readonly string[]
  readonly indexes: readonly string[]
}

/** `name unique tenant_id, id WHERE …`, as both sides write it. */
function indexLine(name: string, unique: boolean, columns: readonly string[], where: string | null): string {
  return `${unique ? 'unique ' : ''}${name}(${columns.join(', ')})${where ? ` WHERE ${where}` : ''}`
}

function fromDrizzle(table: SQLiteTable): Described {
  const config = getTableConfig(table)
  const uniqueColumns = config.columns.filter((column) => column.isUnique)
  return {
    columns: config.columns.map((column) =>
      `${column.name} ${column.getSQLType()}${column.notNull ? ' not null' : ''}`.toLowerCase(),
    ),
    primaryKey:
      config.primaryKeys[0]?.columns.map((c) => c.name) ?? config.columns.filter((c) => c.primary).map((c) => c.name),
    indexes: [
      ...config.indexes.map((index) =>
        indexLine(
          index.config.name,
          index.config.unique,
          index.config.columns.map((column) => ('name' in column ? column.name : 'expression')),
          index.config.where ? dialect.sqlToQuery(index.config.where).sql : null,
        ),
      ),
      ...uniqueColumns.map((column) => indexLine('auto', true, [column.name], null)),
    ].sort(),
  }
}

async function fromMigrations(db: D1Database, name: string): Promise<Described> {
  const columns = await db
    .prepare('SELECT * FROM pragma_table_info(?)')
    .bind(name)
    .all<{ name: string; type: string; notnull: number; pk: number }>()
  const list = await db
    .prepare('SELECT * FROM pragma_index_list(?)')
    .bind(name)
    .all<{ name: string; unique: number; origin: string }>()
  const indexes: string[] = []
  for (const index of list.results.filter((each) => each.origin !== 'pk')) {
    const parts = await db
      .prepare('SELECT name FROM pragma_index_info(?) ORDER BY seqno')
      .bind(index.name)
      .all<{ name: string }>()
    const text = await db
      .prepare('SELECT sql FROM sqlite_master WHERE name = ?')
      .bind(index.name)
      .first<{ sql: string | null }>()
    const where = /\bWHERE\b([\s\S]*)$/i.exec(text?.sql ?? '')?.[1]?.trim() ?? null
    indexes.push(
      indexLine(
        index.origin === 'u' ? 'auto' : index.name,
        index.unique === 1,
        parts.results.map((p) => p.name),
        where,
      ),
    )
  }
  return {
    columns: columns.results.map((c) => `${c.name} ${c.type}${c.notnull ? ' not null' : ''}`.toLowerCase()),
    primaryKey: columns.results
      .filter((c) => c.pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map((c) => c.name),
    indexes: indexes.sort(),
  }
}

describe('drizzle’s tables and the migrations', () => {
  for (const [side, db, tables] of SIDES) {
    for (const table of tables) {
      const { name } = getTableConfig(table)
      it(`say the same of ${side}.${name}`, async ({ expect }) => {
        expect(fromDrizzle(table)).toEqual(await fromMigrations(db, name))
      })
    }

    it(`know the same tables of the ${side}`, async ({ expect }) => {
      const stored = await db
        .prepare(
          "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'd1_%' AND name NOT LIKE '_cf%'",
        )
        .all<{ name: string }>()
      expect(tables.map((table) => getTableConfig(table).name).sort()).toEqual(
        stored.results.map((row) => row.name).sort(),
      )
    })
  }

  it('lead every tenant table’s primary key, index and foreign key with tenant_id', async ({ expect }) => {
    const db = env.TENANT_DB_0
    const tables = await db
      .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%tenant_id%'")
      .all<{ name: string; sql: string }>()
    expect(tables.results.length).toBeGreaterThan(8)
    for (const { name, sql } of tables.results) {
      if (name === 'commit_guard') continue
      const described = await fromMigrations(db, name)
      expect([name, described.primaryKey[0]]).toEqual([name, 'tenant_id'])
      for (const index of described.indexes) expect(index).toMatch(/\(tenant_id[,)]/)
      const foreign = await db
        .prepare('SELECT id, seq, "from" AS f FROM pragma_foreign_key_list(?) ORDER BY id, seq')
        .bind(name)
        .all<{ seq: number; f: string }>()
      for (const key of foreign.results) if (key.seq === 0) expect([name, key.f]).toEqual([name, 'tenant_id'])
      expect(sql).toMatch(/STRICT, WITHOUT ROWID/)
      expect(sql).not.toMatch(/ON DELETE CASCADE/i)
    }
  })

  it('make the timeline and the audit log append-only', async ({ expect }) => {
    const db = env.TENANT_DB_0
    await db.prepare("INSERT INTO audit_log VALUES ('ten_a', 'aud_a', 'x', 'x', 'x', 'x', '{}', NULL, 1)").run()
    await expect(db.prepare("UPDATE audit_log SET actor = 'y'").run()).rejects.toThrow('append-only')
    await expect(db.prepare('DELETE FROM audit_log').run()).rejects.toThrow('append-only')
  })
})
