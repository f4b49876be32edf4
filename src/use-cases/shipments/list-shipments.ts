import { authorize } from '../../domain/auth/role.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { ShipmentFilter } from '../../domain/shipments/ports.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { customerOf } from './readable.ts'

/** Newest first; a customer his own. Throws `forbidden`, `unprocessable` for filters that are not offered together. */
export async function listShipments(
  ctx: TenantContext,
  input: { filter: ShipmentFilter; page: PageRequest },
): Promise<Page<Shipment>> {
  const customerUserId = customerOf(ctx.actor)
  if (customerUserId !== null) return ctx.shipments.list({ ...input.filter, customerUserId }, input.page)
  authorize(ctx.actor, 'shipments:read')
  return ctx.shipments.list(input.filter, input.page)
}
