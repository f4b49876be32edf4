import { authorize } from '../../domain/auth/role.ts'
import type { ShipmentFilter } from '../../domain/shipments/ports.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'

/** Rows that are in memory at a time. */
const PAGE = 500

/**
 * All shipments of a filter, newest first, a page at a time: the next one is read when it is asked for.
 * Throws `forbidden` and `unprocessable` before the first page.
 */
export async function exportShipments(
  ctx: TenantContext,
  filter: ShipmentFilter,
): Promise<AsyncGenerator<readonly Shipment[]>> {
  authorize(ctx.actor, 'shipments:read')
  const first = await ctx.shipments.list(filter, { limit: PAGE, after: null })
  return (async function* () {
    let page = first
    yield page.items
    while (page.next !== null) {
      page = await ctx.shipments.list(filter, { limit: PAGE, after: page.next })
      yield page.items
    }
  })()
}
