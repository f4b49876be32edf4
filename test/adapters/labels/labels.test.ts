import { PDFDocument } from '@cantoo/pdf-lib'
import { describe, it } from 'vitest'
import { airports } from '../../../src/adapters/airports/airports.ts'
import { labelPrinter } from '../../../src/adapters/labels/label-printer.ts'
import type { Airport } from '../../../src/domain/shipments/airport.ts'
import type { BagManifest, ShipmentLabel } from '../../../src/domain/shipments/labels.ts'
import type { Party, Shipment } from '../../../src/domain/shipments/shipment.ts'
import { pdfSheets, scan, svgSheet } from '../../harness/scan.ts'
import { aBag, aFlight, aShipment } from '../../harness/shipment-factory.ts'

function airport(iata: string): Airport {
  const found = airports.find(iata)
  if (!found) throw new Error(`no airport ${iata}`)
  return found
}

const TRACKING_URL = 'https://tracking.blue-sky.example/t/B7E3141592653580'

function aLabel(change: Partial<Shipment> = {}): ShipmentLabel {
  const shipment = aShipment({ trackingId: 'B7E3141592653580', ...change })
  const ends = { origin: airport(shipment.origin), destination: airport(shipment.destination) }
  return { brand: 'Blue Sky Couriers', shipment, ...ends, trackingUrl: TRACKING_URL }
}

function aManifest(count: number, change: Partial<BagManifest> = {}): BagManifest {
  const shipments = Array.from({ length: count }, (_, index) => aShipment({ id: `shp_${index}` }))
  const ends = { origin: airport('MAD'), destination: airport('HAV') }
  return { brand: 'Blue Sky', bag: aBag(), ...ends, flight: aFlight(), shipments, printedAt: 0, ...change }
}

/** Whoever writes the longest names and streets that the API takes, in the widest letters. */
function wide(letter: string): Party {
  const line = letter.repeat(200)
  const place = { city: letter.repeat(100), region: letter.repeat(100), postalCode: letter.repeat(20), country: 'CU' }
  return { name: line, phone: '+34600111222', email: null, address: { line1: line, line2: line, ...place } }
}

const WORST: readonly (readonly [string, Partial<Shipment>])[] = [
  ['plain words', {}],
  ['Arabic and Hebrew', { recipient: { ...wide('م'), name: 'محمد العلي (Apt 12)' }, sender: { ...wide('ש') } }],
  ['Chinese and emoji', { recipient: { ...wide('漢'), name: '张伟 🛫' } }],
  ['the longest lines', { recipient: wide('W'), sender: wide('M'), reference: 'W'.repeat(100) }],
  [
    'the largest amounts',
    { codAmount: { amount: 100_000_000_000, currency: 'VND' }, weightGrams: 1_000_000, pieces: 999 },
  ],
]

describe('a label', () => {
  for (const [what, change] of WORST) {
    it(`is read by scanners with ${what}, as SVG and as PDF`, async ({ expect }) => {
      const label = aLabel({ ...change, pieces: Math.min(change.pieces ?? 1, 2) })
      const sheets = [
        svgSheet(await labelPrinter.labelSvg(label, 1)),
        ...(await pdfSheets(await labelPrinter.labelPdf(label))),
      ]
      expect(sheets).toHaveLength(1 + label.shipment.pieces)
      for (const sheet of sheets) {
        expect(scan(sheet, 'CODE_128')).toBe('B7E3141592653580')
        expect(scan(sheet, 'QR_CODE')).toBe(TRACKING_URL)
        expect([Math.round(sheet.width), Math.round(sheet.height)]).toEqual([298, 420])
      }
    })
  }

  it('has a page for each piece, as many as there may be', async ({ expect }) => {
    const pdf = await PDFDocument.load(await labelPrinter.labelPdf(aLabel({ pieces: 999 })))
    expect(pdf.getPageCount()).toBe(999)
  })

  it('tells in SVG who, where, how heavy and how much, as it was written', async ({ expect }) => {
    const change = { codAmount: { amount: 4500, currency: 'EUR' }, reference: 'A&B <1>', pieces: 3, weightGrams: 2500 }
    const svg = await labelPrinter.labelSvg(
      aLabel({ ...change, sender: { ...aShipment().sender, name: 'محمد 🛫' } }),
      2,
    )
    const words = ['Blue Sky Couriers', '2 / 3', 'MAD', 'Madrid', 'HAV', 'Havana', 'Yoel Pérez', 'La Habana', 'محمد 🛫']
    for (const word of [...words, '2.5 kg', 'EUR 45.00', 'A&amp;B &lt;1&gt;', 'B7E3 1415 9265 3580']) {
      expect(svg).toContain(`\u2068${word}\u2069`)
    }
    expect(svg).not.toContain('<1>')
  })

  it('has no amount to collect where there is none, and all of it where there is one', async ({ expect }) => {
    expect(await labelPrinter.labelSvg(aLabel(), 1)).not.toContain('COLLECT')
    const most = await labelPrinter.labelSvg(aLabel({ codAmount: { amount: 100_000_000_000, currency: 'JPY' } }), 1)
    expect(most).toContain('\u2068JPY 100000000000\u2069')
  })
})

describe('a manifest', () => {
  it('has the bag’s number as a code, on as many pages as it takes', async ({ expect }) => {
    const pages = async (count: number) => (await pdfSheets(await labelPrinter.manifestPdf(aManifest(count)))).length
    expect([await pages(0), await pages(1), await pages(26), await pages(60), await pages(500)]).toEqual([
      1, 1, 1, 2, 13,
    ])
    const [first] = await pdfSheets(await labelPrinter.manifestPdf(aManifest(3)))
    expect(first && scan(first, 'CODE_128')).toBe('BAG-001')
  })

  it('falls back to the bag’s id where its number is too long, or has letters that Code 128 lacks', async ({
    expect,
  }) => {
    const id = 'bag_01jd3v6q9m2ae4x8r7t5y0b1cz'
    const codes = { 'حقيبة ١': id, [`W${'7'.repeat(30)}`]: id, ['W'.repeat(30)]: 'W'.repeat(30) }
    for (const [bagNumber, code] of Object.entries(codes)) {
      const bag = aBag({ id, bagNumber })
      const [first] = await pdfSheets(await labelPrinter.manifestPdf(aManifest(1, { bag, flight: null })))
      expect(first && scan(first, 'CODE_128')).toBe(code)
    }
  })
})
