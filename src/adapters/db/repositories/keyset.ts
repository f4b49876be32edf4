import { and, type Column, desc, eq, gte, isNotNull, lt, type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'

/** A tenant's table whose pages are ranges of its indexes. */
export interface Listed {
  readonly table: SQLiteTable & { readonly tenantId: Column; readonly id: Column }
  readonly tenantId: string
}

/** Ids from the first, inclusive, to the second, exclusive; either may be open. */
export interface IdRange {
  readonly from: string | null
  readonly before: string | null
}

/** Behind every id: these are lower case and digits. */
export const LAST_ID = '~'

/**
 * WHERE, ORDER BY and LIMIT of a page, newest first, of the rows whose columns have these values: a range of the index
 * (tenant_id, columns…, id), of which `limit` rows are read, or one more than there are when the range ends before.
 *
 * `unlikely` is what makes it so. Without statistics SQLite guesses that ten rows share a tenant, and that the values leave
 * hardly fewer; the primary key has the order too and is one step shorter, so it reads the whole tenant for the few that fit.
 * @param then what is left of the few rows of the range is read and held against these: only where they are few by nature
 *
 * Source: SQLite, "The Next-Generation Query Planner" and `unlikely(X)`.
 */
export function newestFirst(
  { table, tenantId }: Listed,
  equals: readonly (readonly [column: Column, value: string])[],
  { from, before }: IdRange,
  limit: number,
  then: readonly (readonly [column: Column, value: string])[] = [],
): SQL {
  const where = and(
    eq(table.tenantId, tenantId),
    ...equals.map(([column, value]) => sql`unlikely(${column} = ${value})`),
    from === null ? undefined : gte(table.id, from),
    before === null ? undefined : lt(table.id, before),
    ...then.map(([column, value]) => sql`+${column} = ${value}`),
  )
  return sql`WHERE ${where} ORDER BY ${desc(table.id)} LIMIT ${limit}`
}

/**
 * The same for the rows whose folded text begins with `prefix`, in order of that text and then of their ids. A range of texts
 * and no LIKE: D1 takes patterns of up to 50 bytes, and an index helps few of them.
 * @param after the text and the id of the last row of the page before
 */
export function byPrefix(
  { table, tenantId }: Listed,
  column: Column,
  prefix: string,
  after: { readonly text: string; readonly id: string } | null,
  limit: number,
): SQL {
  // What comes next in order, and not "greater than the last": so the last row is not read again. `!` stands before all of an id.
  const start = after ? sql`(${after.text}, ${`${after.id}!`})` : sql`(${prefix}, '')`
  const where = and(
    eq(table.tenantId, tenantId),
    sql`(${column}, ${table.id}) >= ${start}`,
    sql`${column} < ${`${prefix}\u{10FFFF}`}`,
    // The index holds the rows where there is a text: SQLite uses it when the query says so too.
    isNotNull(column),
  )
  return sql`WHERE ${where} ORDER BY ${column}, ${table.id} LIMIT ${limit}`
}
