import { type Mark, type Measure, type Page, pathOf } from './marks.ts'

const FONT = 'Noto Sans, DejaVu Sans, Liberation Sans, Arial, sans-serif'

const escaped = (text: string): string =>
  text
    .replace(/[^\P{Cc}\t]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

const number = (value: number): string => String(Number(value.toFixed(3)))

/** Ems of letters that are wider or narrower than most; the first that fits counts. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}WM@%]/u, 1.1],
  [/[mw]/, 1],
  [/[\p{Lu}\d&+=]/u, 0.75],
  [/[\s.,:;'|!ilI()\-/]/, 0.38],
]

/** Wider than most sans-serif letters are, since the viewer's own are not known. */
export const estimate: Measure = (text, size, bold = false) => {
  let ems = 0
  for (const letter of text) ems += WIDTHS.find(([kind]) => kind.test(letter))?.[1] ?? 0.62
  return ems * size * (bold ? 1.08 : 1)
}

const ANCHORS = { left: 'start', middle: 'middle', right: 'end' } as const

function element(mark: Mark): string {
  switch (mark.kind) {
    case 'text': {
      const { text, x, y, size, bold = false, white = false, align = 'left' } = mark
      const style = `font-size="${number(size)}"${bold ? ' font-weight="700"' : ''}${white ? ' fill="#fff"' : ''}`
      const anchor = align === 'left' ? '' : ` text-anchor="${ANCHORS[align]}"`
      // Aligned by the layout, whatever the direction of the text: an isolate keeps its own order inside.
      return `<text x="${number(x)}" y="${number(y)}" ${style}${anchor}>\u2068${escaped(text)}\u2069</text>`
    }
    case 'box': {
      const { x, y, width, height, filled = false } = mark
      const look = filled ? '' : ' fill="none" stroke="#000" stroke-width="0.5"'
      return `<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"${look}/>`
    }
    case 'line':
      return `<path d="M${number(mark.x1)} ${number(mark.y1)}L${number(mark.x2)} ${number(mark.y2)}" stroke="#000" stroke-width="0.75"/>`
    case 'code': {
      const { name, code, x, y, module } = mark
      const place = `translate(${number(x)} ${number(y)})`
      const quiet = 4 * module.width
      const across = number(code.width * module.width + 2 * quiet)
      const behind = `<rect x="${number(x - quiet)}" y="${number(y)}" width="${across}" height="${number(code.height * module.height)}" fill="#fff"/>`
      return `${behind}<path data-code="${name}" transform="${place}" d="${pathOf(code, module)}" shape-rendering="crispEdges"/>`
    }
  }
}

/** A page as SVG of its true size. Letters are the viewer's; text stays text. */
export function svgOf(page: Page, title: string): string {
  const [width, height] = [number(page.width), number(page.height)]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}pt" height="${height}pt" viewBox="0 0 ${width} ${height}" font-family="${FONT}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...page.marks.map(element),
    '</svg>\n',
  ].join('\n')
}
