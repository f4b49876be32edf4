import { and, type Column, isNotNull, type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'

/** A tenant's table whose pages are ranges of its indexes. */
export interface Listed {
  readonly table: SQLiteTable & { readonly tenantId: Column; readonly id: Column }
  readonly tenantId: string
}

/** Behind every id: these are lower case and digits. */
export const LAST_ID = '~'

const row = (parts: readonly unknown[]): SQL =>
  sql`(${sql.join(
    parts.map((part) => sql`${part}`),
    sql`, `,
  )})`

/** An index over a column that may be null holds the rows where it is not: SQLite uses it when the query says so too. */
const present = (columns: readonly Column[]): SQL | undefined =>
  and(...columns.filter((column) => !column.notNull).map((column) => isNotNull(column)))

/**
 * WHERE, ORDER BY and LIMIT of a page, newest first, of the rows whose columns have these values. It is written as a range of
 * row values over an index (tenant_id, columns…, id), not as equalities: SQLite takes an equality as a constant, sees then that the
 * primary key has the order too, and reads the whole tenant through it to find the few that fit. So it reads `limit` rows,
 * or one more than there are when the range ends before.
 * Source of the form: SQLite, "Row Values", scrolling window queries.
 * @param ids from the first, inclusive, to the second, exclusive
 */
export function newestFirst(
  { table, tenantId }: Listed,
  equals: readonly (readonly [column: Column, value: string])[],
  ids: { readonly from: string; readonly before: string },
  limit: number,
): SQL {
  const columns = equals.map(([column]) => column)
  const values = equals.map(([, value]) => value)
  const key = row([...columns, table.id])
  const order = sql.join(
    [...columns, table.id].map((column) => sql`${column} DESC`),
    sql`, `,
  )
  const where = and(
    sql`${table.tenantId} = ${tenantId}`,
    sql`${key} >= ${row([...values, ids.from])}`,
    sql`${key} < ${row([...values, ids.before])}`,
    present(columns),
  )
  return sql`WHERE ${where} ORDER BY ${order} LIMIT ${limit}`
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
  const key = row([column, table.id])
  // What comes next in order, and not "greater than the last": so the last row is not read again. `!` stands before all of an id.
  const start = after ? row([after.text, `${after.id}!`]) : row([prefix, ''])
  const where = and(
    sql`${table.tenantId} = ${tenantId}`,
    sql`${key} >= ${start}`,
    sql`${column} < ${`${prefix}\u{10FFFF}`}`,
    present([column]),
  )
  return sql`WHERE ${where} ORDER BY ${column}, ${table.id} LIMIT ${limit}`
}
