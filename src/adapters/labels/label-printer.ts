import type { LabelPrinter } from '../../domain/shipments/labels.ts'
import { estimate, svgOf } from './svg-paper.ts'

/**
 * Draws labels and manifests. Nothing is fetched: letters and codes are the Worker's own. They and what draws them are loaded when
 * the first paper is asked for, since an isolate that prints none would pay half its start for them.
 */
export const labelPrinter: LabelPrinter = {
  async labelPdf(label) {
    const [{ newPdf }, { labelPages }] = await Promise.all([import('./pdf-paper.ts'), import('./label-layout.ts')])
    const pdf = await newPdf(label.shipment.trackingId, label.brand)
    const pieces = Array.from({ length: label.shipment.pieces }, (_, index) => index + 1)
    for (const page of labelPages(label, pieces, pdf.measure)) pdf.add(page)
    return pdf.bytes()
  },

  async labelSvg(label, piece) {
    const { labelPages } = await import('./label-layout.ts')
    const pages = labelPages(label, [piece], estimate)
    return pages.map((page) => svgOf(page, label.shipment.trackingId)).join('')
  },

  async manifestPdf(manifest) {
    const [{ newPdf }, { manifestPages }] = await Promise.all([
      import('./pdf-paper.ts'),
      import('./manifest-layout.ts'),
    ])
    const pdf = await newPdf(manifest.bag.bagNumber, manifest.brand)
    for (const page of manifestPages(manifest, pdf.measure)) pdf.add(page)
    return pdf.bytes()
  },
}
