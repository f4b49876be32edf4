import { env } from 'cloudflare:workers'
import { beforeEach, describe, it } from 'vitest'
import { assertTenantStatement, RowGuardError } from '../../src/core/row-guard.ts'

const OURS = 'ten_ours'
const THEIRS = 'ten_theirs'
const db = env.TENANT_DB_0

async function rowsByTenant(tenantId: string): Promise<string> {
  const [parcels, crates] = await db.batch([
    db.prepare('SELECT * FROM parcels WHERE tenant_id = ? ORDER BY id').bind(tenantId),
    db.prepare('SELECT * FROM crates WHERE tenant_id = ? ORDER BY id').bind(tenantId),
  ])
  return JSON.stringify([parcels?.results, crates?.results])
}

beforeEach(async () => {
  await db.batch([
    db.prepare('DROP TABLE IF EXISTS parcels'),
    db.prepare('DROP TABLE IF EXISTS crates'),
    db.prepare(
      'CREATE TABLE parcels (tenant_id TEXT, id TEXT, crate_id TEXT, note TEXT, PRIMARY KEY (tenant_id, id)) WITHOUT ROWID',
    ),
    db.prepare('CREATE TABLE crates (tenant_id TEXT, id TEXT, note TEXT, PRIMARY KEY (tenant_id, id)) WITHOUT ROWID'),
    db.prepare('CREATE UNIQUE INDEX crates_by_note ON crates (note)'),
    ...[OURS, THEIRS].flatMap((tenant) => [
      db.prepare("INSERT INTO parcels VALUES (?1, 'p1', 'c1', 'secret of ' || ?1)").bind(tenant),
      db.prepare("INSERT INTO crates VALUES (?1, 'c1', 'secret of ' || ?1)").bind(tenant),
    ]),
  ])
})

function guarded(sql: string, params: readonly unknown[]): RowGuardError | null {
  try {
    assertTenantStatement(sql, params, OURS)
  } catch (error) {
    if (error instanceof RowGuardError) return error
    throw error
  }
  return null
}

type Case = readonly [sql: string, ...params: readonly unknown[]]

describe('what the guard refuses would have read a row of another tenant', () => {
  const reads: readonly Case[] = [
    ['SELECT note FROM parcels WHERE id = ?', 'p1'],
    ['SELECT note FROM parcels WHERE tenant_id = ?', THEIRS],
    ['SELECT note FROM parcels WHERE tenant_id = ? OR id = ?', OURS, 'p1'],
    ['SELECT note FROM parcels WHERE NOT tenant_id = ?', OURS],
    ['SELECT note FROM parcels WHERE tenant_id = ? = 0', OURS],
    ['SELECT note FROM parcels WHERE tenant_id = ? BETWEEN 0 AND 0', OURS],
    ['SELECT note FROM parcels WHERE tenant_id <> ?', OURS],
    ['SELECT c.note FROM parcels p JOIN crates c ON c.id = p.crate_id WHERE p.tenant_id = ?', OURS],
    ['SELECT p.note FROM parcels p LEFT JOIN crates c ON c.tenant_id = ? AND p.tenant_id = ?', OURS, OURS],
    ['SELECT p.note FROM parcels p LEFT JOIN crates c ON c.tenant_id = p.tenant_id AND c.tenant_id = ?', OURS],
    ['SELECT (SELECT max(note) FROM crates) AS note FROM parcels WHERE tenant_id = ?', OURS],
    ['SELECT note FROM parcels WHERE tenant_id = ? UNION SELECT note FROM crates', OURS],
    ['SELECT note FROM parcels -- WHERE tenant_id = ?1'],
    ['SELECT d.note FROM (SELECT note FROM parcels) d WHERE ? = ?', OURS, OURS],
    ['SELECT note FROM (SELECT ? AS tenant_id) d JOIN parcels p ON p.tenant_id = d.tenant_id', THEIRS],
    ["UPDATE parcels SET note = note || ' seen' WHERE id = ? RETURNING note", 'p1'],
    [
      'INSERT INTO crates (tenant_id, id, note) SELECT ?, id || tenant_id, note || id FROM parcels RETURNING note',
      OURS,
    ],
    [
      `INSERT INTO crates (tenant_id, id, note) VALUES (?, 'c9', 'secret of ${THEIRS}')
       ON CONFLICT (note) DO UPDATE SET id = id RETURNING note`,
      OURS,
    ],
  ]
  for (const [sql, ...params] of reads) {
    it(sql, async ({ expect }) => {
      expect(guarded(sql, params)).not.toBeNull()
      const { results } = await db
        .prepare(sql)
        .bind(...params)
        .all<{ note: string }>()
      expect(results.some(({ note }) => note.includes(THEIRS))).toBe(true)
    })
  }
})

describe('what the guard refuses would have changed a row of another tenant', () => {
  const writes: readonly Case[] = [
    ['DELETE FROM parcels'],
    ['DELETE FROM parcels WHERE id IN (SELECT id FROM parcels WHERE tenant_id = ?)', OURS],
    ['WITH parcels AS (SELECT 1) DELETE FROM parcels'],
    ["UPDATE parcels SET note = '' WHERE tenant_id = ? OR 1", OURS],
    ['UPDATE parcels SET note = c.note FROM crates c WHERE c.tenant_id = ? AND c.id = parcels.crate_id', OURS],
    ["UPDATE parcels SET tenant_id = ?, id = 'p2' WHERE tenant_id = ?", THEIRS, OURS],
    ["INSERT INTO parcels (tenant_id, id) VALUES (?, 'p2'), ('ten_theirs', 'p2')", OURS],
    ["INSERT INTO parcels (tenant_id, id) SELECT tenant_id, 'p2' FROM crates"],
    ["INSERT OR REPLACE INTO crates (tenant_id, id, note) VALUES (?, 'c9', 'secret of ten_theirs')", OURS],
  ]
  for (const [sql, ...params] of writes) {
    it(sql, async ({ expect }) => {
      const before = await rowsByTenant(THEIRS)
      expect(guarded(sql, params)).not.toBeNull()
      await db
        .prepare(sql)
        .bind(...params)
        .run()
      expect(await rowsByTenant(THEIRS)).not.toBe(before)
    })
  }
})

describe('what the guard lets through', () => {
  const statements: readonly Case[] = [
    ["UPDATE parcels SET note = 'new' WHERE tenant_id = ? AND id IN (SELECT value FROM json_each(?))", OURS, '["p1"]'],
    [
      "UPDATE parcels SET note = c.note || '!' FROM crates c WHERE parcels.tenant_id = ? AND c.tenant_id = parcels.tenant_id",
      OURS,
    ],
    [
      "INSERT INTO parcels (tenant_id, id, note) SELECT c.tenant_id, 'p2', c.note FROM crates c WHERE c.tenant_id = ?",
      OURS,
    ],
    ["INSERT INTO parcels (tenant_id, id) VALUES (?, 'p1') ON CONFLICT (tenant_id, id) DO UPDATE SET note = 'x'", OURS],
    [
      'WITH gone AS (SELECT id FROM crates WHERE tenant_id = ?) DELETE FROM parcels WHERE tenant_id = ? AND crate_id IN (SELECT id FROM gone)',
      OURS,
      OURS,
    ],
  ]
  for (const [sql, ...params] of statements) {
    it(`does its work on our rows and leaves theirs: ${sql}`, async ({ expect }) => {
      const before = { ours: await rowsByTenant(OURS), theirs: await rowsByTenant(THEIRS) }
      expect(guarded(sql, params)).toBeNull()
      await db
        .prepare(sql)
        .bind(...params)
        .run()
      expect(await rowsByTenant(OURS)).not.toBe(before.ours)
      expect(await rowsByTenant(THEIRS)).toBe(before.theirs)
    })
  }
})

describe('the shape of a shard that the guard rests on', () => {
  it('is that every table has tenant_id as text, not null, compared byte by byte', async ({ expect }) => {
    const { results: tables } = await env.TENANT_DB_1.prepare(
      `SELECT t.name, t.sql, c.type, c."notnull" AS required FROM sqlite_schema t
       LEFT JOIN pragma_table_info(t.name) c ON c.name = 'tenant_id'
       WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name NOT LIKE 'd1\\_%' ESCAPE '\\'
         AND t.name NOT LIKE '\\_cf\\_%' ESCAPE '\\'`,
    ).all<{ name: string; sql: string; type: string | null; required: number | null }>()
    expect(tables.length).toBeGreaterThan(0)
    expect(tables.filter(({ type, required }) => type !== 'TEXT' || required !== 1)).toEqual([])
    expect(tables.filter(({ sql }) => /collate/i.test(sql))).toEqual([])
  })

  it('is that there are no views, which would hide a table from it', async ({ expect }) => {
    const { results } = await env.TENANT_DB_1.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'").all()
    expect(results).toEqual([])
  })
})
