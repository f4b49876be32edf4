import { notFound } from '../../core/errors.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { readable } from './readable.ts'

/** Throws `forbidden`, `not_found`; for a customer also when it is another’s. */
export async function getShipment(ctx: TenantContext, id: string): Promise<Shipment> {
  const mayRead = readable(ctx.actor)
  const shipment = await ctx.shipments.find(id)
  if (!shipment || !mayRead(shipment)) throw notFound('shipment')
  return shipment
}
