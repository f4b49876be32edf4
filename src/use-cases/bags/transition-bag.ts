import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import { Bag, type BagOutcome, type BagStatus } from '../../domain/shipments/bag.ts'
import type { Statement } from '../../domain/statement.ts'
import type { TenantContext } from '../context.ts'
import { cascadeStamp, recordBag } from '../record.ts'

/** Where a bag is when it has taken the step. */
function airportAt(bag: Bag): string {
  return bag.status === 'arrived' || bag.status === 'received' || bag.status === 'unpacked'
    ? bag.destination
    : bag.origin
}

/** Commits what a bag's step did, to the bag and to all that is in it. */
export function commitBag(
  ctx: TenantContext,
  before: Bag,
  outcome: BagOutcome,
  conditions: readonly Statement[] = [],
): Promise<Bag> {
  if (!outcome.changed) return ctx.commit([], before)
  const { bag, cascade } = outcome
  const stamp = cascadeStamp(ctx, airportAt(bag))
  return ctx.commit(
    [
      ...conditions,
      ...(cascade ? ctx.bags.cascade(before, cascade, stamp) : []),
      ctx.bags.update(before, bag),
      ...recordBag(ctx, bag, `bag.${bag.status}`),
    ],
    bag,
  )
}

/**
 * One step along the bag's table, and what it does to the shipments in it. Repeating the last step changes nothing.
 * Throws `forbidden`, `not_found`, `invalid_transition`, `unprocessable`, `conflict`.
 */
export async function transitionBag(
  ctx: TenantContext,
  input: { id: string; to: BagStatus; sealNumber: string | null },
): Promise<Bag> {
  authorize(ctx.actor, 'bags:write')
  const before = await ctx.bags.find(input.id)
  if (!before) throw notFound('bag')
  const outcome = Bag.transition(before, { to: input.to, sealNumber: input.sealNumber }, { now: ctx.clock.now() })
  return commitBag(ctx, before, outcome)
}
