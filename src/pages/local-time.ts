import type { Locale } from '../domain/auth/tenant.ts'

/**
 * BCP 47 tags the pages format with. Arabic keeps Western digits, so that a time reads like the flight numbers and
 * tracking ids around it.
 */
export const FORMAT_LOCALES: Readonly<Record<Locale, string>> = {
  en: 'en-GB',
  es: 'es',
  fr: 'fr',
  pt: 'pt-BR',
  ar: 'ar-u-nu-latn',
}

type Style = 'clock' | 'long_day' | 'short_day'

const OPTIONS: Readonly<Record<Style, Intl.DateTimeFormatOptions>> = {
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  long_day: { weekday: 'long', day: 'numeric', month: 'long' },
  short_day: { weekday: 'short', day: 'numeric', month: 'short' },
}

// Building a formatter costs far more than using it. Keys are a page language, a style and a zone of the airport data: a closed set.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterFor(locale: string, key: string, options: Intl.DateTimeFormatOptions, timeZone: string) {
  const name = `${locale}|${key}|${timeZone}`
  const known = formatters.get(name)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone })
  formatters.set(name, made)
  return made
}

function format(style: Style, ms: number, timeZone: string, locale: Locale): string {
  return formatterFor(FORMAT_LOCALES[locale], style, OPTIONS[style], timeZone).format(ms)
}

/** `14:05`, in the zone given, on a 24-hour clock. `ms` since 1970, UTC. */
export function clockTime(ms: number, timeZone: string, locale: Locale): string {
  return format('clock', ms, timeZone, locale)
}

/** `Thursday 12 March`, in the zone given. */
export function longDay(ms: number, timeZone: string, locale: Locale): string {
  return format('long_day', ms, timeZone, locale)
}

/** The calendar day in the zone given, `2026-03-12`: equal for two instants exactly when a clock there shows the same date. */
export function dayKey(ms: number, timeZone: string): string {
  return formatterFor('en-CA', 'key', { year: 'numeric', month: '2-digit', day: '2-digit' }, timeZone).format(ms)
}

/** `today`, `tomorrow` or `yesterday` where that says it, else `Thu, 12 Mar`; as a clock in the zone given sees `ms` at `now`. */
export function nearDay(ms: number, now: number, timeZone: string, locale: Locale): string {
  const days = (Date.parse(dayKey(ms, timeZone)) - Date.parse(dayKey(now, timeZone))) / 86_400_000
  if (Math.abs(days) > 1) return format('short_day', ms, timeZone, locale)
  return new Intl.RelativeTimeFormat(FORMAT_LOCALES[locale], { numeric: 'auto' }).format(days, 'day')
}

/** `1 hr 25 min` in the reader's language, from milliseconds, to the minute. */
export function duration(ms: number, locale: Locale): string {
  const minutes = Math.round(ms / 60_000)
  const parts: [number, string][] = [
    [Math.floor(minutes / 60), 'hour'],
    [minutes % 60, 'minute'],
  ]
  return parts
    .filter(([n]) => n > 0)
    .map(([n, unit]) =>
      new Intl.NumberFormat(FORMAT_LOCALES[locale], { style: 'unit', unit, unitDisplay: 'short' }).format(n),
    )
    .join(' ')
}

/** `850 g`, `2.4 kg`: grams below a kilogram, else kilograms with at most two decimals. */
export function weight(grams: number, locale: Locale): string {
  const [value, unit] = grams < 1000 ? [grams, 'gram'] : [grams / 1000, 'kilogram']
  return new Intl.NumberFormat(FORMAT_LOCALES[locale], {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 2,
  }).format(value)
}

/** `ES` -> `Spain`. A code that is no region comes back as it is. */
export function countryName(code: string, locale: Locale): string {
  if (!/^[A-Za-z]{2}$/.test(code)) return code
  return new Intl.DisplayNames([FORMAT_LOCALES[locale]], { type: 'region' }).of(code.toUpperCase()) ?? code
}
