import { cleanImage } from '../../core/images/clean-image.ts'
import { DomainError, type FieldError } from '../../domain/errors.ts'
import type { Picture } from '../../domain/shipments/dossier-ports.ts'
import type { TenantContext } from '../context.ts'

/** A proof's pictures as they came in: bytes, whatever they are. */
export interface SentPictures {
  readonly signature: Uint8Array | null
  readonly photo: Uint8Array | null
}

export interface ProofPictures {
  readonly signatureKey: string | null
  readonly photoKey: string | null
  /** Stores them. Before the commit: an object that no row names is harmless, a row without its object is not. */
  store(): Promise<void>
}

/**
 * The pictures as they may be shown to others, and where they will lie. Nothing is stored yet.
 * Throws `unprocessable` with a pointer for each that is no PNG, JPEG or WebP by its content.
 */
export function proofPictures(
  ctx: TenantContext,
  proof: { readonly id: string; readonly shipmentId: string },
  sent: SentPictures,
): ProofPictures {
  const folder = `tenants/${ctx.tenant.id}/proofs/${proof.shipmentId}/${proof.id}`
  const pictures: { readonly key: string; readonly picture: Picture }[] = []
  const errors: FieldError[] = []
  const keep = (name: keyof SentPictures): string | null => {
    const bytes = sent[name]
    if (bytes === null) return null
    const picture = cleanImage(bytes)
    if (!picture) {
      errors.push({ pointer: `/${name}`, message: 'A whole picture: PNG, JPEG or WebP, by its content.' })
      return null
    }
    const key = `${folder}/${name}`
    pictures.push({ key, picture })
    return key
  }
  const keys = { signatureKey: keep('signature'), photoKey: keep('photo') }
  if (errors.length > 0) throw new DomainError('unprocessable', 'Not all pictures can be kept; see errors.', { errors })
  return {
    ...keys,
    async store() {
      await Promise.all(pictures.map(({ key, picture }) => ctx.pictures.put(key, picture)))
    },
  }
}
