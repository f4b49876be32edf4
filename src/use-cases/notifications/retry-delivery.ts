import { authorize } from '../../domain/auth/role.ts'
import { DomainError } from '../../domain/errors.ts'
import { Delivery } from '../../domain/notifications/delivery.ts'
import type { ListedDelivery } from '../../domain/notifications/delivery-ports.ts'
import type { TenantContext } from '../context.ts'
import { audit } from '../record.ts'

/**
 * Has a failed delivery tried again, through the outbox: once, however often it is asked for. One that is queued already is answered as
 * it is. Throws `forbidden`, `not_found`, `invalid_transition` for one that did not fail, `conflict` for a mail about an account.
 */
export async function retryDelivery(ctx: TenantContext, id: string): Promise<ListedDelivery> {
  authorize(ctx.actor, 'notifications:write')
  const delivery = await ctx.deliveries.find(id)
  if (!delivery) throw new DomainError('not_found', 'There is no such delivery.')
  if (delivery.status === 'queued') return delivery
  const now = ctx.clock.now()
  const queued = Delivery.transition(delivery, 'queued', now)
  if (delivery.shipmentId === null) {
    throw new DomainError(
      'conflict',
      'The link in a mail about an account has had its time. Have another one sent instead.',
    )
  }
  const again = {
    ...queued,
    shipmentId: delivery.shipmentId,
    attempts: 0,
    nextAttemptAt: null,
    leasedUntil: null,
    settleBy: null,
    providerMessageId: null,
    retriedAt: now,
  }
  const entry = { id: ctx.ids.make('obx'), type: 'delivery.retry', payload: { event_id: delivery.eventId } } as const
  return ctx.commit(
    [
      ctx.deliveries.requeue(id, now),
      ctx.notifications.enqueue(entry, now),
      audit(ctx, 'delivery.retried', { type: 'delivery', id }, { channel: delivery.channel }),
    ],
    again,
  )
}
