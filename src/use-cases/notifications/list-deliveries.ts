import { authorize } from '../../domain/auth/role.ts'
import type { DeliveryFilter, ListedDelivery } from '../../domain/notifications/delivery-ports.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { TenantContext } from '../context.ts'

/** What was sent to whom and what became of it, newest first. Throws `forbidden`, and `unprocessable` for filters that are not offered together. */
export async function listDeliveries(
  ctx: TenantContext,
  filter: DeliveryFilter,
  page: PageRequest,
): Promise<Page<ListedDelivery>> {
  authorize(ctx.actor, 'notifications:read')
  return ctx.deliveries.list(filter, page)
}
