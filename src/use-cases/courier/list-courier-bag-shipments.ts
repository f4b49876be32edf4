import { notFound } from '../../core/errors.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { courierOf } from './own.ts'

/**
 * What is in a bag of the one who asks, as far as it is given to him: a shipment that was given to another meanwhile is not
 * shown. Throws `forbidden`, and `not_found` for another's bag.
 */
export async function listCourierBagShipments(
  ctx: TenantContext,
  input: { bagId: string; page: PageRequest },
): Promise<Page<Shipment>> {
  const courierUserId = courierOf(ctx.actor)
  const [bag, page] = await Promise.all([
    ctx.bags.find(input.bagId),
    ctx.shipments.list({ courierUserId, bagId: input.bagId }, input.page),
  ])
  if (bag?.courierUserId !== courierUserId) throw notFound('bag')
  return page
}
