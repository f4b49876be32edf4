import { notFound } from '../../core/errors.ts'
import { Actor } from '../../domain/actor.ts'
import { authorize } from '../../domain/auth/role.ts'
import { Payment, type PaymentStep } from '../../domain/shipments/payment.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { recordPayments } from './payment-statements.ts'

/**
 * One step of a shipment's payment status. Two round trips. Saying it again is another step, so that no money is swallowed:
 * whoever repeats a request sends its Idempotency-Key.
 * Throws `forbidden`, `not_found`, `invalid_transition`, `unprocessable` for the amount, `conflict`.
 */
export async function recordPayment(
  ctx: TenantContext,
  input: { shipmentId: string } & PaymentStep,
): Promise<Shipment> {
  authorize(ctx.actor, 'payments:write')
  const dossier = await ctx.dossiers.find(input.shipmentId)
  if (!dossier) throw notFound('shipment')
  const { shipment: before } = dossier
  const step = { to: input.to, amount: input.amount, note: input.note }
  const made = { id: ctx.ids.make('pay'), actor: Actor.label(ctx.actor) }
  const { shipment, payments } = Payment.record(before, dossier.payments, step, made, { now: ctx.clock.now() })
  return ctx.commit([ctx.shipments.update(before, shipment), ...recordPayments(ctx, shipment, payments)], shipment)
}
