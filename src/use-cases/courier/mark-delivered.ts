import { AppError, notFound } from '../../core/errors.ts'
import { Actor } from '../../domain/actor.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Dossier } from '../../domain/shipments/dossier-ports.ts'
import type { Money } from '../../domain/shipments/money.ts'
import { Payment, type PaymentOutcome } from '../../domain/shipments/payment.ts'
import { Proof } from '../../domain/shipments/proof.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { Stamp } from '../../domain/state-table.ts'
import type { TenantContext } from '../context.ts'
import { audit, recordShipments, stampOf } from '../record.ts'
import { recordPayments } from '../shipments/payment-statements.ts'
import { maySettle } from './own.ts'
import { proofPictures, type SentPictures } from './proof-pictures.ts'

export interface MarkDelivered extends SentPictures {
  readonly shipmentId: string
  readonly receiverName: string
  /** Degrees, WGS 84. */
  readonly latitude: number | null
  readonly longitude: number | null
  readonly note: string | null
  readonly codCollected: Money | null
}

export interface Settled {
  readonly shipment: Shipment
  readonly proof: Proof
}

/** The shipment's dossier. Throws `not_found`, also for what was given to another courier. */
export async function dossierToSettle(ctx: TenantContext, shipmentId: string): Promise<Dossier> {
  const dossier = await ctx.dossiers.find(shipmentId)
  if (!dossier || !maySettle(ctx.actor, dossier.shipment)) throw notFound('shipment')
  return dossier
}

function deliveryOf({ shipment, proofs }: Dossier): Settled | null {
  const proof = proofs.find(({ kind }) => kind === 'delivery')
  return proof ? { shipment, proof } : null
}

/** What the money at the door does: nothing is due, or what is due was collected. Throws `unprocessable`. */
function collect(
  ctx: TenantContext,
  { shipment, payments }: Dossier,
  collected: Money | null,
  stamp: Stamp,
): PaymentOutcome {
  const due = Payment.codDue(shipment, payments)
  Proof.assertCollected(due, collected)
  if (due === null || collected === null) return { shipment, payments: [] }
  const made = { newId: () => ctx.ids.make('pay'), actor: Actor.label(ctx.actor) }
  return Payment.collect(shipment, payments, collected, made, stamp)
}

/**
 * Hands a shipment over, with its proof; cash on delivery is paid by that. Two round trips and the pictures. Telling it twice,
 * one after the other or at the same time, is one delivery: the first one is the answer to both. One that was called
 * delivered without a proof gets its proof and no second delivery.
 * Throws `forbidden`, `not_found`, `invalid_transition`, `unprocessable` with pointers, `conflict`.
 */
export async function markDelivered(ctx: TenantContext, input: MarkDelivered): Promise<Settled> {
  authorize(ctx.actor, 'courier:deliver')
  const dossier = await dossierToSettle(ctx, input.shipmentId)
  const told = deliveryOf(dossier)
  if (told) return told
  try {
    return await deliver(ctx, dossier, input)
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'conflict')) throw error
    const meanwhile = deliveryOf(await dossierToSettle(ctx, input.shipmentId))
    if (meanwhile) return meanwhile
    throw error
  }
}

async function deliver(ctx: TenantContext, dossier: Dossier, input: MarkDelivered): Promise<Settled> {
  const { shipment: before } = dossier
  const stamp = stampOf(ctx)
  const handed = Proof.deliver(before, { actor: ctx.actor, source: 'courier' }, stamp)
  const paid = collect(ctx, { ...dossier, shipment: handed.shipment }, input.codCollected, stamp)
  const changed = handed.events.length + paid.payments.length > 0
  const shipment: Shipment = changed ? Object.freeze({ ...paid.shipment, version: before.version + 1 }) : before
  const id = ctx.ids.make('prf')
  const { store, ...keys } = proofPictures(ctx, { id, shipmentId: before.id }, input)
  const proof: Proof = Object.freeze({
    ...keys,
    id,
    tenantId: before.tenantId,
    shipmentId: before.id,
    kind: 'delivery',
    reasonCode: null,
    receiverName: input.receiverName,
    note: input.note,
    latitude: input.latitude,
    longitude: input.longitude,
    codCollected: input.codCollected,
    courier: Actor.label(ctx.actor),
    createdAt: stamp.now,
  })
  await store()
  const told = handed.events.length > 0 ? 'shipment.delivered' : 'shipment.proof_added'
  return ctx.commit(
    [
      ...(changed ? [ctx.shipments.update(before, shipment)] : []),
      ctx.dossiers.insertProof(proof),
      ...recordShipments(ctx, [{ shipment, events: handed.events }]),
      ...recordPayments(ctx, shipment, paid.payments),
      audit(ctx, told, { type: 'shipment', id: before.id }, { from: before.status, proof_id: id }),
    ],
    { shipment, proof },
  )
}
