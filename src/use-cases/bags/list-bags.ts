import { authorize } from '../../domain/auth/role.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Bag } from '../../domain/shipments/bag.ts'
import type { BagFilter } from '../../domain/shipments/ports.ts'
import type { TenantContext } from '../context.ts'

/** Newest first. Throws `forbidden`. */
export async function listBags(
  ctx: TenantContext,
  input: { filter: BagFilter; page: PageRequest },
): Promise<Page<Bag>> {
  authorize(ctx.actor, 'bags:read')
  return ctx.bags.list(input.filter, input.page)
}
