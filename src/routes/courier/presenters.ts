import { z } from '@hono/zod-openapi'
import { dtoFactory } from '../../core/versioning.ts'
import type { Proof } from '../../domain/shipments/proof.ts'
import { ATTEMPT_REASONS } from '../../domain/shipments/proof.ts'
import { timeText } from '../fields.ts'

const shared = {
  id: z.string(),
  shipment_id: z.string(),
  kind: z.enum(['delivery', 'attempt']),
  reason: z.enum(ATTEMPT_REASONS).nullable().openapi({ description: 'Why an attempt failed' }),
  receiver_name: z.string().nullable(),
  note: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  has_signature: z.boolean(),
  has_photo: z.boolean(),
  courier: z.string(),
  created_at: z.string(),
}

function presentShared(proof: Proof) {
  return {
    id: proof.id,
    shipment_id: proof.shipmentId,
    kind: proof.kind,
    reason: proof.reasonCode,
    receiver_name: proof.receiverName,
    note: proof.note,
    latitude: proof.latitude,
    longitude: proof.longitude,
    has_signature: proof.signatureKey !== null,
    has_photo: proof.photoKey !== null,
    courier: proof.courier,
    created_at: timeText(proof.createdAt),
  }
}

const ProofV1 = z
  .object({ ...shared, cod_amount: z.number().int().nullable(), cod_currency: z.string().nullable() })
  .openapi('Proof')
const ProofV2 = z
  .object({ ...shared, cod_collected: z.object({ amount: z.number().int(), currency: z.string() }).nullable() })
  .openapi('ProofV2')

/** How a proof leaves, by version, without its pictures. */
export const proofDto = dtoFactory<{
  schema: typeof ProofV1 | typeof ProofV2
  present(proof: Proof): z.output<typeof ProofV1> | z.output<typeof ProofV2>
}>({
  v1: {
    schema: ProofV1,
    present: (proof) => ({
      ...presentShared(proof),
      cod_amount: proof.codCollected?.amount ?? null,
      cod_currency: proof.codCollected?.currency ?? null,
    }),
  },
  v2: {
    schema: ProofV2,
    present: (proof) => ({ ...presentShared(proof), cod_collected: proof.codCollected }),
  },
})
