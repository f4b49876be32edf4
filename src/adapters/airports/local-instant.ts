import { wallClock } from './wall-clock.ts'

const DAY_MS = 86_400_000

/** How far the zone's clock is ahead of UTC at an instant, ms. */
function offsetAt(epochMs: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(epochMs, timeZone)
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
