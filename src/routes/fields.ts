import { z } from '@hono/zod-openapi'
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { type IdPrefix, isId } from '../core/ids.ts'
import { AirWaybill } from '../domain/shipments/air-waybill.ts'
import { Flight } from '../domain/shipments/flight.ts'
import { TrackingId } from '../domain/shipments/tracking-id.ts'

/** Field types that many bodies share. Each says in its message what would be right. */

const CONTROL = /[\p{Cc}\p{Cs}]/u

/** One line of text, trimmed and NFC; no control characters, so that it can stand in a mail's header. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'This cannot be empty.')
    .max(max, `At most ${max} characters.`)
    .refine((text) => !CONTROL.test(text), 'No line breaks or control characters.')
    .transform((text) => text.normalize('NFC'))

/** Text of several lines. */
export const paragraph = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `At most ${max} characters.`)
    .transform((text) => text.normalize('NFC').replace(/[^\P{Cc}\n\t]/gu, ''))

export const iata = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/, 'An IATA code of three letters, such as MAD.')
  .openapi({ example: 'MAD' })

export const email = z
  .email('An email address, such as ana@example.com.')
  .max(254)
  .openapi({ example: 'ana@example.com' })

/** International form; kept as E.164. */
export const phone = z
  .string()
  .max(40)
  .transform((text, context) => {
    const number = parsePhoneNumberFromString(text)
    if (number?.isValid()) return number.number as string
    context.addIssue({ code: 'custom', message: 'A phone number with its country, such as +34 600 000 000.' })
    return z.NEVER
  })
  .openapi({ type: 'string', example: '+34600000000' })

export const country = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2}$/, 'A country code of two letters (ISO 3166), such as ES.')
  .openapi({ example: 'ES' })

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

export const currency = z
  .string()
  .trim()
  .toUpperCase()
  .refine((code) => CURRENCIES.has(code), 'A currency code (ISO 4217), such as EUR.')
  .openapi({ example: 'EUR' })

export const moneyField = z.strictObject({
  amount: z
    .int('A whole number of the smallest unit: 1250 is 12.50 EUR.')
    .min(0)
    .max(100_000_000_000)
    .openapi({ example: 1250 }),
  currency,
})

export const flightNumber = z
  .string()
  .max(12)
  .transform((text, context) => {
    const number = Flight.normalizeNumber(text)
    if (number) return number
    context.addIssue({ code: 'custom', message: 'An IATA flight number, such as IB6501.' })
    return z.NEVER
  })
  .openapi({ type: 'string', example: 'IB6501' })

export const airWaybill = z
  .string()
  .max(20)
  .transform((text, context) => {
    const number = AirWaybill.parse(text)
    if (number) return number
    context.addIssue({
      code: 'custom',
      message: 'An air waybill of 11 digits whose last is the check digit: 176-12345675.',
    })
    return z.NEVER
  })
  .openapi({ type: 'string', example: '176-12345675' })

/** As it was scanned or typed; kept as its 16 characters. A wrong check character is a piece misread, and is told at once. */
export const trackingId = z
  .string()
  .max(60)
  .transform((text, context) => {
    const read = TrackingId.parse(text)
    if (read) return read
    context.addIssue({ code: 'custom', message: 'This is no tracking id: a character of it was misread.' })
    return z.NEVER
  })
  .openapi({ type: 'string', example: 'B7E0M4XN7Q2C9T5K' })

export const calendarDate = z.iso.date('A date, such as 2026-11-30.').openapi({ example: '2026-11-30' })

/** RFC 3339 with an offset; kept as ms UTC. */
export const instant = z.iso
  .datetime({ offset: true, error: 'A time with its offset, such as 2026-11-30T14:05:00Z.' })
  .transform((text) => Date.parse(text))
  .openapi({ type: 'string', format: 'date-time', example: '2026-11-30T14:05:00Z' })

/** An id in a body: one of another kind, or no id at all, is refused before any read. */
export const idField = (prefix: IdPrefix) =>
  z
    .string()
    .refine((text) => isId(prefix, text), `An id that starts with ${prefix}_.`)
    .openapi({ example: `${prefix}_01jd3v6q9m2ae4x8r7t5y0b1cz` })

/** An id in a path: one that cannot exist is a 404 like one that does not. */
export const idParams = (prefix: IdPrefix) =>
  z.object({
    id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: `${prefix}_01jd3v6q9m2ae4x8r7t5y0b1cz` }),
  })

/** A record without the fields that were not given: absent is another thing than undefined. */
export function withoutAbsent<T extends Readonly<Record<string, unknown>>>(
  fields: T,
): { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
} {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  // The type says what the filter does, which the library's types of `fromEntries` cannot.
  return Object.fromEntries(given) as ReturnType<typeof withoutAbsent<T>>
}

/** ms -> RFC 3339. */
export const timeText = (ms: number): string => new Date(ms).toISOString()
export const timeOrNull = (ms: number | null): string | null => (ms === null ? null : timeText(ms))
