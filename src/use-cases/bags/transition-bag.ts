import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import { Bag, type BagOutcome, type BagStatus } from '../../domain/shipments/bag.ts'
import type { Statement } from '../../domain/statement.ts'
import type { TenantContext } from '../context.ts'
import { assertExpected, type Conditional, otherwiseOf } from '../expected-version.ts'
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
  more: { conditions?: readonly Statement[] } & Conditional = {},
): Promise<Bag> {
  if (!outcome.changed) return ctx.commit([], before)
  const { bag, cascade } = outcome
  const stamp = cascadeStamp(ctx, airportAt(bag))
  const update = ctx.bags.update(before, bag, otherwiseOf(more))
  const lines = cascade ? ctx.bags.cascade(before, cascade, stamp) : []
  const boards = before.flightId === null && bag.flightId !== null
  return ctx.commit(
    [
      ...(more.conditions ?? []),
      // The lines name the flight that the bag is on: the new one when it boards, the old one when it is taken off.
      ...(boards ? [update, ...lines] : [...lines, update]),
      ...(before.flightId !== bag.flightId ? [ctx.bags.flyWith(bag, stamp.now)] : []),
      ...recordBag(ctx, bag, `bag.${bag.status}`, { changes: auditedChanges(before, bag) }),
    ],
    bag,
  )
}

/** For the audit log: where it stood, and the seal that was broken. */
function auditedChanges(before: Bag, bag: Bag): Readonly<Record<string, unknown>> {
  const broken = before.sealNumber !== null && bag.sealNumber === null
  return { from: before.status, ...(broken && { broken_seal_number: before.sealNumber }) }
}

/**
 * One step along the bag's table, and what it does to the shipments in it. Repeating the last step changes nothing.
 * Throws `forbidden`, `not_found`, `precondition_failed`, `invalid_transition`, `unprocessable`, `conflict`.
 */
export async function transitionBag(
  ctx: TenantContext,
  input: { id: string; to: BagStatus; sealNumber: string | null } & Conditional,
): Promise<Bag> {
  authorize(ctx.actor, 'bags:write')
  const before = await ctx.bags.find(input.id)
  if (!before) throw notFound('bag')
  assertExpected(before, input)
  const outcome = Bag.transition(before, { to: input.to, sealNumber: input.sealNumber }, { now: ctx.clock.now() })
  return commitBag(ctx, before, outcome, input)
}
