import { type SQL, sql } from 'drizzle-orm'
import { queryOf, type Row, type TenantDatabase } from '../../../core/database.ts'
import { folded } from '../../../domain/folded.ts'
import type { Page, PageRequest } from '../../../domain/page.ts'
import { offeredList, SHIPMENT_LISTS, type ShipmentFilter } from '../../../domain/shipments/lists.ts'
import type { Shipment } from '../../../domain/shipments/shipment.ts'
import { TrackingId } from '../../../domain/shipments/tracking-id.ts'
import { shipments } from '../schema/tenant/shipments.ts'
import { byPrefix, LAST_ID, type Listed, newestFirst } from './keyset.ts'
import { equalsOf, idsOf, pageOf } from './page.ts'
import { nameKey, parseSearchKey, referenceKey } from './search-key.ts'
import { toShipment } from './shipment-rows.ts'

/** A page of `limit` reads `limit + 1` rows at the most, by whatever it is narrowed. Throws `unprocessable` for what no index serves. */
export async function listShipments(
  db: TenantDatabase,
  filter: ShipmentFilter,
  page: PageRequest,
): Promise<Page<Shipment>> {
  const list = offeredList(SHIPMENT_LISTS, filter)
  if (filter.q !== undefined) return searchShipments(db, filter.q, page)
  const from: Listed = { table: shipments, tenantId: db.tenantId }
  const range = newestFirst(from, equalsOf(shipments, filter, list), idsOf('shp', filter, page), page.limit + 1)
  return pageOf(await db.all(queryOf(sql`SELECT * FROM ${shipments} ${range}`)), page.limit, toShipment)
}

const FOUND_BY = { trackingId: 1, reference: 2, name: 3 } as const

/**
 * The shipment of a tracking id, then those of a reference, newest first, then those whose recipient's name begins so, in
 * order of the names. The arms are run one after the other until the page is full: a full page reads one row more than it
 * shows, one that is not at most the row behind each of its two ranges. What was found by two is shown by the first, and a page is
 * that much shorter.
 */
async function searchShipments(db: TenantDatabase, q: string, page: PageRequest): Promise<Page<Shipment>> {
  const after = page.after === null ? null : parseSearchKey(page.after, folded(q))
  const trackingId = TrackingId.parse(q)
  const limit = page.limit + 1
  const from: Listed = { table: shipments, tenantId: db.tenantId }
  const arms: SQL[] = []
  if (after === null && trackingId !== null) {
    arms.push(
      arm(
        FOUND_BY.trackingId,
        sql`WHERE ${shipments.tenantId} = ${db.tenantId} AND ${shipments.trackingId} = ${trackingId} LIMIT 1`,
      ),
    )
  }
  if (after?.by !== 'name') {
    const ids = { from: null, before: after?.id ?? null }
    arms.push(arm(FOUND_BY.reference, newestFirst(from, [[shipments.reference, q]], ids, limit)))
  }
  const prefix = folded(q)
  if (prefix !== '') {
    const last = after?.by === 'name' ? after : null
    arms.push(arm(FOUND_BY.name, byPrefix(from, shipments.recipientFolded, prefix, last, limit)))
  }
  const rows = await db.all(queryOf(sql`${sql.join(arms, sql` UNION ALL `)} LIMIT ${limit}`))
  const shown = rows.slice(0, page.limit)
  return {
    items: shown.filter((row) => !isShownBefore(row, q, trackingId)).map((row) => toShipment(row)),
    next: rows.length > page.limit ? keyOf(shown.at(-1)) : null,
  }
}

const arm = (by: number, range: SQL): SQL =>
  sql`SELECT * FROM (SELECT ${sql.raw(String(by))} AS found_by, ${shipments}.* FROM ${shipments} ${range})`

function isShownBefore(row: Row, q: string, trackingId: string | null): boolean {
  if (row.found_by === FOUND_BY.trackingId) return false
  if (row.tracking_id === trackingId) return true
  return row.found_by === FOUND_BY.name && row.reference === q
}

function keyOf(row: Row | undefined): string | null {
  if (row === undefined) return null
  if (row.found_by === FOUND_BY.name) return nameKey(String(row.recipient_folded), String(row.id))
  return referenceKey(row.found_by === FOUND_BY.reference ? String(row.id) : LAST_ID)
}
