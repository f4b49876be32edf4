import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import { Bag } from '../../domain/shipments/bag.ts'
import type { TenantContext } from '../context.ts'
import { assertExpected, type Conditional } from '../expected-version.ts'
import { commitBag } from './transition-bag.ts'

/** Puts a sealed bag on a flight. Two round trips. Throws `not_found`, `invalid_transition`, `unprocessable`, `conflict`. */
export async function loadBag(
  ctx: TenantContext,
  input: { bagId: string; flightId: string; connection: boolean } & Conditional,
): Promise<Bag> {
  authorize(ctx.actor, 'bags:write')
  const { bag, flight } = await ctx.bags.findWithFlight(input.bagId, input.flightId)
  if (!bag) throw notFound('bag')
  if (!flight) throw notFound('flight')
  assertExpected(bag, input)
  const outcome = Bag.load(bag, flight, { now: ctx.clock.now() }, input.connection)
  return commitBag(ctx, bag, outcome, { conditions: [ctx.flights.holdStatus(flight)], expected: input.expected })
}
