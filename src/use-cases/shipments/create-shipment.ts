import { authorize } from '../../domain/auth/role.ts'
import { type NewShipment, Shipment, type ShipmentOutcome } from '../../domain/shipments/shipment.ts'
import { TrackingId } from '../../domain/shipments/tracking-id.ts'
import type { TenantContext } from '../context.ts'
import { assertAirports } from '../known-airport.ts'
import { audit, originOf, recordShipments, stampOf } from '../record.ts'

/** The shipment that the words ask for, and the first line of its timeline. Throws `unprocessable` with pointers. */
export function announced(ctx: TenantContext, input: NewShipment): ShipmentOutcome {
  assertAirports(ctx.airports, { origin: input.origin, destination: input.destination })
  const made = {
    id: ctx.ids.make('shp'),
    trackingId: TrackingId.create(ctx.tenant.code, ctx.ids.random(12)),
    tenant: ctx.tenant,
  }
  return Shipment.create(input, made, originOf(ctx), stampOf(ctx))
}

/** Announces a parcel. One round trip. Throws `forbidden`, `unprocessable` with pointers. */
export async function createShipment(ctx: TenantContext, input: NewShipment): Promise<Shipment> {
  authorize(ctx.actor, 'shipments:write')
  const outcome = announced(ctx, input)
  return ctx.commit(
    [
      ctx.shipments.insert(outcome.shipment),
      ...recordShipments(ctx, [outcome]),
      audit(ctx, 'shipment.created', { type: 'shipment', id: outcome.shipment.id }),
    ],
    outcome.shipment,
  )
}
