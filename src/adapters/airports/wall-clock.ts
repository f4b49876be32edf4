/** A formatter is dear to make and cheap to use. Bounded, since zone names arrive in any capitalisation. */
const formatters = new Map<string, Intl.DateTimeFormat>()
const MOST_FORMATTERS = 600

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  if (formatters.size >= MOST_FORMATTERS) formatters.clear()
  formatters.set(timeZone, made)
  return made
}

/**
 * What a clock on the wall of an IANA time zone shows at an instant, to the second: two digits each, four of the year.
 *
 * @param epochMs milliseconds since 1970, UTC
 * @throws RangeError when the zone is unknown to the runtime or the instant is no date
 */
export function wallClock(
  epochMs: number,
  timeZone: string,
): Partial<Readonly<Record<Intl.DateTimeFormatPartTypes, string>>> {
  return Object.fromEntries(
    formatterFor(timeZone)
      .formatToParts(epochMs)
      .map(({ type, value }) => [type, value]),
  )
}
