import { localInstants } from '../airports/local-instant.ts'

/** `2023-01-11T01:20:00+00:00`. What follows the seconds is not true and is not read. */
const WALL = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?/

/** A local time as ms since 1970 as if it were UTC; null for what is no time of the calendar. */
function wallMs(raw: unknown): number | null {
  const match = typeof raw === 'string' ? WALL.exec(raw.trim()) : null
  if (match === null) return null
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0))
  const ms = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second)
  // A date that is not in the calendar comes out as another one.
  return new Date(ms).toISOString().slice(0, 16) === match[0].replace(' ', 'T').slice(0, 16) ? ms : null
}

/** Reads a local time as an instant, ms UTC; where clocks show it twice, the first that is after `after`. */
export type WallClock = (raw: unknown, after: number | null) => number | null

/** Of the first of these zones that the runtime knows; a clock that tells nothing when it knows none. */
export function readWallClock(zones: readonly (string | null | undefined)[]): WallClock {
  return (raw, after) => {
    const wall = wallMs(raw)
    if (wall === null) return null
    for (const zone of zones) {
      if (!zone) continue
      try {
        const [first, second = first] = localInstants(wall, zone)
        return after !== null && first <= after ? second : first
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
      }
    }
    return null
  }
}
