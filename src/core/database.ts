import type { SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core'
import { AppError } from './errors.ts'
import { assertTenantStatement } from './row-guard.ts'

/** Text and bound values, as drizzle's `toSQL()` gives them. */
export interface Query {
  readonly sql: string
  readonly params: readonly unknown[]
}

/** One write of a commit. */
export interface SqlStatement extends Query {
  readonly kind: 'statement'
  /** How many rows it must change, and the error when it does not: the whole commit is then undone. */
  readonly expects?: { readonly rows: number; readonly otherwise: () => Error }
  /** The error for a unique constraint, by the columns that D1 names: `bags.tenant_id, bags.bag_number`. */
  readonly unique?: Readonly<Record<string, () => Error>>
}

export type Row = Readonly<Record<string, unknown>>

/** What a database was asked for: the figures of the request's log line and of the budgets. */
export interface Meter {
  trips: number
  rowsRead: number
  rowsWritten: number
}

export const newMeter = (): Meter => ({ trips: 0, rowsRead: 0, rowsWritten: 0 })

export interface Database<Scope extends string = string> {
  readonly scope: Scope
  all(query: Query): Promise<readonly Row[]>
  /** Several reads in one round trip and one snapshot. */
  allOf(queries: readonly Query[]): Promise<readonly (readonly Row[])[]>
  /** One batch: all or nothing. Answers the rows that each statement returned. */
  commit(statements: readonly SqlStatement[]): Promise<readonly (readonly Row[])[]>
  bookmark(): string | null
}

/** One tenant's rows in its shard. Whatever does not bind the tenant's id throws before it reaches D1. */
export type TenantDatabase = Database<'tenant'> & { readonly tenantId: string }
/** The control plane. */
export type DirectoryDatabase = Database<'directory'>
/** A whole shard, over all tenants: for the sweeps in `adapters/db/cross-tenant.ts` and nothing else. */
export type ShardDatabase = Database<'shard'>

export interface OpenOptions {
  /** `first-primary` for what writes or authorises, `first-unconstrained` for reads, or a client's bookmark. */
  readonly consistency?: string
  readonly meter?: Meter
}

const NO_DATABASE = {
  prepare() {
    throw new Error('drizzle only builds statements here; core/database.ts runs them')
  },
}

/** Builds statements; `toSQL()` is all that may be asked of what it gives. */
export const orm = drizzle(NO_DATABASE as unknown as D1Database)
const dialect = new SQLiteAsyncDialect()

/** A write from a drizzle builder or from a drizzle `sql` text. */
export function statement(
  source: { toSQL(): Query } | SQL,
  more: Pick<SqlStatement, 'expects' | 'unique'> = {},
): SqlStatement {
  const { sql, params } = queryOf(source)
  return { kind: 'statement', sql, params, ...more }
}

/** A read from a drizzle builder or from a drizzle `sql` text. */
export function queryOf(source: { toSQL(): Query } | SQL): Query {
  const { sql, params } = 'toSQL' in source ? source.toSQL() : dialect.sqlToQuery(source)
  return { sql, params }
}

/** A database failure nobody planned for. Its message names the statement's kind, never a value. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
}

const RETRYABLE =
  /Network connection lost|storage caused object to be reset|reset because its code was updated|Cannot resolve D1 DB|client disconnected|overloaded|exceeded timeout|exceeded its (memory|CPU time) limit/i

function messageOf(error: unknown): string {
  const texts: string[] = []
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++) texts.push(e.message)
  return texts.join(' | ')
}

function translate(error: unknown, statements: readonly SqlStatement[]): Error {
  const message = messageOf(error)
  const missed = /commit_guard:(\d+)/.exec(message)
  if (missed) {
    const failed = statements[Number(missed[1])]?.expects
    return failed?.otherwise() ?? new DatabaseError('a commit guard that nobody set')
  }
  const unique = /UNIQUE constraint failed: ([\w., ]+)/.exec(message)
  if (unique) {
    const columns = unique[1] ?? ''
    for (const each of statements) {
      const named = each.unique?.[columns.trim()]
      if (named) return named()
    }
    return new AppError('conflict', 'This exists already.', { cause: new DatabaseError(`unique: ${columns}`) })
  }
  if (/FOREIGN KEY constraint failed/.test(message)) {
    return new AppError('conflict', 'Something this refers to is gone. Load it again and repeat.')
  }
  return translateFault(message)
}

function translateFault(message: string): Error {
  if (RETRYABLE.test(message)) {
    return new AppError('unavailable', 'The database is busy. Try again in a moment.', {
      retryAfterSeconds: 2,
      cause: new DatabaseError(message),
    })
  }
  return new DatabaseError(message)
}

function open<Scope extends string>(
  d1: D1Database,
  scope: Scope,
  options: OpenOptions,
  guard: ((query: Query) => void) | null,
  guardTenant: string,
): Database<Scope> {
  const session = d1.withSession(options.consistency ?? 'first-primary')
  const meter = options.meter
  const prepare = (query: Query) => {
    guard?.(query)
    return session.prepare(query.sql).bind(...query.params)
  }
  const count = (results: readonly D1Result<Row>[]) => {
    if (!meter) return
    for (const { meta } of results) {
      meter.rowsRead += meta.rows_read
      meter.rowsWritten += meta.rows_written
    }
  }
  const runBatch = async (queries: readonly Query[]): Promise<readonly D1Result<Row>[]> => {
    const prepared = queries.map(prepare)
    if (meter) meter.trips += 1
    const results = await session.batch<Row>(prepared)
    count(results)
    return results
  }
  return {
    scope,
    async all(query) {
      const prepared = prepare(query)
      if (meter) meter.trips += 1
      try {
        const result = await prepared.all<Row>()
        count([result])
        return result.results
      } catch (error) {
        throw translateFault(messageOf(error))
      }
    },
    async allOf(queries) {
      try {
        return (await runBatch(queries)).map((result) => result.results)
      } catch (error) {
        throw error instanceof Error && error.name === 'RowGuardError' ? error : translateFault(messageOf(error))
      }
    },
    async commit(statements) {
      const queries: Query[] = []
      const own: number[] = []
      statements.forEach((each, index) => {
        own.push(queries.length)
        queries.push(each)
        if (each.expects) queries.push(commitGuard(guardTenant, index, each.expects.rows))
      })
      if (queries.length === 0) return []
      try {
        const results = await runBatch(queries)
        return own.map((index) => results[index]?.results ?? [])
      } catch (error) {
        throw error instanceof Error && error.name === 'RowGuardError' ? error : translate(error, statements)
      }
    },
    bookmark: () => session.getBookmark(),
  }
}

function commitGuard(tenantId: string, index: number, rows: number): Query {
  return {
    sql: 'INSERT INTO commit_guard (tenant_id, what, expected, actual) SELECT ?, ?, ?, changes()',
    params: [tenantId, String(index), rows],
  }
}

/** @throws RowGuardError from any statement that is not bound to this tenant, before it reaches D1. */
export function openTenantDatabase(d1: D1Database, tenantId: string, options: OpenOptions = {}): TenantDatabase {
  const guard = (query: Query) => assertTenantStatement(query.sql, query.params, tenantId)
  return { ...open(d1, 'tenant', options, guard, tenantId), tenantId }
}

export function openDirectoryDatabase(d1: D1Database, options: OpenOptions = {}): DirectoryDatabase {
  return open(d1, 'directory', options, null, 'directory')
}

export function openShardDatabase(d1: D1Database, options: OpenOptions = {}): ShardDatabase {
  return open(d1, 'shard', options, null, 'shard')
}
