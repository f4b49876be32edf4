import { localDate } from '../airports/local-date.ts'

/** `2026-09-22 22:00Z`, `2026-09-22T22:00:10.5Z`, `2026-09-22 18:00-04:00`; without an offset it is UTC. */
const INSTANT = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(?:Z|UTC|([+-])(\d\d):?(\d\d)?)?$/i
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ]|$)/
const MINUTE_MS = 60_000

/** Midnight UTC of a calendar date; null for one that is not in the calendar. */
function midnight(year: number, month: number, day: number): number | null {
  const ms = Date.UTC(year, month - 1, day)
  return new Date(ms).getUTCMonth() === month - 1 ? ms : null
}

function offsetMs(sign: string | undefined, hours: string | undefined, minutes: string | undefined): number {
  const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0)
  return (sign === '-' ? -size : size) * MINUTE_MS
}

/**
 * An AeroDataBox UTC time as ms since 1970. Their format is not RFC 3339 (a blank for the T, often no seconds), so
 * `Date.parse` is not asked: engines differ on it. Fractions of a second are dropped. Null for anything else.
 */
export function parseAeroDataBoxTime(text: unknown): number | null {
  if (typeof text !== 'string') return null
  const match = INSTANT.exec(text.trim())
  if (!match) return null
  const [, year, month, day, hour, minute, second, sign, offsetHour, offsetMinute] = match
  const start = midnight(Number(year), Number(month), Number(day))
  const clock = [Number(hour), Number(minute), Number(second ?? 0)] as const
  if (start === null || clock[0] > 23 || clock[1] > 59 || clock[2] > 59) return null
  return start + (clock[0] * 3600 + clock[1] * 60 + clock[2]) * 1000 - offsetMs(sign, offsetHour, offsetMinute)
}

/** The calendar date that stands at the start of a local time, whatever follows it; null when there is none. */
export function dateOfLocalTime(text: unknown): string | null {
  if (typeof text !== 'string') return null
  const match = DATE.exec(text.trim())
  if (!match || midnight(Number(match[1]), Number(match[2]), Number(match[3])) === null) return null
  return `${match[1]}-${match[2]}-${match[3]}`
}

/** The calendar date of an instant in the first of these zones that the runtime knows; null when it knows none. */
export function dateInZone(epochMs: number, zones: readonly (string | null | undefined)[]): string | null {
  for (const zone of zones) {
    if (!zone) continue
    try {
      return localDate(epochMs, zone)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  return null
}
