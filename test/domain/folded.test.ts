import fc from 'fast-check'
import { describe, it } from 'vitest'
import { folded } from '../../src/domain/folded.ts'

describe('a folded text', () => {
  const SAME: readonly (readonly [string, string])[] = [
    ['José ÑÚÑEZ', 'jose nunez'],
    ['  Ana \t María ', 'ana maria'],
    ['İstanbul', 'istanbul'],
    ['ﬁsh ①', 'fish 1'],
    ['Ｆｕｌｌ', 'full'],
    ['مُحَمَّد', 'محمد'],
    ['e\u0301', 'e'],
    ['\u0301', ''],
  ]
  for (const [text, expected] of SAME) {
    it(`${JSON.stringify(text)} is ${JSON.stringify(expected)}`, ({ expect }) => {
      expect(folded(text)).toBe(expected)
    })
  }

  it('is folded already, is 100 characters at the most and cuts none in two', ({ expect }) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 250 }), (text) => {
        const once = folded(text)
        expect(folded(once)).toBe(once)
        expect([...once].length).toBeLessThanOrEqual(100)
        expect(once.isWellFormed()).toBe(true)
      }),
    )
    expect([...folded('🛫'.repeat(150))]).toHaveLength(100)
  })

  it('keeps the beginning of a text the beginning', ({ expect }) => {
    const letters = fc.string({ unit: fc.constantFrom('é', 'Ñ', 'a', ' ', 'Z', 'ü', '7'), maxLength: 60 })
    fc.assert(
      fc.property(letters, letters, (head, tail) => {
        expect(folded(head + tail).startsWith(folded(head))).toBe(true)
      }),
    )
  })
})
