import type { Statement } from '../statement.ts'
import type { Payment } from './payment.ts'
import type { Proof } from './proof.ts'
import type { Shipment } from './shipment.ts'

/** A shipment with what couriers brought back of it and what was paid, oldest first. */
export interface Dossier {
  readonly shipment: Shipment
  readonly proofs: readonly Proof[]
  readonly payments: readonly Payment[]
}

export interface DossierRepository {
  /** One round trip. */
  find(shipmentId: string): Promise<Dossier | null>
  /** Fails the commit with `conflict` when the shipment's delivery was told already. */
  insertProof(proof: Proof): Statement
  insertPayments(payments: readonly Payment[]): readonly Statement[]
}

/** A picture whose content was looked at: its type is what it is. */
export interface Picture {
  readonly type: string
  readonly bytes: Uint8Array
}

/** Where the pictures of proofs lie. */
export interface PictureStore {
  put(key: string, picture: Picture): Promise<void>
  /** Null when there is no such picture. */
  open(key: string): Promise<{ readonly type: string; readonly size: number; readonly body: ReadableStream } | null>
}

/** Links to pictures for whoever holds one, for a few minutes. */
export interface PictureLinks {
  linkTo(key: string, expiresAt: number): Promise<string>
  /** The key behind a link's token; null for one that is forged or has expired by `now` (ms UTC). */
  keyOf(token: string, now: number): Promise<string | null>
}
