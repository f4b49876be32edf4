import type { Locale } from '../auth/tenant.ts'

/** What ends messages, and what brings them back, as the whole of a message. A word of several languages stands under none. */
const STOP: Readonly<Record<Locale | 'any', readonly string[]>> = {
  any: ['stop', 'stop all', 'stopall', 'parar', 'pare'],
  en: [
    'unsubscribe',
    'end',
    'quit',
    'opt out',
    'optout',
    'please stop',
    'stop please',
    'stop messages',
    'stop messaging me',
    'stop sending messages',
    'no more messages',
    'remove me',
  ],
  es: [
    'alto',
    'baja',
    'darme de baja',
    'dame de baja',
    'dar de baja',
    'quiero darme de baja',
    'basta',
    'parar mensajes',
    'no mas mensajes',
    'no quiero mas mensajes',
    'cancelar suscripcion',
    'detener',
    'detenerse',
  ],
  fr: [
    'arret',
    'arreter',
    'arretez',
    'arrete',
    'desabonner',
    'desabonnement',
    'me desabonner',
    'se desabonner',
    'desinscription',
    'desinscrire',
    'plus de messages',
    'stop svp',
  ],
  pt: [
    'sair',
    'quero sair',
    'descadastrar',
    'parar mensagens',
    'nao quero mais mensagens',
    'chega',
    'remover',
    'cancelar inscricao',
  ],
  ar: [
    'ايقاف',
    'اوقف',
    'اوقفوا',
    'توقف',
    'توقفوا',
    'قف',
    'كفى',
    'الغاء الاشتراك',
    'ايقاف الرسائل',
    'اوقف الرسائل',
    'اوقفوا الرسائل',
    'لا اريد رسائل',
    'لا اريد الرسائل',
  ],
}

const START: Readonly<Record<Locale | 'any', readonly string[]>> = {
  any: ['start', 'unstop', 'iniciar', 'reativar', 'reactivar'],
  en: ['resume', 'subscribe', 'start again', 'opt in', 'optin', 'start messages'],
  es: [
    'alta',
    'darme de alta',
    'dar de alta',
    'reanudar',
    'empezar',
    'comenzar',
    'activar',
    'suscribir',
    'suscribirme',
  ],
  fr: [
    'demarrer',
    'reprendre',
    'reprise',
    'commencer',
    'recommencer',
    'reactiver',
    'abonner',
    'reabonner',
    's abonner',
    'm abonner',
  ],
  pt: ['comecar', 'recomecar', 'voltar', 'retomar', 'ativar', 'entrar', 'inscrever', 'assinar'],
  ar: ['ابدا', 'ابدء', 'بدء', 'بدا', 'استئناف', 'اشتراك', 'اشترك', 'تفعيل', 'تشغيل'],
}

/** A word as it is compared: no case, no accents, no marks, no punctuation, one blank between words. */
export function plainWords(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}\u0640]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Longer texts are no word, whatever blanks stand in them. */
const LONGEST = 200

export interface Order {
  readonly kind: 'stop' | 'start'
  /** The language of the word; null when several have it. */
  readonly locale: Locale | null
}

const ORDERS: ReadonlyMap<string, Order> = new Map(
  (
    [
      ['stop', STOP],
      ['start', START],
    ] as const
  ).flatMap(([kind, words]) =>
    Object.entries(words).flatMap(([locale, texts]) =>
      texts.map((text): [string, Order] => [
        plainWords(text),
        { kind, locale: locale === 'any' ? null : (locale as Locale) },
      ]),
    ),
  ),
)

/** Whether the whole of a message is one of the words that end messages or bring them back. */
export const orderIn = (text: string): Order | null =>
  text.length > LONGEST ? null : (ORDERS.get(plainWords(text)) ?? null)

/** Calling codes where one of the languages is what people write; English for all others. The longest that fits counts. */
const SPOKEN: readonly (readonly [Locale, readonly string[]])[] = [
  [
    'es',
    [
      '34',
      '51',
      '52',
      '53',
      '54',
      '56',
      '57',
      '58',
      '502',
      '503',
      '504',
      '505',
      '506',
      '507',
      '591',
      '593',
      '595',
      '598',
      '240',
      '1787',
      '1809',
      '1829',
      '1849',
      '1939',
    ],
  ],
  ['pt', ['55', '351', '244', '258', '238', '239', '245']],
  [
    'fr',
    [
      '33',
      '32',
      '41',
      '225',
      '221',
      '223',
      '226',
      '227',
      '228',
      '229',
      '241',
      '242',
      '243',
      '237',
      '261',
      '262',
      '509',
      '590',
      '594',
      '596',
    ],
  ],
  [
    'ar',
    [
      '20',
      '212',
      '213',
      '216',
      '218',
      '249',
      '961',
      '962',
      '963',
      '964',
      '965',
      '966',
      '967',
      '968',
      '970',
      '971',
      '973',
      '974',
    ],
  ],
]

/** The language that is likely at a phone's number. @param digits of an E.164 number; null for somebody who shows none */
export function languageOf(digits: string | null): Locale {
  if (digits === null) return 'en'
  return SPOKEN.find(([, codes]) => codes.some((code) => digits.startsWith(code)))?.[0] ?? 'en'
}
