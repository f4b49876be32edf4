import { describe, it } from 'vitest'
import { visualRuns, withFontLetters } from '../../../src/adapters/labels/visual-runs.ts'

const ARABIC = 'محمد'
const HEBREW = 'שרה'

describe('a line from left to right', () => {
  it('is one run where nothing is read from right to left', ({ expect }) => {
    expect(visualRuns('Łódź, Жук 12')).toEqual(['Łódź, Жук 12'])
  })

  it('has a name in Arabic left of what comes after it', ({ expect }) => {
    expect(visualRuns(`${ARABIC} Apt 12`)).toEqual(['Apt 12', `${ARABIC} `])
  })

  it('keeps numbers as they are read, and turns brackets', ({ expect }) => {
    expect(visualRuns(`${HEBREW} (12)`)).toEqual(['(', '12', `${HEBREW} )`])
  })

  it('has a name in Hebrew in its place inside Latin text', ({ expect }) => {
    expect(visualRuns(`c/o ${HEBREW}, Madrid`)).toEqual(['c/o ', HEBREW, ', Madrid'])
  })

  it('shows no marks of direction', ({ expect }) => {
    expect(visualRuns(`\u2067${ARABIC}\u2069\u200F`)).toEqual([ARABIC])
    expect(visualRuns('A\u200BB')).toEqual(['AB'])
  })
})

describe('letters that a font lacks', () => {
  const hasLatin = (codePoint: number) => codePoint < 0x250
  it('are written in Latin, visibly', ({ expect }) => {
    expect(withFontLetters('张伟 Núñez', hasLatin)).toBe('‹Zhang Wei› Núñez')
    expect(withFontLetters('Ana 🛫', hasLatin)).toBe('Ana ‹airplane departure›')
  })

  it('never vanish: what has no Latin letters is told by its number', ({ expect }) => {
    expect(withFontLetters('A\u{1FB00}', hasLatin)).toMatch(/^A‹.+›$/)
    expect(withFontLetters('\u{10FFFD}', hasLatin)).toBe('‹U+10FFFD›')
  })

  it('are left alone where the font has them', ({ expect }) => {
    expect(withFontLetters(`${ARABIC}\u200F`, () => true)).toBe(`${ARABIC}\u200F`)
  })
})
