import type { PDFDocument, PDFFont, PDFHexString } from '@cantoo/pdf-lib'
import { visualRuns, withFontLetters } from './visual-runs.ts'

/** A run of letters as one font draws it, and its width at size 1. */
interface Run {
  readonly encoded: PDFHexString
  readonly width: number
}

/** One weight of a paper's letters. */
export interface Letters {
  readonly font: PDFFont
  /** From left to right. */
  runsOf(text: string): readonly Run[]
  /** At size 1. */
  widthOf(text: string): number
}

/** Embeds what will be used of a font. Each text is shaped once, whatever the sizes it is tried at. */
export async function embedLetters(pdf: PDFDocument, bytes: ArrayBuffer): Promise<Letters> {
  const font = await pdf.embedFont(bytes, { subset: true })
  const known = new Set(font.getCharacterSet())
  const has = (codePoint: number) => known.has(codePoint)
  const widths = new Map<string, number>()
  const drawn = new Map<string, readonly Run[]>()
  const lettersOf = (text: string) => visualRuns(withFontLetters(text, has))
  const widthOf = (text: string): number => {
    const found = widths.get(text)
    if (found !== undefined) return found
    const width = lettersOf(text).reduce((sum, run) => sum + font.widthOfTextAtSize(run, 1), 0)
    widths.set(text, width)
    return width
  }
  return {
    font,
    widthOf,
    runsOf(text) {
      const found = drawn.get(text)
      if (found) return found
      const runs = lettersOf(text).map((run) => ({
        encoded: font.encodeText(run),
        width: font.widthOfTextAtSize(run, 1),
      }))
      drawn.set(text, runs)
      return runs
    },
  }
}
