import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import { DomainError } from '../../domain/errors.ts'
import type { ShipmentLabel } from '../../domain/shipments/labels.ts'
import type { TenantContext } from '../context.ts'
import { endsOf } from './ends-of.ts'

/** A parcel's label. One round trip. Throws `forbidden`, `not_found`. */
async function labelOf(ctx: TenantContext, shipmentId: string): Promise<ShipmentLabel> {
  authorize(ctx.actor, 'shipments:read')
  const shipment = await ctx.shipments.find(shipmentId)
  if (!shipment) throw notFound('shipment')
  return {
    brand: ctx.tenant.branding.name,
    shipment,
    ...endsOf(ctx.airports, shipment),
    trackingUrl: `${ctx.publicUrl}/t/${shipment.trackingId}`,
  }
}

/** One page for each piece, as PDF. Throws `forbidden`, `not_found`. */
export async function printLabelPdf(ctx: TenantContext, shipmentId: string): Promise<Uint8Array> {
  return ctx.labels.labelPdf(await labelOf(ctx, shipmentId))
}

/** The label of one piece, counted from 1, as SVG. Throws `forbidden`, `not_found`, `unprocessable` when there is no such piece. */
export async function printLabelSvg(ctx: TenantContext, shipmentId: string, piece: number): Promise<string> {
  const label = await labelOf(ctx, shipmentId)
  if (piece > label.shipment.pieces) {
    const message = `The shipment has ${label.shipment.pieces} pieces.`
    throw new DomainError('unprocessable', message, { errors: [{ pointer: 'query:piece', message }] })
  }
  return ctx.labels.labelSvg(label, piece)
}
