import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'

/** Throws `forbidden`, `not_found`. */
export async function getShipment(ctx: TenantContext, id: string): Promise<Shipment> {
  authorize(ctx.actor, 'shipments:read')
  const shipment = await ctx.shipments.find(id)
  if (!shipment) throw notFound('shipment')
  return shipment
}
