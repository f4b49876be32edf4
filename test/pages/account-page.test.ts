import { describe, it } from 'vitest'
import { LOCALES } from '../../src/domain/auth/tenant.ts'
import { renderAccountPage } from '../../src/pages/account-page.tsx'
import type { AccountPurpose, AccountState, AccountView } from '../../src/pages/account-view.ts'
import { ACCOUNT_WORDS } from '../../src/pages/account-words.ts'

const PURPOSES: readonly AccountPurpose[] = ['verify_email', 'reset_password', 'accept_invite']
const FORM: AccountState = { kind: 'form', token: 'ott_1.abc', email: 'ana@blue.example', name: '', fault: null }
const BRAND = { name: 'Blue Sky', colour: '#0b5fff', logoUrl: null, supportEmail: null, supportPhone: null }

const page = (change: Partial<AccountView> = {}) =>
  renderAccountPage({ nonce: 'N0nce', locale: 'en', purpose: 'accept_invite', brand: BRAND, state: FORM, ...change })

/** The names of what a form sends. */
const sent = (html: string) => [...html.matchAll(/<input[^>]* name="(\w+)"/g)].map(([, name]) => name)

describe('the pages that mails lead to', () => {
  it.for([
    ['verify_email', ['token']],
    ['reset_password', ['token', 'password']],
    ['accept_invite', ['token', 'name', 'password']],
  ] as const)('send what their purpose needs, by POST and without a script: %s', ([purpose, names], { expect }) => {
    const html = page({ purpose })
    expect(sent(html)).toEqual(names)
    expect(html).toContain(`<form method="post" action="/${purpose.replace('_', '-')}?lang=en">`)
    expect(html).not.toContain('<script')
    expect([...html.matchAll(/<style nonce="([^"]+)"/g)].map(([, nonce]) => nonce)).toEqual(['N0nce'])
    expect(html).not.toMatch(/ style=| on\w+=/)
  })

  it('say everything in five languages, each in its direction and all different', ({ expect }) => {
    for (const purpose of PURPOSES) {
      for (const kind of ['form', 'done', 'spent', 'suspended', 'busy'] as const) {
        const state: AccountState = kind === 'form' ? FORM : { kind }
        const pages = LOCALES.map((locale) => page({ purpose, state, locale }))
        const headings = pages.map((html) => /<h1>(.*?)<\/h1>/.exec(html)?.[1])
        expect(new Set(headings).size, `${purpose} ${kind}`).toBe(LOCALES.length)
        LOCALES.forEach((locale, i) => {
          expect(pages[i]).toContain(`<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">`)
        })
      }
    }
  })

  it('leave no word out in any language', ({ expect }) => {
    const keysOf = (words: object): string[] =>
      Object.entries(words).flatMap(([key, value]) =>
        typeof value === 'string' ? [key] : keysOf(value as object).map((inner) => `${key}.${inner}`),
      )
    const textsOf = (words: object): string[] =>
      Object.values(words).flatMap((value) => (typeof value === 'string' ? [value] : textsOf(value as object)))
    for (const locale of LOCALES) {
      expect(keysOf(ACCOUNT_WORDS[locale])).toEqual(keysOf(ACCOUNT_WORDS.en))
      expect(textsOf(ACCOUNT_WORDS[locale]).filter((text) => text.trim() === '')).toEqual([])
      expect(ACCOUNT_WORDS[locale].purposes.accept_invite.title).toContain('{brand}')
    }
  })

  it('name the field that is wrong, tie the reason to it and say it aloud', ({ expect }) => {
    const short = page({ purpose: 'reset_password', state: { ...FORM, fault: 'too_short' } })
    expect(short).toMatch(
      /<input id="password"[^>]*aria-invalid="true"[^>]*aria-describedby="password-fault password-hint"/,
    )
    expect(short).toContain('<p id="password-fault" class="fault" role="alert">This password is too short.')
    const nameless = page({ state: { ...FORM, fault: 'name_missing' } })
    expect(nameless).toMatch(/<input id="name"[^>]*aria-invalid="true"[^>]*aria-describedby="name-fault"/)
    expect(nameless).not.toContain('password-fault')
    expect(page()).not.toContain('aria-invalid="true"')
  })

  it('label every field that is seen, and let password managers know whose it is', ({ expect }) => {
    const html = page()
    for (const [, id] of html.matchAll(/<input id="(\w+)"/g)) expect(html).toContain(`<label for="${id}">`)
    expect(html).toContain('autocomplete="username"')
    expect(html).toContain('autocomplete="new-password"')
  })

  it('let nothing through that a person typed as markup', ({ expect }) => {
    const evil = '"><script>alert(1)</script>'
    const html = page({
      brand: { ...BRAND, name: evil, colour: 'red}</style>', logoUrl: 'javascript:alert(1)' },
      state: { kind: 'form', token: evil, email: evil, name: evil, fault: null },
    })
    expect(html).not.toContain('<script')
    expect(html).not.toContain('javascript:')
    expect(html.match(/<\/style>/g)).toHaveLength(1)
  })
})
