import fc from 'fast-check'
import { describe, it } from 'vitest'
import {
  assertKnownPlaceholders,
  fillIn,
  oneLine,
  PLACEHOLDERS,
  type PlaceholderValues,
} from '../../../src/domain/notifications/templates.ts'
import { refusalOf } from '../refusal.ts'

const VALUES = Object.fromEntries(PLACEHOLDERS.map((name) => [name, `<${name}>`])) as PlaceholderValues

describe('a template', () => {
  it('takes every placeholder that there is', ({ expect }) => {
    const text = PLACEHOLDERS.map((name) => `{${name}}`).join(' ')
    expect(() => assertKnownPlaceholders({ channel: 'email', subject: text, text })).not.toThrow()
    expect(fillIn(text, VALUES)).toBe(PLACEHOLDERS.map((name) => `<${name}>`).join(' '))
  })

  it('names each unknown one where it stands', ({ expect }) => {
    const refusal = refusalOf(() =>
      assertKnownPlaceholders({
        channel: 'whatsapp',
        name: 'a',
        language: 'en',
        parameters: ['{status}', '{toString} {a b}'],
      }),
    )
    expect(refusal).toMatchObject({
      code: 'unprocessable',
      errors: [{ pointer: '/parameters/1' }, { pointer: '/parameters/1' }],
    })
  })

  it('never reads what is filled in as a placeholder', ({ expect }) => {
    const tricky = { ...VALUES, recipient_name: '{tracking_url} $& $1' }
    expect(fillIn('Dear {recipient_name}', tricky)).toBe('Dear {tracking_url} $& $1')
  })

  it('is on one line whatever is in it', ({ expect }) => {
    expect(oneLine('a\r\nBcc: b\u2028c\u0000\td  e')).toBe('a Bcc: b c d e')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(oneLine(text)).not.toMatch(/[\r\n\u2028\u2029]/)
      }),
    )
  })
})
