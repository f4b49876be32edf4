import type { Locale } from '../../../domain/auth/tenant.ts'

const MAX_NAME = 120
const MAX_SUBJECT = 180

/**
 * A name as one harmless line: control characters (RFC 5322 header folding among them), line separators and the
 * invisible characters that reverse reading order become blanks, and what is left is at most `max` characters.
 */
export function oneLine(text: string, max: number = MAX_NAME): string {
  const plain = text
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return [...plain].slice(0, max).join('')
}

/** A subject that no header can be smuggled through. */
export function subjectLine(text: string): string {
  return oneLine(text, MAX_SUBJECT)
}

/** `fillIn('to {city}', { city: 'Madrid' })` -> `to Madrid`. Values are made one line; a hole nobody fills becomes nothing. */
export function fillIn(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => oneLine(values[name] ?? ''))
}

/** Arabic keeps Western digits, so that times read like the codes around them; English is the 24-hour kind. */
const FORMATS: Readonly<Record<Locale, string>> = { en: 'en-GB', es: 'es', fr: 'fr', pt: 'pt-BR', ar: 'ar-u-nu-latn' }

/** `Thursday 12 March, 14:05` on the clock of `timeZone`. `ms` since 1970, UTC. */
export function mailTime(ms: number, timeZone: string, locale: Locale): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(FORMATS[locale], { ...options, timeZone }).format(ms)
  const day = format({ weekday: 'long', day: 'numeric', month: 'long' })
  return `${day}${locale === 'ar' ? '،' : ','} ${format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}`
}

/** `48 hours`, in the reader's language. */
export function hoursText(hours: number, locale: Locale): string {
  return new Intl.NumberFormat(FORMATS[locale], { style: 'unit', unit: 'hour', unitDisplay: 'long' }).format(hours)
}
