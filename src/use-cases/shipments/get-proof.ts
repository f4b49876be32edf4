import { notFound } from '../../core/errors.ts'
import { mayDo } from '../../domain/auth/role.ts'
import type { Proof } from '../../domain/shipments/proof.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import type { TenantContext } from '../context.ts'
import { maySettle } from '../courier/own.ts'
import { readable } from './readable.ts'

/** How long a link to a picture is good. */
const LINK_MS = 5 * 60_000

/** A proof and where its pictures can be fetched until `linksExpireAt` (ms UTC). */
export interface ShownProof {
  readonly proof: Proof
  readonly signatureUrl: string | null
  readonly photoUrl: string | null
  readonly linksExpireAt: number
}

/** Whose proofs these may be: whoever may read the shipment, and the courier it is given to. Throws `forbidden`. */
function viewer({ actor }: TenantContext): (shipment: Shipment) => boolean {
  if (mayDo(actor, 'shipments:read') || !mayDo(actor, 'courier:deliver')) return readable(actor)
  return (shipment) => maySettle(actor, shipment)
}

/** All that couriers brought back of a shipment, oldest first. Throws `forbidden`, `not_found`. */
export async function listProofs(ctx: TenantContext, shipmentId: string): Promise<readonly ShownProof[]> {
  const maySee = viewer(ctx)
  const dossier = await ctx.dossiers.find(shipmentId)
  if (!dossier || !maySee(dossier.shipment)) throw notFound('shipment')
  const linksExpireAt = ctx.clock.now() + LINK_MS
  const linkTo = async (key: string | null) => (key === null ? null : ctx.pictureLinks.linkTo(key, linksExpireAt))
  return Promise.all(
    dossier.proofs.map(async (proof) => ({
      proof,
      signatureUrl: await linkTo(proof.signatureKey),
      photoUrl: await linkTo(proof.photoKey),
      linksExpireAt,
    })),
  )
}

/** The proof of a delivery. Throws `forbidden`, `not_found` also while there is none. */
export async function getProof(ctx: TenantContext, shipmentId: string): Promise<ShownProof> {
  const delivery = (await listProofs(ctx, shipmentId)).find(({ proof }) => proof.kind === 'delivery')
  if (!delivery) throw notFound('proof of delivery yet')
  return delivery
}
