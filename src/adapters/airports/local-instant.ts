const DAY_MS = 86_400_000

/** A formatter is dear to make and cheap to use. Bounded, since zone names arrive from outside. */
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

/** How far the zone's clock is ahead of UTC at an instant, ms. */
function offsetAt(epochMs: number, timeZone: string): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {}
  for (const part of formatterFor(timeZone).formatToParts(epochMs)) parts[part.type] = part.value
  const { year, month, day, hour, minute, second } = parts
  const shown = [Number(hour), Number(minute), Number(second)] as const
  return Date.UTC(Number(year), Number(month) - 1, Number(day), ...shown) - Math.floor(epochMs / 1000) * 1000
}

/**
 * When a clock on the wall of an IANA time zone shows a time. Twice where clocks are set back over it, the earlier first. Where they
 * are set forward over it, once: by the clock of before, as people who planned with it mean (02:30 is then shown as 03:30).
 *
 * @param wallMs what the clock shows, as ms since 1970 as if it were UTC
 * @returns ms since 1970, UTC: one or two
 * @throws RangeError when the zone is unknown to the runtime or the time is no date
 */
export function localInstants(wallMs: number, timeZone: string): readonly [number, ...number[]] {
  const before = wallMs - offsetAt(wallMs - DAY_MS, timeZone)
  const after = wallMs - offsetAt(wallMs + DAY_MS, timeZone)
  if (before === after) return [before]
  const shown = [before, after].filter((instant) => instant + offsetAt(instant, timeZone) === wallMs)
  const [first, second] = shown.toSorted((a, b) => a - b)
  if (first === undefined) return [before]
  return second === undefined ? [first] : [first, second]
}
