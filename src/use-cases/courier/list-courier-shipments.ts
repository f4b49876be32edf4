import type { Page, PageRequest } from '../../domain/page.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { ShipmentStatus } from '../../domain/shipments/shipment-status.ts'
import type { TenantContext } from '../context.ts'
import { courierOf } from './own.ts'

/** The shipments that are given to whoever asks, newest first. Throws `forbidden`. */
export async function listCourierShipments(
  ctx: TenantContext,
  input: { status: ShipmentStatus | undefined; page: PageRequest },
): Promise<Page<Shipment>> {
  const courierUserId = courierOf(ctx.actor)
  return ctx.shipments.list({ courierUserId, ...(input.status && { status: input.status }) }, input.page)
}
