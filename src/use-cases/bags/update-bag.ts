import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Bag } from '../../domain/shipments/bag.ts'
import { type BagEdit, editBag } from '../../domain/shipments/bag-edit.ts'
import type { TenantContext } from '../context.ts'
import { assertExpected, type Conditional, otherwiseOf } from '../expected-version.ts'
import { assertAirports } from '../known-airport.ts'
import { recordBag } from '../record.ts'

/** Throws `forbidden`, `not_found`, `precondition_failed`, `conflict` when it is sealed, full or its number taken, `unprocessable`. */
export async function updateBag(ctx: TenantContext, input: { id: string; edit: BagEdit } & Conditional): Promise<Bag> {
  authorize(ctx.actor, 'bags:write')
  const { origin, destination } = input.edit
  assertAirports(ctx.airports, { ...(origin && { origin }), ...(destination && { destination }) })
  const before = await ctx.bags.find(input.id)
  if (!before) throw notFound('bag')
  assertExpected(before, input)
  const { bag, changed } = editBag(before, input.edit, ctx.clock.now())
  if (changed.length === 0) return ctx.commit([], before)
  const changes = Object.fromEntries(changed.map((field) => [field, { from: before[field], to: bag[field] }]))
  return ctx.commit(
    [ctx.bags.update(before, bag, otherwiseOf(input)), ...recordBag(ctx, bag, 'bag.updated', { changes })],
    bag,
  )
}
