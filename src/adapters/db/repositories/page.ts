import { type Column, eq, type GetColumnData, type SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Row } from '../../../core/database.ts'
import { type IdPrefix, idFloor } from '../../../core/ids.ts'
import type { Page, PageRequest } from '../../../domain/page.ts'
import type { IdRange } from './keyset.ts'

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

/** The columns of a list with what each must be, in the list's order. */
export function equalsOf<F extends string>(
  table: Readonly<Record<F, Column>>,
  filter: Readonly<Partial<Record<F, string>>>,
  list: readonly F[],
): readonly (readonly [Column, string])[] {
  return list.map((name) => [table[name], filter[name] ?? ''] as const)
}

/** The ids of a page: made in this time, and older than the last one of the page before. */
export function idsOf(
  prefix: IdPrefix,
  made: { readonly createdFrom?: number; readonly createdTo?: number },
  page: PageRequest,
): IdRange {
  const end = made.createdTo === undefined ? null : idFloor(prefix, made.createdTo)
  return {
    from: made.createdFrom === undefined ? null : idFloor(prefix, made.createdFrom),
    before: page.after !== null && (end === null || page.after < end) ? page.after : end,
  }
}
