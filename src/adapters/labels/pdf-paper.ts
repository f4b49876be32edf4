import * as fontkit from '@cantoo/fontkit'
import {
  beginText,
  endText,
  fill,
  lineTo,
  moveTo,
  PDFDocument,
  PDFName,
  type PDFOperator,
  rectangle,
  setFillingGrayscaleColor,
  setFontAndSize,
  setLineWidth,
  setTextMatrix,
  showText,
  stroke,
} from '@cantoo/pdf-lib'
import regularFont from 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'
import boldFont from 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'
import type { Mark, Measure, Page } from './marks.ts'
import { embedLetters, type Letters } from './pdf-letters.ts'

type MarkOf<Kind extends Mark['kind']> = Extract<Mark, { readonly kind: Kind }>

/** A PDF in the making. Its letters are subsets of DejaVu Sans Condensed: Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic. */
export interface PdfPaper {
  readonly measure: Measure
  add(page: Page): void
  bytes(): Promise<Uint8Array>
}

/** What both weights are called in each page's resources. */
const REGULAR = 'R'
const BOLD = 'B'

/** An empty PDF. `title` and `author` stand in its properties. */
export async function newPdf(title: string, author: string): Promise<PdfPaper> {
  const pdf = await PDFDocument.create()
  pdf.registerFontkit(fontkit)
  pdf.setTitle(title)
  pdf.setAuthor(author)
  const regular = await embedLetters(pdf, regularFont)
  const bold = await embedLetters(pdf, boldFont)
  // Pages that share a mark share its operators: a hundred pieces have one label and a hundred headers.
  const drawn = new WeakMap<Mark, readonly PDFOperator[]>()
  const operatorsOf = (mark: Mark, height: number) => {
    const found = drawn.get(mark) ?? draw(mark, height, mark.kind === 'text' && mark.bold ? bold : regular)
    drawn.set(mark, found)
    return found
  }
  return {
    measure: (text, size, isBold) => (isBold ? bold : regular).widthOf(text) * size,
    add(page) {
      const sheet = pdf.addPage([page.width, page.height])
      sheet.node.setFontDictionary(PDFName.of(REGULAR), regular.font.ref)
      sheet.node.setFontDictionary(PDFName.of(BOLD), bold.font.ref)
      sheet.pushOperators(...page.marks.flatMap((mark) => operatorsOf(mark, page.height)))
    },
    bytes: () => pdf.save(),
  }
}

/** PDF counts up from the lower left corner of a page this high. */
function draw(mark: Mark, height: number, letters: Letters): readonly PDFOperator[] {
  switch (mark.kind) {
    case 'text':
      return drawText(mark, height, letters)
    case 'box': {
      const outline = rectangle(mark.x, height - mark.y - mark.height, mark.width, mark.height)
      return mark.filled ? [setFillingGrayscaleColor(0), outline, fill()] : [setLineWidth(0.5), outline, stroke()]
    }
    case 'line':
      return [setLineWidth(0.75), moveTo(mark.x1, height - mark.y1), lineTo(mark.x2, height - mark.y2), stroke()]
    case 'code':
      return [setFillingGrayscaleColor(0), ...barsOf(mark, height), fill()]
  }
}

function barsOf({ code, x, y, module }: MarkOf<'code'>, height: number): readonly PDFOperator[] {
  return code.bars.map((bar) =>
    rectangle(
      x + bar.x * module.width,
      height - y - (bar.y + 1) * module.height,
      bar.width * module.width,
      module.height,
    ),
  )
}

const SHARES = { left: 0, middle: 0.5, right: 1 } as const

function drawText(mark: MarkOf<'text'>, height: number, letters: Letters): readonly PDFOperator[] {
  const { text, size, bold = false, white = false, align = 'left' } = mark
  let x = mark.x - letters.widthOf(text) * size * SHARES[align]
  const shown = letters.runsOf(text).flatMap((run) => {
    const place = setTextMatrix(1, 0, 0, 1, x, height - mark.y)
    x += run.width * size
    return [place, showText(run.encoded)]
  })
  const font = setFontAndSize(bold ? BOLD : REGULAR, size)
  return [setFillingGrayscaleColor(white ? 1 : 0), beginText(), font, ...shown, endText()]
}
