import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Bag } from '../../domain/shipments/bag.ts'
import { giveToCourier } from '../../domain/shipments/bag-edit.ts'
import type { TenantContext } from '../context.ts'
import { assertCourier } from '../courier/known-courier.ts'
import { assertExpected, type Conditional, otherwiseOf } from '../expected-version.ts'
import { recordBag } from '../record.ts'

/**
 * Gives a bag and all that is in it to a courier of the tenant, or with null to none. Both couriers are told.
 * Throws `forbidden`, `not_found` for the bag and for a user of another company, `precondition_failed`, `unprocessable` for one who is
 * no active courier, `conflict`.
 */
export async function giveBagToCourier(
  ctx: TenantContext,
  input: { bagId: string; userId: string | null } & Conditional,
): Promise<Bag> {
  authorize(ctx.actor, 'bags:write')
  const before = await ctx.bags.find(input.bagId)
  if (!before) throw notFound('bag')
  if (input.userId !== null) await assertCourier(ctx, input.userId)
  assertExpected(before, input)
  const { bag, changed } = giveToCourier(before, input.userId, ctx.clock.now())
  if (!changed) return ctx.commit([], before)
  const told = [before.courierUserId, bag.courierUserId].filter((id) => id !== null)
  const changes = { courier_user_id: { from: before.courierUserId, to: bag.courierUserId } }
  return ctx.commit(
    [
      ctx.bags.update(before, bag, otherwiseOf(input)),
      ctx.bags.goWithCourier(bag, bag.updatedAt),
      ...recordBag(ctx, bag, 'bag.updated', { changes, users: told }),
    ],
    bag,
  )
}
