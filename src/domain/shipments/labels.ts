import type { Airport } from './airport.ts'
import type { Bag } from './bag.ts'
import type { Flight } from './flight.ts'
import type { Shipment } from './shipment.ts'

/** What stands on the sticker of a parcel. */
export interface ShipmentLabel {
  readonly brand: string
  readonly shipment: Shipment
  readonly origin: Airport
  readonly destination: Airport
  readonly trackingUrl: string
}

/** What stands on a bag's tag and in its list. */
export interface BagManifest {
  readonly brand: string
  readonly bag: Bag
  readonly origin: Airport
  readonly destination: Airport
  readonly flight: Flight | null
  /** What is in it, in the list's order. */
  readonly shipments: readonly Shipment[]
  /** ms UTC. */
  readonly printedAt: number
}

/** Papers to print. The tracking id is a Code 128 (ISO/IEC 15417), its link a QR code (ISO/IEC 18004). */
export interface LabelPrinter {
  /** One A6 page for each piece, as PDF. */
  labelPdf(label: ShipmentLabel): Promise<Uint8Array>
  /** The same page for one piece, as SVG; letters are the viewer's own. */
  labelSvg(label: ShipmentLabel, piece: number): Promise<string>
  /** A4 pages, as PDF. */
  manifestPdf(manifest: BagManifest): Promise<Uint8Array>
}
