import type { ShipmentStatus } from './shipment-status.ts'

/** A shipment as a list or a scanner knows it. */
export interface Piece {
  readonly shipmentId: string
  readonly trackingId: string
  readonly status: ShipmentStatus
}

/** What came out of a bag, held against its list. */
export interface Receiving {
  readonly present: readonly Piece[]
  /** On the list, not scanned, and not gone on already. */
  readonly short: readonly Piece[]
  /** Scanned, not on the list: another bag's, or in none. */
  readonly extra: readonly Piece[]
  readonly damaged: readonly Piece[]
  /** Scanned tracking ids that are none of ours. */
  readonly unknown: readonly string[]
}

/** A line that receiving writes on a piece's timeline. Codes: IATA FSU; what else there is to say is a discrepancy, DIS. */
export interface ReceivingLine {
  readonly shipmentId: string
  readonly code: 'RCF' | 'DIS'
  readonly reasonCode: 'missing_cargo' | 'found_cargo' | 'damaged' | null
}

/** A landed bag's shipments that nobody took on from it yet: only these can be missing. */
const AWAITED: readonly ShipmentStatus[] = ['in_transit', 'arrived']

/**
 * Holds what was scanned against the list. What is damaged was scanned, said or not.
 * @param ours those of the scanned and damaged tracking ids that are shipments of the tenant
 */
export function receive(
  listed: readonly Piece[],
  ours: readonly Piece[],
  scan: { readonly trackingIds: readonly string[]; readonly damaged: readonly string[] },
): Receiving {
  const scanned = new Set([...scan.trackingIds, ...scan.damaged])
  const damaged = new Set(scan.damaged)
  const list = new Set(listed.map((piece) => piece.trackingId))
  const known = new Set([...listed, ...ours].map((piece) => piece.trackingId))
  const present = listed.filter((piece) => scanned.has(piece.trackingId))
  const extra = ours.filter((piece) => !list.has(piece.trackingId))
  return {
    present,
    short: listed.filter((piece) => !scanned.has(piece.trackingId) && AWAITED.includes(piece.status)),
    extra,
    damaged: [...present, ...extra].filter((piece) => damaged.has(piece.trackingId)),
    unknown: [...scanned].filter((trackingId) => !known.has(trackingId)),
  }
}

/** The lines in the order in which they stand on a timeline. */
export function linesOf(receiving: Receiving): readonly ReceivingLine[] {
  const lines = (pieces: readonly Piece[], code: ReceivingLine['code'], reasonCode: ReceivingLine['reasonCode']) =>
    pieces.map(({ shipmentId }) => ({ shipmentId, code, reasonCode }))
  return [
    ...lines(receiving.present, 'RCF', null),
    ...lines(receiving.extra, 'DIS', 'found_cargo'),
    ...lines(receiving.damaged, 'DIS', 'damaged'),
    ...lines(receiving.short, 'DIS', 'missing_cargo'),
  ]
}
