import { sql } from 'drizzle-orm'
import { queryOf, type TenantDatabase } from '../../../core/database.ts'
import { folded } from '../../../domain/folded.ts'
import type { Page, PageRequest } from '../../../domain/page.ts'
import type { Bag } from '../../../domain/shipments/bag.ts'
import { BAG_LISTS, type BagFilter, offeredList } from '../../../domain/shipments/lists.ts'
import { bags } from '../schema/tenant/bags.ts'
import { toBag } from './bag-rows.ts'
import { byPrefix, type Listed, newestFirst } from './keyset.ts'
import { equalsOf, idsOf, pageOf } from './page.ts'
import { nameKey, parseSearchKey } from './search-key.ts'

/** A page of `limit` reads `limit + 1` rows at the most, by whatever it is narrowed. Throws `unprocessable` for what no index serves. */
export async function listBags(db: TenantDatabase, filter: BagFilter, page: PageRequest): Promise<Page<Bag>> {
  const list = offeredList(BAG_LISTS, filter)
  if (filter.q !== undefined) return searchBags(db, filter.q, page)
  const from: Listed = { table: bags, tenantId: db.tenantId }
  const range = newestFirst(from, equalsOf(bags, filter, list), idsOf('bag', {}, page), page.limit + 1)
  return pageOf(await db.all(queryOf(sql`SELECT * FROM ${bags} ${range}`)), page.limit, toBag)
}

/** Those whose number begins so, in order of their numbers. */
async function searchBags(db: TenantDatabase, q: string, page: PageRequest): Promise<Page<Bag>> {
  const prefix = folded(q)
  const key = page.after === null ? null : parseSearchKey(page.after, prefix)
  const after = key?.by === 'name' ? key : null
  if (prefix === '') return { items: [], next: null }
  const range = byPrefix({ table: bags, tenantId: db.tenantId }, bags.numberFolded, prefix, after, page.limit + 1)
  const rows = await db.all(queryOf(sql`SELECT * FROM ${bags} ${range}`))
  const { items, next } = pageOf(rows, page.limit, toBag)
  return { items, next: next === null ? null : nameKey(String(rows[page.limit - 1]?.number_folded), next) }
}
