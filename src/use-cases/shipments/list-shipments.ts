import { authorize } from '../../domain/auth/role.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { ShipmentFilter } from '../../domain/shipments/ports.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'

/** Newest first. Throws `forbidden`. */
export async function listShipments(
  ctx: TenantContext,
  input: { filter: ShipmentFilter; page: PageRequest },
): Promise<Page<Shipment>> {
  authorize(ctx.actor, 'shipments:read')
  return ctx.shipments.list(input.filter, input.page)
}
