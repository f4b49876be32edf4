import { describe, it } from 'vitest'
import { LOCALES } from '../../src/domain/auth/tenant.ts'
import { SHIPMENT_STATUSES } from '../../src/domain/shipments/shipment-status.ts'
import { renderTrackingPage } from '../../src/pages/tracking-page.tsx'
import { TRACKING_WORDS } from '../../src/pages/tracking-words.ts'
import { holesIn, leavesOf, textOf } from './markup.ts'
import { aView, NOW } from './sample-view.ts'

/** Words that are the same in two languages because they are the same word. */
const SHARED: readonly string[] = ['Terminal']
const ENGLISH = leavesOf(TRACKING_WORDS.en)

describe('the words of the tracking pages', () => {
  for (const locale of LOCALES) {
    it(`are all there in ${locale}, with the same places to fill`, ({ expect }) => {
      const words = leavesOf(TRACKING_WORDS[locale])
      for (const [path, english] of ENGLISH) {
        const word = words.get(path)
        expect(word, path).toBeTypeOf('string')
        expect(String(word).trim(), path).not.toBe('')
        if (!path.startsWith('pieces.')) expect(holesIn(word), path).toEqual(holesIn(english))
      }
      const extra = [...words.keys()].filter((path) => !ENGLISH.has(path) && !path.startsWith('pieces.'))
      expect(extra).toEqual([])
    })
  }

  for (const locale of LOCALES.filter((each) => each !== 'en')) {
    it(`are translated in ${locale}, every one`, ({ expect }) => {
      const words = leavesOf(TRACKING_WORDS[locale])
      const same = [...ENGLISH].filter(
        ([path, english]) => words.get(path) === english && !SHARED.includes(String(english)),
      )
      expect(same).toEqual([])
    })
  }

  it('have a form for every number a language tells apart', ({ expect }) => {
    for (const locale of LOCALES) {
      const rules = new Set([0, 1, 2, 3, 11, 100].map((n) => new Intl.PluralRules(locale).select(n)))
      const forms = Object.keys(TRACKING_WORDS[locale].pieces)
      for (const rule of rules) expect(forms, locale).toContain(rule)
    }
  })

  it('leave no place unfilled on any page', ({ expect }) => {
    for (const locale of LOCALES) {
      for (const status of SHIPMENT_STATUSES) {
        expect(textOf(renderTrackingPage(aView({ locale, status }), NOW))).not.toMatch(/[{}]|undefined|null|NaN/)
      }
    }
  })
})
