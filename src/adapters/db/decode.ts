import { getTableColumns, type InferSelectModel } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Row } from '../../core/database.ts'

type Decoder = readonly (readonly [key: string, name: string, read: (value: unknown) => unknown])[]
const decoders = new WeakMap<SQLiteTable, Decoder>()

function decoderOf(table: SQLiteTable): Decoder {
  const known = decoders.get(table)
  if (known) return known
  const made = Object.entries(getTableColumns(table)).map(
    ([key, column]) => [key, column.name, (value: unknown) => column.mapFromDriverValue(value)] as const,
  )
  decoders.set(table, made)
  return made
}

/**
 * A row as D1 gave it, read by the table's own columns (JSON parsed, 0 and 1 as booleans).
 * @param prefix stands before each column's name where several tables were joined
 */
export function decode<T extends SQLiteTable>(table: T, row: Row, prefix = ''): InferSelectModel<T> {
  const model: Record<string, unknown> = {}
  for (const [key, name, read] of decoderOf(table)) {
    const value = row[prefix + name]
    model[key] = value === null || value === undefined ? null : read(value)
  }
  return model as InferSelectModel<T>
}

/** `f.id AS f_id, f.status AS f_status, …`: all columns of a joined table, told apart by a prefix. */
export function columnsAs(table: SQLiteTable, alias: string, prefix: string): string {
  return decoderOf(table)
    .map(([, name]) => `${alias}.${name} AS ${prefix}${name}`)
    .join(', ')
}
