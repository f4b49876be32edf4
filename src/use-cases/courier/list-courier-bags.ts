import type { Page, PageRequest } from '../../domain/page.ts'
import type { Bag, BagStatus } from '../../domain/shipments/bag.ts'
import type { TenantContext } from '../context.ts'
import { courierOf } from './own.ts'

/** The bags that are given to whoever asks, newest first. Throws `forbidden`. */
export async function listCourierBags(
  ctx: TenantContext,
  input: { status: BagStatus | undefined; page: PageRequest },
): Promise<Page<Bag>> {
  const courierUserId = courierOf(ctx.actor)
  return ctx.bags.list({ courierUserId, ...(input.status && { status: input.status }) }, input.page)
}
