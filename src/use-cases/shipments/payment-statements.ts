import { NotificationEvent } from '../../domain/notifications/notification-event.ts'
import type { Payment } from '../../domain/shipments/payment.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { Statement } from '../../domain/statement.ts'
import type { TenantContext } from '../context.ts'
import { audit } from '../record.ts'

/** What payments leave beside the shipment's new status: themselves, a word to staff, and the audit log's lines. */
export function recordPayments(
  ctx: TenantContext,
  shipment: Shipment,
  payments: readonly Payment[],
): readonly Statement[] {
  const facts = payments.map(({ from, to, amount }) => ({
    from,
    to,
    amount: amount?.amount ?? null,
    currency: amount?.currency ?? null,
  }))
  const events = facts.map((fact) =>
    NotificationEvent.create({
      id: ctx.ids.make('ntf'),
      tenantId: ctx.tenant.id,
      type: 'shipment.payment',
      subjectType: 'shipment',
      subjectId: shipment.id,
      payload: {
        shipment_id: shipment.id,
        tracking_id: shipment.trackingId,
        payment_status: fact.to,
        previous_payment_status: fact.from,
        amount: fact.amount,
        currency: fact.currency,
      },
      createdAt: ctx.clock.now(),
    }),
  )
  return [
    ...ctx.dossiers.insertPayments(payments),
    ...ctx.notifications.record(events),
    ...facts.map((fact) => audit(ctx, `shipment.payment_${fact.to}`, { type: 'shipment', id: shipment.id }, fact)),
  ]
}
