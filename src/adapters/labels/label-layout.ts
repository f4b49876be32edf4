import type { ShipmentLabel } from '../../domain/shipments/labels.ts'
import { TrackingId } from '../../domain/shipments/tracking-id.ts'
import { code128, qr } from './codes.ts'
import { baselines, cut, fitBlock, fitLine, type Paragraph } from './fit.ts'
import { DOT, type Mark, type Measure, millimetres, type Page } from './marks.ts'
import { addressLines, moneyText, weightText } from './words.ts'

const WIDTH = millimetres(105)
const HEIGHT = millimetres(148)
const EDGE = millimetres(4)
const INNER = WIDTH - 2 * EDGE
const RIGHT = WIDTH - EDGE
/** Where the bands of the label end, from the top. */
const HEADER = 36
const ROUTE = 100
const PEOPLE = 296
const FACTS = 334
const BAR_HEIGHT = 54

const rule = (y: number): Mark => ({ kind: 'line', x1: EDGE, y1: y, x2: RIGHT, y2: y })

function header(label: ShipmentLabel, piece: number, measure: Measure): readonly Mark[] {
  const count = `${piece} / ${label.shipment.pieces}`
  const box = measure(count, 15, true) + 14
  const brand = fitLine(label.brand, INNER - box - 42, [15, 13, 11, 9, 8], measure, true)
  return [
    { kind: 'text', ...brand, x: EDGE, y: 29, bold: true },
    { kind: 'text', text: 'PIECE', x: RIGHT - box - 5, y: 28, size: 7, align: 'right' },
    { kind: 'box', x: RIGHT - box, y: 13, width: box, height: 20, filled: true },
    { kind: 'text', text: count, x: RIGHT - box / 2, y: 28.5, size: 15, bold: true, white: true, align: 'middle' },
    rule(HEADER),
  ]
}

function route({ origin, destination }: ShipmentLabel, measure: Measure): readonly Mark[] {
  const half = INNER / 2 - 22
  const from = fitLine(origin.city, half, [9, 8, 7], measure)
  const to = fitLine(destination.city, half, [9, 8, 7], measure)
  const middle = WIDTH / 2
  const y = HEADER + 32
  return [
    { kind: 'text', text: origin.iata, x: EDGE, y: y + 9, size: 44, bold: true },
    { kind: 'text', text: destination.iata, x: RIGHT, y: y + 9, size: 44, bold: true, align: 'right' },
    { kind: 'line', x1: middle - 20, y1: y - 6, x2: middle + 18, y2: y - 6 },
    { kind: 'line', x1: middle + 12, y1: y - 11, x2: middle + 20, y2: y - 6 },
    { kind: 'line', x1: middle + 12, y1: y - 1, x2: middle + 20, y2: y - 6 },
    { kind: 'text', ...from, x: EDGE, y: ROUTE - 8 },
    { kind: 'text', ...to, x: RIGHT, y: ROUTE - 8, align: 'right' },
    rule(ROUTE),
  ]
}

function block(
  paragraphs: readonly Paragraph[],
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  sizes: readonly number[],
  measure: Measure,
): readonly Mark[] {
  const lines = fitBlock(paragraphs, box, sizes, measure)
  const ys = baselines(lines)
  return lines.map((line, index) => ({ kind: 'text', ...line, x: box.x, y: box.y + (ys[index] ?? 0) }))
}

const paragraphsOf = (texts: readonly (string | null)[], more: Omit<Paragraph, 'text'> = {}): readonly Paragraph[] =>
  texts.flatMap((text) => (text === null || text === '' ? [] : [{ text, ...more }]))

function people({ shipment, trackingUrl }: ShipmentLabel, measure: Measure): readonly Mark[] {
  const { sender, recipient } = shipment
  const toHeight = 108
  const fromTop = ROUTE + 4 + toHeight
  const code = qr(trackingUrl)
  // Four modules of quiet on each side (ISO/IEC 18004), in whole dots of a label printer.
  const dots = Math.max(1, Math.floor(88 / (code.width + 8) / DOT))
  const side = (code.width + 8) * dots * DOT
  const quiet = 4 * dots * DOT
  const qrX = RIGHT - side + quiet
  const to = [
    ...paragraphsOf([recipient.name], { bold: true }),
    ...paragraphsOf(addressLines(recipient), { scale: 0.78 }),
    ...paragraphsOf([recipient.phone], { scale: 0.78, bold: true }),
  ]
  const from = [
    ...paragraphsOf([sender.name], { bold: true }),
    ...paragraphsOf([...addressLines(sender), sender.phone], { scale: 0.9 }),
  ]
  const indent = 30
  return [
    { kind: 'text', text: 'TO', x: EDGE, y: ROUTE + 17, size: 10, bold: true },
    ...block(
      to,
      { x: EDGE + indent, y: ROUTE + 5, width: INNER - indent, height: toHeight - 6 },
      [17, 15, 13, 12, 11, 10, 9, 8, 7, 6],
      measure,
    ),
    { kind: 'line', x1: EDGE, y1: fromTop, x2: qrX - quiet - 4, y2: fromTop },
    { kind: 'text', text: 'FROM', x: EDGE, y: fromTop + 13, size: 7, bold: true },
    ...block(
      from,
      { x: EDGE + indent, y: fromTop + 5, width: qrX - quiet - 6 - EDGE - indent, height: PEOPLE - fromTop - 8 },
      [9, 8, 7, 6, 5],
      measure,
    ),
    {
      kind: 'code',
      name: 'qr',
      code,
      x: qrX,
      y: PEOPLE - side + quiet - 1,
      module: { width: dots * DOT, height: dots * DOT },
    },
    rule(PEOPLE),
  ]
}

function facts({ shipment }: ShipmentLabel, measure: Measure): readonly Mark[] {
  const cod = shipment.codAmount && moneyText(shipment.codAmount)
  const codWidth = cod === null ? 0 : 96
  const columns = [
    { title: 'WEIGHT', text: weightText(shipment.weightGrams), x: EDGE, width: 64 },
    { title: 'REFERENCE', text: shipment.reference ?? '—', x: EDGE + 70, width: INNER - 76 - codWidth },
  ]
  const marks = columns.flatMap(({ title, text, x, width }): readonly Mark[] => [
    { kind: 'text', text: title, x, y: PEOPLE + 11, size: 6.5 },
    { kind: 'text', ...fitLine(text, width, [14, 12, 10, 8, 7], measure, true), x, y: PEOPLE + 28, bold: true },
  ])
  if (cod === null) return [...marks, rule(FACTS)]
  const amount = fitLine(cod, codWidth - 8, [14, 12, 10, 8, 7, 6, 5], measure, true)
  return [
    ...marks,
    { kind: 'box', x: RIGHT - codWidth, y: PEOPLE + 2, width: codWidth, height: FACTS - PEOPLE - 4, filled: true },
    {
      kind: 'text',
      text: 'COLLECT ON DELIVERY',
      x: RIGHT - codWidth / 2,
      y: PEOPLE + 11.5,
      size: 6.5,
      white: true,
      align: 'middle',
    },
    { kind: 'text', ...amount, x: RIGHT - codWidth / 2, y: PEOPLE + 28, bold: true, white: true, align: 'middle' },
    rule(FACTS),
  ]
}

function trackingCode({ shipment }: ShipmentLabel, measure: Measure): readonly Mark[] {
  const code = code128(shipment.trackingId)
  // Ten modules of quiet on each side (ISO/IEC 15417).
  const dots = Math.max(1, Math.floor((WIDTH - 4) / (code.width + 20) / DOT))
  const module = { width: dots * DOT, height: BAR_HEIGHT }
  const text = cut(TrackingId.grouped(shipment.trackingId), INNER, 13, measure, true)
  return [
    { kind: 'code', name: 'code128', code, x: (WIDTH - code.width * module.width) / 2, y: FACTS + 7, module },
    { kind: 'text', text, x: WIDTH / 2, y: HEIGHT - 11, size: 13, bold: true, align: 'middle' },
  ]
}

/** The stickers of a parcel, A6: one for each of these pieces, counted from 1. They differ in their headers only. */
export function labelPages(label: ShipmentLabel, pieces: readonly number[], measure: Measure): readonly Page[] {
  const shared = [
    ...route(label, measure),
    ...people(label, measure),
    ...facts(label, measure),
    ...trackingCode(label, measure),
  ]
  return pieces.map((piece) => ({
    width: WIDTH,
    height: HEIGHT,
    marks: [...header(label, piece, measure), ...shared],
  }))
}
