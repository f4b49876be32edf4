import type { BagManifest } from '../../domain/shipments/labels.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import { TrackingId } from '../../domain/shipments/tracking-id.ts'
import { code128, fitsCode128 } from './codes.ts'
import { cut, fitLine } from './fit.ts'
import { DOT, type Mark, type Measure, millimetres, type Page } from './marks.ts'
import { minuteText, weightText } from './words.ts'

const WIDTH = millimetres(210)
const HEIGHT = millimetres(297)
const EDGE = millimetres(15)
const RIGHT = WIDTH - EDGE
const ROW = 17
const FOOT = HEIGHT - 34
/** Kept free between the list and the foot. */
const GAP = 6
/** Where the list begins, below its titles: behind the bag's tag on the first page, at the top on others. */
const FIRST_LIST = 262
const NEXT_LIST = 78
/** What stands behind the last row: the totals and who signs. */
const CLOSING = 84

const COLUMNS = [
  { title: '', x: EDGE },
  { title: 'NO.', x: EDGE + 42 },
  { title: 'TRACKING ID', x: EDGE + 54 },
  { title: 'RECIPIENT', x: EDGE + 180 },
  { title: 'REFERENCE', x: EDGE + 330 },
  { title: 'PIECES', x: RIGHT - 78 },
  { title: 'WEIGHT', x: RIGHT },
] as const
const [, NUMBER, TRACKING, RECIPIENT, REFERENCE, PIECES, WEIGHT] = COLUMNS

const rule = (y: number): Mark => ({ kind: 'line', x1: EDGE, y1: y, x2: RIGHT, y2: y })
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0)

/** The bag's number as Code 128; its id where the number is too long or has letters that Code 128 lacks. */
function bagCode({ bag }: BagManifest, right: number, y: number): readonly Mark[] {
  const text = fitsCode128(bag.bagNumber) ? bag.bagNumber : bag.id
  const code = code128(text)
  const width = Math.max(1, Math.min(4, Math.floor(300 / (code.width + 20) / DOT))) * DOT
  return [{ kind: 'code', name: 'code128', code, x: right - code.width * width, y, module: { width, height: 44 } }]
}

function tag(manifest: BagManifest, measure: Measure): readonly Mark[] {
  const { brand, bag, origin, destination, flight, shipments } = manifest
  const departure = flight?.estimatedDeparture ?? flight?.scheduledDeparture ?? null
  const facts = [
    { title: 'SEAL', text: bag.sealNumber ?? '—' },
    { title: 'FLIGHT', text: flight ? `${flight.flightNumber} · ${flight.departureDate}` : '—' },
    { title: 'DEPARTURE', text: departure === null ? '—' : minuteText(departure) },
    { title: 'STATUS', text: bag.status.replaceAll('_', ' ') },
    { title: 'SHIPMENTS', text: String(shipments.length) },
    { title: 'WEIGHT', text: weightText(sumOf(shipments.map((each) => each.weightGrams))) },
  ]
  const widths = [86, 110, 120, 62, 58, 74]
  const number = fitLine(bag.bagNumber, 230, [26, 22, 18, 15, 12, 9], measure, true)
  return [
    { kind: 'text', ...fitLine(brand, 330, [13, 11, 9], measure, true), x: EDGE, y: 52, bold: true },
    { kind: 'text', text: 'BAG MANIFEST', x: RIGHT, y: 52, size: 11, align: 'right' },
    rule(60),
    { kind: 'text', text: 'BAG', x: EDGE, y: 76, size: 7 },
    { kind: 'text', ...number, x: EDGE, y: 101, bold: true },
    ...bagCode(manifest, RIGHT - 8, 70),
    rule(124),
    { kind: 'text', text: origin.iata, x: EDGE, y: 166, size: 42, bold: true },
    { kind: 'text', ...fitLine(origin.city, 190, [10, 8, 7], measure), x: EDGE, y: 182 },
    { kind: 'line', x1: WIDTH / 2 - 40, y1: 151, x2: WIDTH / 2 + 38, y2: 151 },
    { kind: 'line', x1: WIDTH / 2 + 30, y1: 145, x2: WIDTH / 2 + 40, y2: 151 },
    { kind: 'line', x1: WIDTH / 2 + 30, y1: 157, x2: WIDTH / 2 + 40, y2: 151 },
    { kind: 'text', text: destination.iata, x: RIGHT, y: 166, size: 42, bold: true, align: 'right' },
    { kind: 'text', ...fitLine(destination.city, 190, [10, 8, 7], measure), x: RIGHT, y: 182, align: 'right' },
    rule(190),
    ...facts.flatMap(({ title, text }, index): readonly Mark[] => {
      const x = EDGE + sumOf(widths.slice(0, index))
      const width = (widths[index] ?? 0) - 10
      return [
        { kind: 'text', text: title, x, y: 203, size: 6.5 },
        { kind: 'text', ...fitLine(text, width, [12, 11, 10, 9, 8, 7], measure, true), x, y: 219, bold: true },
      ]
    }),
    rule(228),
  ]
}

function titles(y: number): readonly Mark[] {
  const right: readonly string[] = [NUMBER.title, PIECES.title, WEIGHT.title]
  return [
    ...COLUMNS.map(({ title, x }): Mark => {
      return {
        kind: 'text',
        text: title,
        x,
        y: y - 8,
        size: 7,
        bold: true,
        align: right.includes(title) ? 'right' : 'left',
      }
    }),
    rule(y - 3),
  ]
}

/** One line of the list, with a box to tick. `y` is its upper edge. */
function line(shipment: Shipment, index: number, y: number, measure: Measure): readonly Mark[] {
  const base = y + 12
  const text = (words: string, x: number, width: number): Mark => ({
    kind: 'text',
    text: cut(words, width, 9, measure),
    x,
    y: base,
    size: 9,
  })
  const amount = (words: string, x: number): Mark => ({
    kind: 'text',
    text: words,
    x,
    y: base,
    size: 9,
    align: 'right',
  })
  return [
    { kind: 'box', x: EDGE, y: y + 4, width: 9, height: 9 },
    amount(String(index + 1), NUMBER.x),
    { kind: 'text', text: TrackingId.grouped(shipment.trackingId), x: TRACKING.x, y: base, size: 9, bold: true },
    text(shipment.recipient.name, RECIPIENT.x, REFERENCE.x - RECIPIENT.x - 8),
    text(shipment.reference ?? '', REFERENCE.x, PIECES.x - REFERENCE.x - 36),
    amount(String(shipment.pieces), PIECES.x),
    amount(weightText(shipment.weightGrams), WEIGHT.x),
  ]
}

function closing(shipments: readonly Shipment[], y: number): readonly Mark[] {
  const total = (words: string, x: number): Mark => {
    return { kind: 'text', text: words, x, y: y + 15, size: 10, bold: true, align: 'right' }
  }
  const sign = (words: string, x: number): readonly Mark[] => [
    { kind: 'line', x1: x, y1: y + 62, x2: x + 220, y2: y + 62 },
    { kind: 'text', text: words, x, y: y + 72, size: 7 },
  ]
  return [
    rule(y + 2),
    { kind: 'text', text: `Total: ${shipments.length}`, x: TRACKING.x, y: y + 15, size: 10, bold: true },
    total(String(sumOf(shipments.map((each) => each.pieces))), PIECES.x),
    total(weightText(sumOf(shipments.map((each) => each.weightGrams))), WEIGHT.x),
    ...sign('Handed over by: name, date, signature', EDGE),
    ...sign('Received by: name, date, signature', RIGHT - 220),
  ]
}

function foot({ bag, printedAt }: BagManifest, page: number, pages: number, measure: Measure): readonly Mark[] {
  const printed = `${cut(bag.bagNumber, 200, 8, measure)} · printed ${minuteText(printedAt)}`
  return [
    rule(FOOT),
    { kind: 'text', text: printed, x: EDGE, y: FOOT + 12, size: 8 },
    { kind: 'text', text: `Page ${page} of ${pages}`, x: RIGHT, y: FOOT + 12, size: 8, align: 'right' },
  ]
}

/** How many rows each page holds; the last one has room for the closing. */
function rowsByPage(count: number): readonly number[] {
  const counts: number[] = []
  let left = count
  for (let top = FIRST_LIST; ; top = NEXT_LIST) {
    const room = Math.floor((FOOT - GAP - top) / ROW)
    const roomAtEnd = Math.floor((FOOT - GAP - top - CLOSING) / ROW)
    if (left <= roomAtEnd) return [...counts, left]
    const here = Math.min(left, room)
    counts.push(here)
    left -= here
  }
}

/** A bag's tag and the list of what is in it, A4, on as many pages as it takes. */
export function manifestPages(manifest: BagManifest, measure: Measure): readonly Page[] {
  const { brand, bag, shipments } = manifest
  const counts = rowsByPage(shipments.length)
  return counts.map((count, page) => {
    const isFirst = page === 0
    const top = isFirst ? FIRST_LIST : NEXT_LIST
    const before = sumOf(counts.slice(0, page))
    const rows = shipments.slice(before, before + count)
    const head: readonly Mark[] = [
      { kind: 'text', ...fitLine(bag.bagNumber, 250, [11, 9, 8], measure, true), x: EDGE, y: 52, bold: true },
      { kind: 'text', ...fitLine(brand, 230, [9, 8, 7], measure), x: RIGHT, y: 52, align: 'right' },
    ]
    const marks = [
      ...(isFirst ? tag(manifest, measure) : head),
      ...titles(top),
      ...rows.flatMap((shipment, index) => line(shipment, before + index, top + index * ROW, measure)),
      ...(page === counts.length - 1 ? closing(shipments, top + count * ROW) : []),
      ...foot(manifest, page + 1, counts.length, measure),
    ]
    return { width: WIDTH, height: HEIGHT, marks }
  })
}
