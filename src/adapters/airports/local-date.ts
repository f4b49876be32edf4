/** A formatter is dear to make and cheap to use. Bounded, since zone names arrive in any capitalisation. */
const formatters = new Map<string, Intl.DateTimeFormat>()
const MOST_FORMATTERS = 600

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  if (formatters.size >= MOST_FORMATTERS) formatters.clear()
  formatters.set(timeZone, made)
  return made
}

/**
 * The calendar date in an IANA time zone at an instant, as `YYYY-MM-DD`.
 *
 * @param epochMs milliseconds since 1970, UTC
 * @throws RangeError when the zone is unknown to the runtime or the instant is no date
 */
export function localDate(epochMs: number, timeZone: string): string {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {}
  for (const part of formatterFor(timeZone).formatToParts(epochMs)) parts[part.type] = part.value
  return `${parts.year}-${parts.month}-${parts.day}`
}
