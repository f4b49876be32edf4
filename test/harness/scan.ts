import { inflateSync } from 'node:zlib'
import { PDFArray, PDFDocument, PDFName, PDFRawStream, type PDFRef } from '@cantoo/pdf-lib'
import {
  BarcodeFormat,
  BinaryBitmap,
  DecodeHintType,
  HybridBinarizer,
  MultiFormatReader,
  RGBLuminanceSource,
} from '@zxing/library'

/** A dark rectangle on a page, in points from its upper left corner. */
interface Dark {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A page of which only what is filled black is kept, as a scanner sees it. */
export interface Sheet {
  readonly width: number
  readonly height: number
  readonly dark: readonly Dark[]
}

/** Pixels of a point. A scanner looks several times, from nearer and farther: at 288 dpi first. */
const LOOKS = [4, 3, 5, 6, 7] as const

function pixelsOf(
  sheet: Sheet,
  sharpness: number,
): {
  readonly pixels: Uint8ClampedArray
  readonly width: number
  readonly height: number
} {
  const [width, height] = [Math.ceil(sheet.width * sharpness), Math.ceil(sheet.height * sharpness)]
  const pixels = new Uint8ClampedArray(width * height).fill(255)
  for (const { x, y, ...size } of sheet.dark) {
    const [left, right] = [Math.round(x * sharpness), Math.round((x + size.width) * sharpness)]
    const [top, bottom] = [Math.round(y * sharpness), Math.round((y + size.height) * sharpness)]
    for (let row = top; row < bottom; row++) pixels.fill(0, row * width + left, row * width + right)
  }
  return { pixels, width, height }
}

/** What a scanner reads from a sheet. Throws when it finds no such code. */
export function scan(sheet: Sheet, format: 'CODE_128' | 'QR_CODE'): string {
  const hints = new Map<DecodeHintType, unknown>([
    [DecodeHintType.POSSIBLE_FORMATS, [BarcodeFormat[format]]],
    [DecodeHintType.TRY_HARDER, true],
  ])
  for (const sharpness of LOOKS) {
    const { pixels, width, height } = pixelsOf(sheet, sharpness)
    const bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(pixels, width, height)))
    try {
      return new MultiFormatReader().decode(bitmap, hints).getText()
    } catch {
      // The next look.
    }
  }
  throw new Error(`there is no ${format} to be read`)
}

const numbers = (text: string): readonly number[] => (text.match(/-?\d*\.?\d+/g) ?? []).map(Number)

/** The codes of an SVG label. */
export function svgSheet(svg: string): Sheet {
  const [, , width = 0, height = 0] = numbers(/viewBox="([^"]+)"/.exec(svg)?.[1] ?? '')
  const dark: Dark[] = []
  for (const [, place = '', path = ''] of svg.matchAll(
    /<path data-code="\w+" transform="translate\(([^)]+)\)" d="([^"]+)"/g,
  )) {
    const [dx = 0, dy = 0] = numbers(place)
    for (const [, box = ''] of path.matchAll(/M([^z]+)z/g)) {
      const [x = 0, y = 0, across = 0, down = 0] = numbers(box)
      dark.push({ x: x + dx, y: y + dy, width: across, height: down })
    }
  }
  return { width, height, dark }
}

/** The pages of a PDF, out of the rectangles that its content streams fill. */
export async function pdfSheets(bytes: Uint8Array): Promise<readonly Sheet[]> {
  const pdf = await PDFDocument.load(bytes)
  return pdf.getPages().map((page) => {
    const { width, height } = page.getSize()
    const contents = page.node.get(PDFName.of('Contents'))
    const refs = contents instanceof PDFArray ? contents.asArray() : [contents]
    const text = refs.map((ref) => streamText(pdf, ref as PDFRef)).join('\n')
    const dark: Dark[] = []
    let path: Dark[] = []
    for (const line of text.split('\n')) {
      if (/ re$/.test(line)) {
        const [x = 0, y = 0, across = 0, down = 0] = numbers(line)
        path.push({ x, y: height - y - down, width: across, height: down })
      }
      if (line === 'f') dark.push(...path)
      if (line === 'f' || line === 'S') path = []
    }
    return { width, height, dark }
  })
}

function streamText(pdf: PDFDocument, ref: PDFRef): string {
  const stream = pdf.context.lookup(ref)
  if (!(stream instanceof PDFRawStream)) throw new Error('a page without content')
  const isDeflated = String(stream.dict.get(PDFName.of('Filter'))) === '/FlateDecode'
  return new TextDecoder().decode(isDeflated ? inflateSync(stream.getContents()) : stream.getContents())
}
