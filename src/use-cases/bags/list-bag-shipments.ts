import type { Page, PageRequest } from '../../domain/page.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { getBag } from './get-bag.ts'

/** What is in the bag now. Throws `forbidden`, `not_found`. */
export async function listBagShipments(
  ctx: TenantContext,
  input: { bagId: string; page: PageRequest },
): Promise<Page<Shipment>> {
  const [, page] = await Promise.all([getBag(ctx, input.bagId), ctx.shipments.list({ bagId: input.bagId }, input.page)])
  return page
}
