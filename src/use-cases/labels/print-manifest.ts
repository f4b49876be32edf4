import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { endsOf } from './ends-of.ts'

/** Shipments that one round trip reads. */
const PAGE = 500

async function contentsOf(ctx: TenantContext, bagId: string): Promise<readonly Shipment[]> {
  const found: Shipment[] = []
  for (let after: string | null = null, more = true; more; ) {
    const page = await ctx.shipments.list({ bagId }, { limit: PAGE, after })
    found.push(...page.items)
    after = page.next
    more = after !== null
  }
  return found.sort((a, b) => (a.trackingId < b.trackingId ? -1 : 1))
}

/** A bag's tag and the list of what is in it now, by tracking id, as PDF. Throws `forbidden`, `not_found`. */
export async function printManifest(ctx: TenantContext, bagId: string): Promise<Uint8Array> {
  authorize(ctx.actor, 'bags:read')
  const bag = await ctx.bags.find(bagId)
  if (!bag) throw notFound('bag')
  const [flight, shipments] = await Promise.all([
    bag.flightId === null ? null : ctx.flights.find(bag.flightId),
    contentsOf(ctx, bagId),
  ])
  const { name: brand } = ctx.tenant.branding
  return ctx.labels.manifestPdf({
    brand,
    bag,
    ...endsOf(ctx.airports, bag),
    flight,
    shipments,
    printedAt: ctx.clock.now(),
  })
}
