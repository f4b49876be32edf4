import { wallClock } from './wall-clock.ts'

/**
 * The calendar date in an IANA time zone at an instant, as `YYYY-MM-DD`.
 *
 * @param epochMs milliseconds since 1970, UTC
 * @throws RangeError when the zone is unknown to the runtime or the instant is no date
 */
export function localDate(epochMs: number, timeZone: string): string {
  const { year, month, day } = wallClock(epochMs, timeZone)
  return `${year}-${month}-${day}`
}
