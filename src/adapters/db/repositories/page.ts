import { eq, type GetColumnData, type SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Row } from '../../../core/database.ts'
import type { Page } from '../../../domain/page.ts'

/** A page of `limit` from the `limit + 1` rows that were read: the one too many only tells that there is more. */
export function pageOf<T extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
  map: (row: Row) => T,
): Page<T> {
  const items = rows.slice(0, limit).map((row) => map(row))
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? last.id : null }
}

/** A condition for a filter that was given; nothing for one that was not. */
export function equals<C extends SQLiteColumn>(column: C, value: GetColumnData<C, 'raw'> | undefined): SQL | undefined {
  return value === undefined ? undefined : eq(column, value)
}
