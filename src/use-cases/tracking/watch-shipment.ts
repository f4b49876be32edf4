import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'

/** A page's socket lives an hour at the most; it is watched a little longer than that. */
const WATCH_MS = 65 * 60_000

/** From now on, what happens to this shipment also goes to its public hub. */
export async function watchShipment(ctx: TenantContext, shipment: Shipment): Promise<void> {
  await ctx.commit([ctx.notifications.watch(shipment.id, ctx.clock.now() + WATCH_MS)], null)
}
