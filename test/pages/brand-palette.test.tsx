import { describe, it } from 'vitest'
import { contrast, PAPER, paletteOf } from '../../src/pages/brand-palette.ts'

const AA = 4.5
const COLOURS = [
  '#0b5fff',
  '#f59e0b',
  '#ffff00',
  '#ffffff',
  '#000000',
  '#777777',
  '#7f7f7f',
  '#0f0',
  '#be185d',
  '#808000',
]

describe('a brand’s colour', () => {
  it('carries text and stands on paper with enough contrast, whatever it is, by day and by night', ({ expect }) => {
    for (const colour of COLOURS) {
      const palette = paletteOf(colour)
      expect(contrast(palette.surface, palette.onSurface), colour).toBeGreaterThanOrEqual(AA)
      expect(contrast(palette.surfaceDark, palette.onSurfaceDark), colour).toBeGreaterThanOrEqual(AA)
      expect(contrast(palette.accent, PAPER.light), colour).toBeGreaterThanOrEqual(AA)
      expect(contrast(palette.accentDark, PAPER.dark), colour).toBeGreaterThanOrEqual(AA)
    }
  })

  it('is kept as it is where it can be', ({ expect }) => {
    expect(paletteOf('#0b5fff')).toMatchObject({ surface: '#0b5fff', onSurface: '#ffffff', accent: '#0b5fff' })
    expect(paletteOf('#0f0').surface).toBe('#00ff00')
  })

  it('is replaced when it is no colour, so that nothing else reaches the style sheet', ({ expect }) => {
    const neutral = paletteOf('#1f5eff')
    for (const colour of ['', 'red', '#12', '#12345g', '#fff}body{display:none', 'url(https://x.example)']) {
      expect(paletteOf(colour)).toEqual(neutral)
    }
  })

  it('is measured as WCAG does', ({ expect }) => {
    expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5)
    expect(contrast('#ffffff', '#ffffff')).toBe(1)
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
  })
})
