/** Red, green and blue, 0-255. */
type Rgb = readonly [number, number, number]

const FALLBACK = '#1f5eff'
const WHITE: Rgb = [255, 255, 255]
const BLACK: Rgb = [0, 0, 0]
const INK: Rgb = [13, 17, 23]
/** WCAG 2.2, success criterion 1.4.3: normal text. */
const AA = 4.5

export const PAPER = { light: '#ffffff', dark: '#181c23' } as const

/** Colours a page may use for a tenant's brand, every one `#rrggbb`, every text pair at AA or better. */
export interface Palette {
  /** The brand as a surface, and the text on it. */
  readonly surface: string
  readonly onSurface: string
  /** The same for a dark page: never brighter than a lamp at night. */
  readonly surfaceDark: string
  readonly onSurfaceDark: string
  /** The brand as text or line on paper, light and dark. */
  readonly accent: string
  readonly accentDark: string
  /** The page behind the paper, with a breath of the brand. */
  readonly ground: string
  readonly groundDark: string
}

function parse(colour: string): Rgb | null {
  const digits = /^#(?:([0-9a-f]{3})|([0-9a-f]{6}))$/i.exec(colour.trim())
  if (!digits) return null
  const hex = digits[2] ?? (digits[1] ?? '').replace(/./g, '$&$&')
  const value = Number.parseInt(hex, 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

function hex(colour: Rgb): string {
  return `#${colour.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (i: 0 | 1 | 2) => from[i] + (to[i] - from[i]) * share
  return [at(0), at(1), at(2)]
}

/** Relative luminance, 0 (black) to 1 (white), as WCAG 2.2 defines it. */
function luminance(colour: Rgb): number {
  const linear = (channel: number) => {
    const c = channel / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
}

function ratio(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** The first step from `colour` towards `target` that stands out from `against` at AA. */
function until(colour: Rgb, target: Rgb, against: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.04) {
    const candidate = mix(colour, target, share)
    // Rounding to eight bits may cost a hair of contrast, so the rounded colour is what is judged.
    const rounded: Rgb = [Math.round(candidate[0]), Math.round(candidate[1]), Math.round(candidate[2])]
    if (ratio(rounded, against) >= AA) return rounded
  }
  return target
}

function textOn(surface: Rgb): { surface: Rgb; text: Rgb } {
  if (ratio(WHITE, surface) >= AA) return { surface, text: WHITE }
  if (ratio(INK, surface) >= AA) return { surface, text: INK }
  return { surface: until(surface, BLACK, WHITE), text: WHITE }
}

/** Contrast of two `#rrggbb` colours, 1 to 21 (WCAG 2.2). A colour that cannot be read counts as black. */
export function contrast(a: string, b: string): number {
  return ratio(parse(a) ?? BLACK, parse(b) ?? BLACK)
}

/** What a page may do with a tenant's colour. Anything but `#rgb` or `#rrggbb` is replaced, so no other text reaches the style sheet. */
export function paletteOf(colour: string): Palette {
  const brand = parse(colour) ?? parse(FALLBACK) ?? BLACK
  const paper = parse(PAPER.light) ?? WHITE
  const paperDark = parse(PAPER.dark) ?? BLACK
  const day = textOn(brand)
  const night = until(mix(brand, paperDark, 0.3), BLACK, WHITE)
  return {
    surface: hex(day.surface),
    onSurface: hex(day.text),
    surfaceDark: hex(night),
    onSurfaceDark: hex(WHITE),
    accent: hex(until(brand, BLACK, paper)),
    accentDark: hex(until(brand, WHITE, paperDark)),
    ground: hex(mix([243, 245, 248], brand, 0.05)),
    groundDark: hex(mix([13, 16, 21], brand, 0.04)),
  }
}
