import { describe, it } from 'vitest'
import { whatsAppWords } from '../../../src/adapters/whatsapp/words.ts'
import { LOCALES } from '../../../src/domain/auth/tenant.ts'
import { languageOf, orderIn } from '../../../src/domain/notifications/stop-words.ts'
import { mayText, phoneKey } from '../../../src/domain/notifications/whatsapp-contacts.ts'
import { type InboundMessage, personKey, wishOf } from '../../../src/domain/notifications/whatsapp-inbound.ts'
import { TrackingId } from '../../../src/domain/shipments/tracking-id.ts'

const message = (text: string, phone: string | null = '16505551234'): InboundMessage => ({
  id: 'wamid.1',
  person: { phone, userId: phone === null ? 'US.1' : null },
  at: 0,
  texts: [text],
})

describe('a word that ends messages', () => {
  const STOPS = [
    ['STOP', null],
    ['  stop. ', null],
    ['Stop!!! 🛑', null],
    ['*PARAR*', null],
    ['Unsubscribe', 'en'],
    ['ALTO', 'es'],
    ['Baja', 'es'],
    ['¡dar de   baja!', 'es'],
    ['No quiero más mensajes', 'es'],
    ['ARRÊT', 'fr'],
    ['arre\u0302t', 'fr'],
    ['arret', 'fr'],
    ['Se désabonner', 'fr'],
    ['sair', 'pt'],
    ['NÃO QUERO MAIS MENSAGENS', 'pt'],
    ['إيقاف', 'ar'],
    ['ايقاف', 'ar'],
    ['إيـقـاف', 'ar'],
    ['\u200fأَوْقِفْ\u200f', 'ar'],
    ['ＳＴＯＰ', null],
  ] as const
  for (const [text, locale] of STOPS) {
    it(`is ${JSON.stringify(text)}`, ({ expect }) => expect(orderIn(text)).toEqual({ kind: 'stop', locale }))
  }

  it('is the whole message or none', ({ expect }) => {
    for (const text of [
      '',
      ' ',
      '🛑',
      'stop by on Monday',
      'please do not stop',
      'para',
      'bajar',
      'CANCEL',
      'stopping',
      'x'.repeat(100_000),
    ]) {
      expect(orderIn(text)).toBeNull()
    }
  })
})

it('brings messages back in five languages', ({ expect }) => {
  const words = ['START', 'Alta', 'REPRENDRE', 's’abonner', 'Voltar', 'começar', 'ابدأ', 'استئناف']
  expect(words.map((word) => orderIn(word)?.kind)).toEqual(words.map(() => 'start'))
})

it('guesses a language by the phone’s country where the word is said in several', ({ expect }) => {
  const guess = (phone: string | null) => wishOf(message('STOP', phone))?.locale
  expect(
    ['34600000000', '5511987654321', '351910000000', '33600000000', '201000000000', '16505551234', null].map(guess),
  ).toEqual(['es', 'pt', 'pt', 'fr', 'ar', 'en', 'en'])
  expect(wishOf(message('ARRÊT', '34600000000'))?.locale).toBe('fr')
  expect(languageOf('5990000')).toBe('en')
})

describe('a tracking id in what somebody wrote', () => {
  const id = TrackingId.create('MAD', new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]))
  const other = TrackingId.create('M0D', new Uint8Array([9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 31, 30]))
  const idsOf = (text: string) => {
    const wish = wishOf(message(text))
    return wish?.kind === 'track' ? wish.trackingIds : []
  }

  it('is read in any case, in groups, in a sentence, in a link, misread and in Arabic digits', ({ expect }) => {
    const grouped = TrackingId.grouped(id)
    const arabic = id.replace(/\d/g, (digit) => String.fromCodePoint(0x0660 + Number(digit)))
    const texts = [
      id,
      id.toLowerCase(),
      grouped,
      grouped.replaceAll(' ', '-'),
      `Hola, ¿dónde está mi paquete ${grouped}? gracias`,
      `https://track.example/t/${id}?lang=es`,
      `(${id}).`,
      id.replaceAll('0', 'O').replaceAll('1', 'l'),
      arabic,
      `\u200f${grouped}\u200f أين طردي`,
    ]
    expect(texts.map(idsOf)).toEqual(texts.map(() => [id]))
  })

  it('is found more than once, each once, three at the most', ({ expect }) => {
    expect(idsOf(`${id} and ${other} and ${id}`)).toEqual([id, other])
    const many = [1, 2, 3, 4, 5].map((n) => TrackingId.create('MAD', new Uint8Array(12).fill(n)))
    expect(idsOf(many.join(', '))).toEqual(many.slice(0, 3))
  })

  it('is none with a wrong check character, out of plain words, or behind 100 KB', ({ expect }) => {
    const wrong = id.slice(0, -1) + (id.endsWith('2') ? '3' : '2')
    expect(idsOf(wrong)).toEqual([])
    expect(idsOf(`${'x '.repeat(50_000)}${id}`)).toEqual([])
    const words = [
      'thank',
      'you',
      'very',
      'much',
      'where',
      'is',
      'my',
      'parcel',
      'now',
      'please',
      'tell',
      'me',
      'at',
      'home',
      'today',
    ]
    const sentences = words.flatMap((a, i) =>
      words.map((b, j) => `${a} ${b} ${words[(i + j) % 15]} ${words[(i * j) % 15]}`),
    )
    expect(sentences.flatMap(idsOf)).toEqual([])
  })
})

it('is a question for help when something else was written, and none when nothing was', ({ expect }) => {
  expect(wishOf(message('Does it come in another colour?'))?.kind).toBe('help')
  expect(wishOf({ ...message(''), texts: [] })).toBeNull()
  expect(wishOf(message('  '))).toBeNull()
})

it('keeps a phone under one key, however it is spelt, and somebody without one under the provider’s id', ({
  expect,
}) => {
  expect(phoneKey('+5511987654321')).toBe(phoneKey('551187654321'))
  expect(phoneKey('+525512345678')).toBe(phoneKey('5215512345678'))
  // A landline keeps its eight digits, and so does everybody elsewhere.
  expect(phoneKey('+551123456789')).toBe('551123456789')
  expect(phoneKey('+16505551234')).toBe('16505551234')
  expect(phoneKey('+5491123456789')).toBe('5491123456789')
  expect(personKey({ phone: '551187654321', userId: 'BR.1' })).toBe('5511987654321')
  expect(personKey({ phone: null, userId: 'BR.1' })).toBe('BR.1')
})

it('lets free text follow a message for 24 hours, a minute less for the way there', ({ expect }) => {
  const contact = { optedOut: false, lastInboundAt: 1_000 }
  const day = 24 * 3_600_000
  expect([
    mayText(contact, 1_000),
    mayText(contact, 1_000 + day - 60_001),
    mayText(contact, 1_000 + day - 60_000),
  ]).toEqual([true, true, false])
  expect(mayText({ optedOut: false, lastInboundAt: null }, 0)).toBe(false)
})

it('tells people words that work', ({ expect }) => {
  for (const locale of LOCALES) {
    const word = (text: string) => /START|ALTA|REPRENDRE|VOLTAR|ابدأ|STOP|BAJA|ARRÊT|SAIR|إيقاف/.exec(text)?.[0] ?? ''
    expect(orderIn(word(whatsAppWords.stopped(locale)))?.kind).toBe('start')
    expect(orderIn(word(whatsAppWords.started(locale)))?.kind).toBe('stop')
    expect(orderIn(word(whatsAppWords.help(locale, 'Blue {brand} $& Sky')))?.kind).toBe('stop')
    expect(whatsAppWords.help(locale, 'Blue $& Sky')).toMatch(/^Blue \$& Sky: /)
  }
})
