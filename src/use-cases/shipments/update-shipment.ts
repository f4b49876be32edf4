import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import { NotificationEvent } from '../../domain/notifications/notification-event.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import {
  editShipment,
  maskedChanges,
  type ShipmentEdit,
  type ShipmentField,
} from '../../domain/shipments/shipment-edit.ts'
import type { Statement } from '../../domain/statement.ts'
import type { TenantContext } from '../context.ts'
import { assertExpected, type Conditional, otherwiseOf } from '../expected-version.ts'
import { assertAirports } from '../known-airport.ts'
import { audit } from '../record.ts'

/**
 * Edits what the shipment's status lets be edited; nothing is written when nothing differs. In a bag its weight is the bag's too.
 * Throws `forbidden`, `not_found`, `precondition_failed`, `conflict` with the fields that can be edited, `unprocessable`.
 */
export async function updateShipment(
  ctx: TenantContext,
  input: { id: string; edit: ShipmentEdit } & Conditional,
): Promise<Shipment> {
  authorize(ctx.actor, 'shipments:write')
  const { origin, destination } = input.edit
  assertAirports(ctx.airports, { ...(origin && { origin }), ...(destination && { destination }) })
  const before = await ctx.shipments.find(input.id)
  if (!before) throw notFound('shipment')
  assertExpected(before, input)
  const edited = editShipment(before, input.edit, ctx.clock.now())
  if (edited.changed.length === 0) return ctx.commit([], before)
  const after = edited.shipment
  const grams = after.weightGrams - before.weightGrams
  return ctx.commit(
    [
      ctx.shipments.update(before, after, otherwiseOf(input)),
      ...(before.bagId !== null && grams !== 0 ? [ctx.bags.reweigh(before.bagId, grams, after.updatedAt)] : []),
      ...tell(ctx, after, edited.changed),
      audit(ctx, 'shipment.updated', { type: 'shipment', id: after.id }, maskedChanges(before, edited)),
    ],
    after,
  )
}

/** Which fields changed, and not to what: sockets and logs carry it. */
function tell(ctx: TenantContext, shipment: Shipment, fields: readonly ShipmentField[]): readonly Statement[] {
  const event = NotificationEvent.create({
    id: ctx.ids.make('ntf'),
    tenantId: ctx.tenant.id,
    type: 'shipment.updated',
    subjectType: 'shipment',
    subjectId: shipment.id,
    payload: { shipment_id: shipment.id, tracking_id: shipment.trackingId, status: shipment.status, fields },
    audience: { users: [shipment.customerUserId, shipment.courierUserId].filter((id) => id !== null) },
    createdAt: ctx.clock.now(),
  })
  return ctx.notifications.record([event])
}
