import { code128 as encodeCode128, qrcode as encodeQr } from 'bwip-js/generic'
import type { Code } from './marks.ts'

type Point = readonly [x: number, y: number]

/** Notes what the encoder draws, at one unit a point. */
function recorder() {
  const bars: { readonly left: number; readonly width: number }[] = []
  const polygons: Point[][] = []
  let size = { width: 0, height: 0 }
  return {
    scale: () => null,
    measure: () => ({ width: 0, ascent: 0, descent: 0 }),
    init(width: number, height: number) {
      size = { width, height }
    },
    // A bar of odd width is drawn half a unit right of its middle.
    line(x: number, _y0: number, _x1: number, _y1: number, width: number) {
      bars.push({ left: x - Math.ceil(width / 2), width })
    },
    polygon(points: [number, number][]) {
      polygons.push(points)
    },
    hexagon() {},
    ellipse() {},
    fill() {},
    text() {},
    end: () => ({ ...size, bars, polygons }),
  }
}

/** Whether a text makes a Code 128 that can be read from a tag: printable ASCII, and not too long. */
export const fitsCode128 = (text: string): boolean => /^[\x20-\x7e]{1,30}$/.test(text)

/** ISO/IEC 15417, one module high. Throws for what `fitsCode128` refuses. */
export function code128(text: string): Code {
  const { bars } = encodeCode128({ bcid: 'code128', text, scale: 1, height: 10 }, recorder())
  const last = bars.at(-1)
  return {
    width: last ? last.left + last.width : 0,
    height: 1,
    bars: bars.map(({ left, width }) => ({ x: left, y: 0, width })),
  }
}

/** Whether a point is inside an odd number of outlines. */
function isDark(polygons: readonly (readonly Point[])[], x: number, y: number): boolean {
  let crossings = 0
  for (const points of polygons) {
    for (const [index, [x1, y1]] of points.entries()) {
      const [x2, y2] = points[(index + 1) % points.length] ?? [x1, y1]
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) crossings += 1
    }
  }
  return crossings % 2 === 1
}

/** ISO/IEC 18004 with error correction M: 15 % of it may be lost. */
export function qr(text: string): Code {
  // The types know the options of all encoders, and not each one's own.
  const options = { bcid: 'qrcode', text, scale: 1, eclevel: 'M' }
  const drawn = encodeQr(options, recorder())
  // The encoder draws two units a module.
  const modules = drawn.width / 2
  const bars: { x: number; y: number; width: number }[] = []
  for (let row = 0; row < modules; row++) {
    let start = -1
    for (let column = 0; column <= modules; column++) {
      const dark = column < modules && isDark(drawn.polygons, 2 * column + 1, 2 * row + 1)
      if (dark && start < 0) start = column
      if (!dark && start >= 0) {
        bars.push({ x: start, y: row, width: column - start })
        start = -1
      }
    }
  }
  return { width: modules, height: modules, bars }
}
