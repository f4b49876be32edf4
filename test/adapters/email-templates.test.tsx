import { describe, it } from 'vitest'
import { renderAcceptInvite } from '../../src/adapters/email/templates/accept-invite.tsx'
import { mailTemplates } from '../../src/adapters/email/templates/mail-templates.ts'
import { MAIL_WORDS } from '../../src/adapters/email/templates/mail-words.ts'
import { renderResetPassword } from '../../src/adapters/email/templates/reset-password.tsx'
import { renderReuseDetected } from '../../src/adapters/email/templates/reuse-detected.tsx'
import { renderShipmentMail } from '../../src/adapters/email/templates/shipment-mail.tsx'
import { renderVerifyEmail } from '../../src/adapters/email/templates/verify-email.tsx'
import { LOCALES } from '../../src/domain/auth/tenant.ts'
import { NOTIFICATION_TYPES } from '../../src/domain/notifications/notification-event.ts'
import type { AccountMail, ShipmentMail } from '../../src/domain/notifications/ports.ts'
import { holesIn, leavesOf, nestingFaults, tagsOf, textOf } from '../pages/markup.ts'
import { MADRID, MIAMI } from '../pages/sample-view.ts'

const BRAND = {
  name: 'Blue Sky Couriers',
  colour: '#0b5fff',
  logoUrl: null,
  supportEmail: 'help@bluesky.example',
  supportPhone: '+34 910 000 123',
}
const SPOT = { latitude: 0, longitude: 0 }
const HOSTILE = `Ana\r\nBcc: all@x.example\n<script>alert(1)</script>"'&\u202e\u0000`

const aShipmentMail = (over: Partial<ShipmentMail> = {}): ShipmentMail => ({
  locale: 'en',
  brand: BRAND,
  recipientName: 'Ana',
  event: 'shipment.in_transit',
  trackingId: 'SKY7K2MP4XWQ9TRA',
  trackingUrl: 'https://go.example/t/SKY7K2MP4XWQ9TRA',
  origin: { ...MIAMI, ...SPOT },
  destination: { ...MADRID, ...SPOT },
  estimatedArrival: Date.parse('2026-03-12T13:05:00Z'),
  ...over,
})
const anAccountMail = (over: Partial<AccountMail> = {}): AccountMail => ({
  locale: 'en',
  brand: BRAND,
  recipientName: 'Ana',
  link: 'https://go.example/verify-email?token=a.b&next=1',
  ...over,
})
const ACCOUNT = { renderVerifyEmail, renderResetPassword, renderAcceptInvite, renderReuseDetected }

describe('every mail', () => {
  for (const locale of LOCALES) {
    it(`is sound in ${locale}, holds its link in both forms, and leaves no place unfilled`, async ({ expect }) => {
      const shipments = NOTIFICATION_TYPES.map((event) => renderShipmentMail(aShipmentMail({ locale, event })))
      const accounts = Object.values(ACCOUNT).map((render) => render(anAccountMail({ locale })))
      for (const { subject, html, text } of [...shipments, ...accounts]) {
        expect(nestingFaults(html)).toEqual([])
        const tags = await tagsOf(html)
        expect(tags.find((tag) => tag.name === 'html')?.attributes).toEqual({
          lang: locale,
          dir: locale === 'ar' ? 'rtl' : 'ltr',
        })
        expect(tags.filter((tag) => tag.name === 'h1')).toHaveLength(1)
        expect(tags.filter((tag) => tag.name === 'table').map((tag) => tag.attributes.role)).toEqual(['presentation'])
        expect(tags.some((tag) => tag.name === 'script' || tag.name === 'link')).toBe(false)
        for (const part of [subject, textOf(html), text]) expect(part).not.toMatch(/[{}]|undefined|null|NaN/)
        expect(subject.length).toBeGreaterThan(5)
        expect(textOf(html)).toContain(subject)
      }
      for (const { html, text } of shipments) {
        expect(html).toContain('href="https://go.example/t/SKY7K2MP4XWQ9TRA"')
        expect(text).toContain('https://go.example/t/SKY7K2MP4XWQ9TRA\n')
        expect(text).toContain('SKY7 K2MP 4XWQ 9TRA')
      }
    })
  }

  it('is told of in the words of its own event', ({ expect }) => {
    const subject = (event: ShipmentMail['event']) => renderShipmentMail(aShipmentMail({ event })).subject
    expect(subject('shipment.in_transit')).toBe('Your parcel is on its way to Madrid')
    expect(subject('shipment.cancelled')).toBe('The shipment to Madrid was cancelled')
    expect(subject('flight.cancelled')).toBe('The flight with your parcel was cancelled')
    expect(subject('flight.delayed')).toBe('The flight with your parcel is delayed')
    expect(subject('shipment.delayed')).toBe('The flight with your parcel is delayed')
    expect(subject('bag.received')).toBe('News about your parcel to Madrid')
  })

  it('gives the arrival on the destination’s clock while there is one to expect', ({ expect }) => {
    const expected = 'Expected arrival: Thursday 12 March, 14:05, Madrid time'
    expect(renderShipmentMail(aShipmentMail()).text).toContain(expected)
    for (const over of [
      { event: 'shipment.delivered' },
      { event: 'flight.cancelled' },
      { estimatedArrival: null },
    ] as const) {
      expect(renderShipmentMail(aShipmentMail(over)).text).not.toContain('Expected arrival')
    }
  })
})

describe('the news of another time of landing', () => {
  const WHEN: Readonly<Record<string, string>> = {
    en: 'Thursday 12 March, 14:05, Madrid time',
    es: 'jueves, 12 de marzo, 14:05, hora de Madrid',
    fr: 'jeudi 12 mars, 14:05, heure de Madrid',
    pt: 'quinta-feira, 12 de março, 14:05, hora de Madrid',
    ar: 'الخميس، 12 مارس، 14:05 بتوقيت Madrid',
  }

  it.for(LOCALES)('says the time on the destination’s clock in every form, in %s', (locale, { expect }) => {
    for (const sooner of [false, true]) {
      const mail = aShipmentMail({ locale, event: 'shipment.delayed', sooner })
      const { subject, html, text } = renderShipmentMail(mail)
      const { title, body } = mailTemplates.short(mail)
      for (const part of [textOf(html), text, body]) expect(part).toContain(WHEN[locale])
      expect(title).toBe(subject)
      expect(subject).toBe(MAIL_WORDS[locale].shipment[sooner ? 'sooner' : 'delayed'].subject)
      expect(mailTemplates.placeholders(mail)).toMatchObject({ status: subject, estimated_arrival: WHEN[locale] })
    }
  })

  it('is offered to who writes other words, with the name by which they fill it in', ({ expect }) => {
    expect(mailTemplates.words('shipment.delayed', 'en').body).toContain('{estimated_arrival}')
  })
})

describe('what others typed', () => {
  const brand = {
    ...BRAND,
    name: HOSTILE,
    supportEmail: HOSTILE,
    colour: '#fff;x:url(//x.example)',
    logoUrl: 'http://x.example/a',
  }

  it('cannot break out of a subject', ({ expect }) => {
    const city = { ...MADRID, ...SPOT, city: HOSTILE.repeat(20) }
    const mails = [
      renderShipmentMail(aShipmentMail({ brand, recipientName: HOSTILE, destination: city })),
      renderAcceptInvite(anAccountMail({ brand, recipientName: HOSTILE })),
    ]
    for (const { subject } of mails) {
      expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u)
      expect(subject).toContain('Bcc: all@x.example')
      expect([...subject].length).toBeLessThanOrEqual(180)
    }
  })

  it('stays text in the body, and its colour and logo stay out unless they are one', async ({ expect }) => {
    const { html, text } = renderShipmentMail(aShipmentMail({ brand, recipientName: HOSTILE }))
    const tags = await tagsOf(html)
    expect(tags.some((tag) => tag.name === 'script' || tag.name === 'img')).toBe(false)
    expect(html).not.toContain('x.example)')
    expect(nestingFaults(html)).toEqual([])
    expect(textOf(html)).toContain('<script>alert(1)</script>')
    expect(text).not.toMatch(/^Bcc:/m)
  })

  it('shows a logo over https', async ({ expect }) => {
    const logoUrl = 'https://cdn.example/logo.png'
    const tags = await tagsOf(renderShipmentMail(aShipmentMail({ brand: { ...BRAND, logoUrl } })).html)
    expect(tags.find((tag) => tag.name === 'img')?.attributes.src).toBe(logoUrl)
  })
})

describe('a mail about an account', () => {
  it('holds its link, and the address to copy, word for word in the text', async ({ expect }) => {
    for (const template of ['verify_email', 'reset_password', 'accept_invite'] as const) {
      const { html, text } = mailTemplates.account(template, anAccountMail())
      const links = (await tagsOf(html)).filter((tag) => tag.name === 'a').map((tag) => tag.attributes.href)
      expect(links.map((link) => link?.replaceAll('&amp;', '&'))).toEqual([anAccountMail().link, anAccountMail().link])
      expect(text).toContain(`:\n${anAccountMail().link}\n`)
    }
  })

  it('says how long the link lasts when that is known', ({ expect }) => {
    expect(renderVerifyEmail({ ...anAccountMail(), expiresHours: 48 }).text).toContain('works once, for 48 hours.')
    expect(renderVerifyEmail(anAccountMail()).text).toContain('only for a limited time')
  })

  it('about an ended sign-in leads nowhere', async ({ expect }) => {
    const { html, text } = mailTemplates.account('reuse_detected', anAccountMail({ link: null }))
    expect((await tagsOf(html)).some((tag) => tag.name === 'a')).toBe(false)
    expect(text).toContain('Please sign in again.')
  })
})

describe('the words of the mails', () => {
  const english = leavesOf(MAIL_WORDS.en)

  for (const locale of LOCALES) {
    it(`are all there in ${locale}, with the same places to fill, and nothing left in English`, ({ expect }) => {
      const words = leavesOf(MAIL_WORDS[locale])
      expect([...words.keys()].sort()).toEqual([...english.keys()].sort())
      for (const [path, original] of english) {
        if (original === null) continue
        const word = String(words.get(path))
        expect(word.trim(), path).not.toBe('')
        if (!path.startsWith('shipment.')) expect(holesIn(word), path).toEqual(holesIn(original))
        else {
          const holes = [
            '{origin}',
            '{destination}',
            ...(holesIn(original).includes('{expected}') ? ['{expected}'] : []),
          ]
          for (const hole of holesIn(word)) expect(holes, path).toContain(hole)
          expect(word.includes('{expected}'), path).toBe(holesIn(original).includes('{expected}'))
        }
        if (locale !== 'en') expect(word, path).not.toBe(original)
      }
    })
  }
})
