import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Bag } from '../../domain/shipments/bag.ts'
import type { TenantContext } from '../context.ts'

/** Throws `forbidden`, `not_found`. */
export async function getBag(ctx: TenantContext, id: string): Promise<Bag> {
  authorize(ctx.actor, 'bags:read')
  const bag = await ctx.bags.find(id)
  if (!bag) throw notFound('bag')
  return bag
}
