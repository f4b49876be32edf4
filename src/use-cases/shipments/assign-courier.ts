import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import { DomainError } from '../../domain/errors.ts'
import { NotificationEvent } from '../../domain/notifications/notification-event.ts'
import { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { assertCourier } from '../courier/known-courier.ts'
import { assertExpected, type Conditional, otherwiseOf } from '../expected-version.ts'
import { audit } from '../record.ts'

/**
 * Gives a shipment to a courier, or with null takes it from whoever has it. Giving it to the same one again writes nothing.
 * Throws `forbidden`, `not_found` for the shipment and for a user of another company, `unprocessable` for one who is no active
 * courier, `precondition_failed`, `conflict`.
 */
export async function assignCourier(
  ctx: TenantContext,
  input: { shipmentId: string; userId: string | null } & Conditional,
): Promise<Shipment> {
  authorize(ctx.actor, 'shipments:write')
  const before = await ctx.shipments.find(input.shipmentId)
  if (!before) throw notFound('shipment')
  assertExpected(before, input)
  const { courierUserId: had } = before
  if (had === input.userId) return before
  if (input.userId !== null) await assertCourier(ctx, input.userId)
  if (Shipment.isOver(before.status)) {
    throw new DomainError('conflict', `The shipment is ${before.status}: there is nothing left to carry.`)
  }
  const now = ctx.clock.now()
  const after: Shipment = Object.freeze({
    ...before,
    courierUserId: input.userId,
    version: before.version + 1,
    updatedAt: now,
  })
  const event = NotificationEvent.create({
    id: ctx.ids.make('ntf'),
    tenantId: ctx.tenant.id,
    type: 'shipment.updated',
    subjectType: 'shipment',
    subjectId: after.id,
    payload: {
      shipment_id: after.id,
      tracking_id: after.trackingId,
      status: after.status,
      bag_id: after.bagId,
      courier_user_id: after.courierUserId,
      occurred_at: now,
    },
    audience: { users: [had, input.userId].filter((id) => id !== null) },
    createdAt: now,
  })
  return ctx.commit(
    [
      ctx.shipments.update(before, after, otherwiseOf(input)),
      ...ctx.notifications.record([event]),
      audit(ctx, 'shipment.courier_assigned', { type: 'shipment', id: after.id }, { from: had, to: input.userId }),
    ],
    after,
  )
}
