import { eventFrame, type HubAudience, type HubEvent } from './hub-messages.ts'

export const LOG_LIFE_MS = 24 * 3_600_000
export const LOG_MAX_ROWS = 100_000
/** Two trims are at least this far apart, so a busy log is not trimmed once per event. */
const TRIM_PAUSE_MS = 3_600_000
const PAGE_ROWS = 500
const MAX_PAYLOAD_CHARS = 65_536
const PAGE_CHARS = 1024 * 1024

/** A numbered event, with the text that goes out to every socket that may see it. */
export interface LoggedEvent {
  readonly seq: number
  readonly topics: readonly string[]
  readonly audience: HubAudience
  readonly frame: string
}

/**
 * Numbers and keeps the events that are not in the log yet, in order, and returns those. All or none: throws a
 * RangeError before anything is written when one is over 64 Ki characters. `nowMs` in ms.
 */
export function appendEvents(sql: SqlStorage, events: readonly HubEvent[], nowMs: number): LoggedEvent[] {
  const payloads = events.map(serialise)
  const fresh: LoggedEvent[] = []
  for (const [index, event] of events.entries()) {
    const payload = payloads[index]
    if (payload === undefined) continue
    // NOT EXISTS instead of ON CONFLICT, which would use up a number for an event that is already there.
    const [row] = sql
      .exec<{ seq: number }>(
        `INSERT INTO log (id, at_ms, topics, audience, payload)
         SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM log WHERE id = ?1) RETURNING seq`,
        event.id,
        nowMs,
        JSON.stringify(event.topics),
        JSON.stringify(event.audience),
        payload,
      )
      .toArray()
    if (row === undefined) continue
    const { topics, audience } = event
    fresh.push({ seq: row.seq, topics, audience, frame: eventFrame(row.seq, payload) })
  }
  if (fresh.length > 0) sql.exec('DELETE FROM log WHERE seq <= ?', currentSeq(sql) - LOG_MAX_ROWS)
  return fresh
}

/** The number of the last event there ever was; 0 before the first. */
export function currentSeq(sql: SqlStorage): number {
  return sql.exec<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'log'").toArray()[0]?.seq ?? 0
}

/** A cursor below this one has lost events: they are trimmed. */
export function oldestCursor(sql: SqlStorage): number {
  const first = sql.exec<{ seq: number | null }>('SELECT min(seq) AS seq FROM log').one().seq
  return first === null ? currentSeq(sql) : first - 1
}

/** The events after a cursor, in order, read a page at a time so that a long absence does not fill the memory. */
export function* eventsAfter(sql: SqlStorage, cursor: number): Generator<LoggedEvent> {
  let after = cursor
  while (true) {
    const page = sql
      .exec<{ seq: number; topics: string; audience: string; payload: string }>(
        'SELECT seq, topics, audience, payload FROM log WHERE seq > ? ORDER BY seq LIMIT ?',
        after,
        PAGE_ROWS,
      )
      .toArray()
    for (const { seq, topics, audience, payload } of page) {
      yield { seq, topics: JSON.parse(topics), audience: JSON.parse(audience), frame: eventFrame(seq, payload) }
      after = seq
    }
    if (page.length < PAGE_ROWS) return
  }
}

/** As many as travel well in one call; one at the least. */
export function firstPage(events: Iterable<LoggedEvent>): LoggedEvent[] {
  const page: LoggedEvent[] = []
  let room = PAGE_CHARS
  for (const event of events) {
    if (page.length > 0 && (page.length >= PAGE_ROWS || event.frame.length > room)) break
    page.push(event)
    room -= event.frame.length
  }
  return page
}

/** Forgets what is older than 24 hours: always a whole beginning of the log, so that a gap can be told by its first number. */
export function trimLog(sql: SqlStorage, nowMs: number): void {
  sql.exec('DELETE FROM log WHERE seq <= (SELECT max(seq) FROM log WHERE at_ms <= ?)', nowMs - LOG_LIFE_MS)
}

/** When the log is next worth trimming (ms), or null when it is empty. */
export function nextTrimAt(sql: SqlStorage, nowMs: number): number | null {
  const [first] = sql.exec<{ at_ms: number }>('SELECT at_ms FROM log ORDER BY seq LIMIT 1').toArray()
  return first === undefined ? null : Math.max(first.at_ms + LOG_LIFE_MS, nowMs + TRIM_PAUSE_MS)
}

function serialise({ id, event, at, data }: HubEvent): string {
  const payload = JSON.stringify({ id, event, at, data })
  if (payload.length > MAX_PAYLOAD_CHARS) {
    throw new RangeError(`Event ${id} has ${payload.length} characters; a hub takes ${MAX_PAYLOAD_CHARS}.`)
  }
  return payload
}
