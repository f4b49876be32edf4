/** Points (1/72 inch) from the upper left corner. A page's marks are drawn in their order. */
export type Mark =
  | {
      readonly kind: 'text'
      readonly text: string
      /** Its left, middle or right end, by `align`. */
      readonly x: number
      /** The baseline. */
      readonly y: number
      readonly size: number
      readonly bold?: boolean
      readonly white?: boolean
      readonly align?: 'left' | 'middle' | 'right'
    }
  | {
      readonly kind: 'box'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      /** Drawn as a line of half a point when not filled. */
      readonly filled?: boolean
    }
  | { readonly kind: 'line'; readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number }
  | {
      readonly kind: 'code'
      /** How it is told apart from other paths. */
      readonly name: 'code128' | 'qr'
      readonly code: Code
      readonly x: number
      readonly y: number
      /** Points of a module, across and down. */
      readonly module: { readonly width: number; readonly height: number }
    }

export interface Page {
  readonly width: number
  readonly height: number
  readonly marks: readonly Mark[]
}

/** A machine's code, without its quiet zone. All in modules. */
export interface Code {
  readonly width: number
  readonly height: number
  /** Where it is dark, each a module high. */
  readonly bars: readonly { readonly x: number; readonly y: number; readonly width: number }[]
}

/** A code as one path (SVG 2, chapter 9) of rectangles, in units of `module`. */
export function pathOf({ bars }: Code, module = { width: 1, height: 1 }): string {
  const number = (value: number) => Number(value.toFixed(4))
  return bars
    .map(({ x, y, width }) => {
      const across = number(width * module.width)
      return `M${number(x * module.width)} ${number(y * module.height)}h${across}v${number(module.height)}h-${across}z`
    })
    .join('')
}

/** How wide a text is, in points. Real for PDF; for SVG, where the viewer's own letters are drawn, an estimate on the safe side. */
export type Measure = (text: string, size: number, bold?: boolean) => number

const MM = 72 / 25.4
export const millimetres = (mm: number): number => mm * MM

/** A dot of a label printer of 203 dpi, in points: codes whose modules are whole dots stay sharp. */
export const DOT = 72 / 203
