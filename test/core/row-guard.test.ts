import { and, count, desc, eq, exists, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { alias, union } from 'drizzle-orm/sqlite-core'
import { describe, it } from 'vitest'
import { bags } from '../../src/adapters/db/schema/tenant/bags.ts'
import { flights } from '../../src/adapters/db/schema/tenant/flights.ts'
import { orm, queryOf } from '../../src/core/database.ts'
import { assertTenantStatement, RowGuardError, tenantParameters } from '../../src/core/row-guard.ts'
import { ACCEPTED } from './row-guard-accepted.ts'
import { REFUSED } from './row-guard-refused.ts'

const OURS = 'ten_ours'

function refusal(run: () => unknown): RowGuardError | null {
  try {
    run()
  } catch (error) {
    if (error instanceof RowGuardError) return error
    throw error
  }
  return null
}

describe('the row guard lets through', () => {
  for (const [sql, positions] of ACCEPTED) {
    it(`binding ${JSON.stringify(positions)}: ${sql}`, ({ expect }) => {
      expect(tenantParameters(sql)).toEqual(positions)
    })
  }
})

describe('the row guard refuses', () => {
  for (const [rule, sql] of REFUSED) {
    it(`${rule}: ${sql.slice(0, 160)}`, ({ expect }) => {
      expect(refusal(() => tenantParameters(sql))?.rule).toBe(rule)
    })
  }
})

describe('what drizzle writes passes', () => {
  const mine = eq(bags.tenantId, OURS)
  const row = {
    tenantId: OURS,
    id: 'bag_1',
    bagNumber: '1',
    origin: 'MAD',
    destination: 'JFK',
    status: 'open' as const,
    shipmentCount: 0,
    totalWeightGrams: 0,
    version: 1,
    createdAt: 1,
    updatedAt: 1,
  }
  const b = alias(bags, 'b')
  const f = alias(flights, 'f')
  const ofFlights = orm
    .select({ id: flights.id })
    .from(flights)
    .where(and(eq(flights.tenantId, OURS), eq(flights.status, 'arrived')))
  const totals = orm
    .select({ tenantId: bags.tenantId, pieces: count().as('pieces') })
    .from(bags)
    .where(mine)
    .groupBy(bags.tenantId)
    .as('totals')
  const queries = {
    'a row by id': orm
      .select()
      .from(bags)
      .where(and(mine, eq(bags.id, 'bag_1')))
      .limit(1),
    'a keyset page with an optional filter': orm
      .select()
      .from(bags)
      .where(and(mine, or(isNull(bags.flightId), inArray(bags.status, ['open', 'sealed'])), lt(bags.id, 'bag_9')))
      .orderBy(desc(bags.id))
      .limit(21),
    'a count': orm.select({ n: count() }).from(bags).where(mine),
    'a left join with aliases': orm
      .select()
      .from(b)
      .leftJoin(f, and(eq(f.tenantId, b.tenantId), eq(f.id, b.flightId)))
      .where(eq(b.tenantId, OURS)),
    'a subquery in IN': orm
      .select()
      .from(bags)
      .where(and(mine, inArray(bags.flightId, ofFlights))),
    'EXISTS, correlated': orm
      .select({ id: bags.id })
      .from(bags)
      .where(
        and(
          mine,
          exists(
            orm
              .select({ one: sql`1` })
              .from(flights)
              .where(and(eq(flights.tenantId, bags.tenantId), eq(flights.id, bags.flightId))),
          ),
        ),
      ),
    'a derived table': orm.select().from(totals).innerJoin(flights, eq(flights.tenantId, totals.tenantId)),
    'a union': union(
      orm.select({ id: bags.id }).from(bags).where(mine),
      orm.select({ id: flights.id }).from(flights).where(eq(flights.tenantId, OURS)),
    ),
    'an insert of two rows': orm.insert(bags).values([row, { ...row, id: 'bag_2', sealNumber: 's' }]),
    'an insert or nothing, returning': orm.insert(bags).values(row).onConflictDoNothing().returning(),
    'an upsert': orm
      .insert(bags)
      .values(row)
      .onConflictDoUpdate({ target: [bags.tenantId, bags.id], set: { status: sql`excluded.status` } }),
    'an update with the version it saw': orm
      .update(bags)
      .set({ status: 'sealed', version: sql`${bags.version} + 1` })
      .where(and(mine, eq(bags.id, 'bag_1'), eq(bags.version, 3))),
    'a delete': orm.delete(bags).where(and(mine, eq(bags.id, 'bag_1'))),
  }
  for (const [name, builder] of Object.entries(queries)) {
    it(name, ({ expect }) => {
      const { sql, params } = queryOf(builder)
      expect(tenantParameters(sql).length).toBeGreaterThan(0)
      expect(() => assertTenantStatement(sql, params, OURS)).not.toThrow()
      expect(refusal(() => assertTenantStatement(sql, params, 'ten_theirs'))?.rule).toBe('wrong_tenant')
    })
  }
})

describe('the bound values', () => {
  const joined = 'SELECT s.id FROM shipments s JOIN bags b ON b.tenant_id = ? AND b.id = s.bag_id WHERE s.tenant_id = ?'

  it('must be the tenant at every anchor, not at one of them', ({ expect }) => {
    expect(refusal(() => assertTenantStatement(joined, [OURS, OURS], OURS))).toBeNull()
    for (const params of [[OURS, 'ten_theirs'], ['ten_theirs', OURS], [OURS], [], [OURS, null], [OURS, [OURS]]]) {
      expect(refusal(() => assertTenantStatement(joined, params, OURS))?.rule).toBe('wrong_tenant')
    }
  })

  it('are compared in every row of VALUES', ({ expect }) => {
    const insert = 'INSERT INTO bags (id, tenant_id) VALUES (?, ?), (?, ?)'
    expect(refusal(() => assertTenantStatement(insert, ['a', OURS, 'b', OURS], OURS))).toBeNull()
    expect(refusal(() => assertTenantStatement(insert, ['a', OURS, 'b', 'ten_theirs'], OURS))?.rule).toBe(
      'wrong_tenant',
    )
  })

  it('are never an empty tenant', ({ expect }) => {
    expect(refusal(() => assertTenantStatement(joined, ['', ''], ''))?.rule).toBe('wrong_tenant')
  })

  it('and literals are never in the message', ({ expect }) => {
    const unbound = refusal(() => assertTenantStatement(joined, [OURS, 'secret-value'], OURS))
    const literal = refusal(() => tenantParameters("SELECT * FROM shipments WHERE tenant_id = 'secret-value'"))
    expect(literal?.message).toContain('shipments')
    expect(`${unbound?.message} ${literal?.message}`).not.toContain('secret-value')
  })
})

describe('the cache', () => {
  it('answers the same for a text it has seen, and again after ten thousand others', ({ expect }) => {
    const text = 'SELECT id FROM bags WHERE tenant_id = ?'
    const first = tenantParameters(text)
    expect(tenantParameters(text)).toBe(first)
    for (let i = 0; i < 10_000; i++) tenantParameters(`SELECT ${i} FROM bags WHERE tenant_id = ?`)
    expect(tenantParameters(text)).not.toBe(first)
    expect(tenantParameters(text)).toEqual(first)
  })

  it('refuses a refused text every time', ({ expect }) => {
    for (let i = 0; i < 3; i++) expect(refusal(() => tenantParameters('DELETE FROM bags'))?.rule).toBe('unanchored')
  })
})
