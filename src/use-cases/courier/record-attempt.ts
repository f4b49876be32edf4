import { Actor } from '../../domain/actor.ts'
import { authorize } from '../../domain/auth/role.ts'
import { type AttemptReason, Proof } from '../../domain/shipments/proof.ts'
import type { TenantContext } from '../context.ts'
import { audit, recordShipments, stampOf } from '../record.ts'
import { dossierToSettle, type Settled } from './mark-delivered.ts'
import { proofPictures } from './proof-pictures.ts'

export interface RecordAttempt {
  readonly shipmentId: string
  readonly reasonCode: AttemptReason
  readonly note: string | null
  readonly photo: Uint8Array | null
}

/**
 * An attempt to hand a shipment over that failed: it comes back from being out for delivery. Two round trips and the picture.
 * The same attempt told again is one; after the shipment went out once more it is another.
 * Throws `forbidden`, `not_found`, `invalid_transition`, `unprocessable`, `conflict`.
 */
export async function recordAttempt(ctx: TenantContext, input: RecordAttempt): Promise<Settled> {
  authorize(ctx.actor, 'courier:deliver')
  const { shipment: before, proofs } = await dossierToSettle(ctx, input.shipmentId)
  const last = proofs.at(-1)
  const courier = Actor.label(ctx.actor)
  if (last && Proof.isRepeated(before, last, { ...input, courier })) {
    return ctx.commit([], { shipment: before, proof: last })
  }
  const stamp = stampOf(ctx)
  const outcome = Proof.attempt(before, input.reasonCode, { actor: ctx.actor, source: 'courier' }, stamp)
  const id = ctx.ids.make('prf')
  const { store, ...keys } = proofPictures(ctx, { id, shipmentId: before.id }, { signature: null, photo: input.photo })
  const proof: Proof = Object.freeze({
    ...keys,
    id,
    tenantId: before.tenantId,
    shipmentId: before.id,
    kind: 'attempt',
    reasonCode: input.reasonCode,
    receiverName: null,
    note: input.note,
    latitude: null,
    longitude: null,
    codCollected: null,
    courier,
    createdAt: stamp.now,
  })
  await store()
  const { shipment } = outcome
  return ctx.commit(
    [
      ctx.shipments.update(before, shipment),
      ctx.dossiers.insertProof(proof),
      ...recordShipments(ctx, [outcome]),
      audit(
        ctx,
        'shipment.delivery_failed',
        { type: 'shipment', id: before.id },
        { from: before.status, reason_code: input.reasonCode, proof_id: id },
      ),
    ],
    { shipment, proof },
  )
}
