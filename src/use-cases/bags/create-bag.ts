import { authorize } from '../../domain/auth/role.ts'
import { Bag, type NewBag } from '../../domain/shipments/bag.ts'
import type { TenantContext } from '../context.ts'
import { assertAirports } from '../known-airport.ts'
import { recordBag } from '../record.ts'

/** An empty, open bag. Throws `forbidden`, `unprocessable`, `conflict` when the number is taken. */
export async function createBag(ctx: TenantContext, input: NewBag): Promise<Bag> {
  authorize(ctx.actor, 'bags:write')
  assertAirports(ctx.airports, { origin: input.origin, destination: input.destination })
  const bag = Bag.create(input, { id: ctx.ids.make('bag'), tenantId: ctx.tenant.id }, ctx.clock.now())
  return ctx.commit([ctx.bags.insert(bag), ...recordBag(ctx, bag, 'bag.created')], bag)
}
