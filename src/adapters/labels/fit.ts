import type { Measure } from './marks.ts'

/** Cuts a text that is wider than `width`, with an ellipsis for the rest. */
export function cut(text: string, width: number, size: number, measure: Measure, bold = false): string {
  if (measure(text, size, bold) <= width) return text
  const letters = [...text]
  const shortened = (kept: number) => `${letters.slice(0, kept).join('').trimEnd()}…`
  let [fits, tooLong] = [0, letters.length]
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2)
    if (measure(shortened(middle), size, bold) <= width) fits = middle
    else tooLong = middle
  }
  return shortened(fits)
}

/** The largest of the sizes at which the text is no wider than `width`; the last one, and cut, when there is none. */
export function fitLine(
  text: string,
  width: number,
  sizes: readonly number[],
  measure: Measure,
  bold = false,
): { readonly text: string; readonly size: number } {
  const size = sizes.find((each) => measure(text, each, bold) <= width) ?? sizes.at(-1) ?? 6
  return { text: cut(text, width, size, measure, bold), size }
}

/** Breaks a text into lines at blanks, and inside a word where that is wider than a line. */
export function wrap(text: string, width: number, size: number, measure: Measure, bold = false): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (measure(longer, size, bold) <= width) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    line = ''
    for (const letter of word) {
      if (line !== '' && measure(line + letter, size, bold) > width) {
        lines.push(line)
        line = ''
      }
      line += letter
    }
  }
  return line === '' ? lines : [...lines, line]
}

export interface Paragraph {
  readonly text: string
  readonly bold?: boolean
  /** Of the size of a block's first paragraph. */
  readonly scale?: number
}

export interface FittedLine {
  readonly text: string
  readonly size: number
  readonly bold: boolean
}

const LEADING = 1.22

/** Height of lines set below each other. */
export const heightOf = (lines: readonly FittedLine[]): number =>
  lines.reduce((sum, { size }) => sum + size * LEADING, 0)

/** Baselines from the top of a block, in order of its lines. */
export function baselines(lines: readonly FittedLine[]): readonly number[] {
  return lines.map((line, index) => heightOf(lines.slice(0, index)) + line.size)
}

/** Paragraphs at the largest of the sizes at which all of them fit; at the last one, cut at the end, when they do not. */
export function fitBlock(
  paragraphs: readonly Paragraph[],
  box: { readonly width: number; readonly height: number },
  sizes: readonly number[],
  measure: Measure,
): readonly FittedLine[] {
  let lines: readonly FittedLine[] = []
  for (const base of sizes) {
    lines = paragraphs.flatMap(({ text, bold = false, scale = 1 }) => {
      const size = base * scale
      return wrap(text, box.width, size, measure, bold).map((each) => ({ text: each, size, bold }))
    })
    if (heightOf(lines) <= box.height) return lines
  }
  const kept = lines.filter((_, index) => heightOf(lines.slice(0, index + 1)) <= box.height)
  const last = kept.at(-1)
  if (!last) return []
  return [...kept.slice(0, -1), { ...last, text: cut(`${last.text} …`, box.width, last.size, measure, last.bold) }]
}
