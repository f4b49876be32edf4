import type { HubIdentity } from './hub-messages.ts'

/** Longer than an access token lives (15 minutes): after that no token from before the ending is left. */
const ENDING_LIFE_MS = 3_600_000

export type Ended = { readonly session: string } | { readonly user: string } | 'everyone'

/** Who was cut off, as the tag of the sockets it closes, and when (ms). */
export interface Ending {
  readonly who: string
  readonly at: number
}

/**
 * Remembers that someone was cut off, and voids their tickets. An access token is good without a database until it
 * expires, and a socket outlives it: without this, a token from before a logout could open a socket that stays.
 */
export function recordEnding(sql: SqlStorage, ended: Ended, nowMs: number): Ending {
  const ending = { who: tagOf(ended), at: nowMs }
  keepEnding(sql, ending)
  if (ended === 'everyone') sql.exec('DELETE FROM ticket')
  else if ('session' in ended) sql.exec('DELETE FROM ticket WHERE session_id = ?', ended.session)
  else sql.exec('DELETE FROM ticket WHERE user_id = ?', ended.user)
  return ending
}

/** False when this ending, or a later one of the same, is known: what came after it is not to be closed again. */
export function keepEnding(sql: SqlStorage, { who, at }: Ending): boolean {
  sql.exec('DELETE FROM ending WHERE at_ms <= ?', at - ENDING_LIFE_MS)
  const kept = sql.exec(
    `INSERT INTO ending (who, at_ms) VALUES (?, ?)
     ON CONFLICT (who) DO UPDATE SET at_ms = excluded.at_ms WHERE excluded.at_ms > at_ms RETURNING 1`,
    who,
    at,
  )
  return kept.toArray().length > 0
}

/** What is remembered, the oldest first. */
export function endings(sql: SqlStorage): Ending[] {
  return sql.exec<{ who: string; at: number }>('SELECT who, at_ms AS at FROM ending ORDER BY at_ms').toArray()
}

/**
 * True when the identity's session was ended, or its token was signed before its user or everyone was cut off.
 * A user may come back with a newer token (a changed role), a session may not.
 */
export function isEnded(sql: SqlStorage, identity: HubIdentity): boolean {
  return (
    sql
      .exec(
        `SELECT 1 FROM ending WHERE who = ?1 OR (who IN (?2, 'everyone') AND at_ms >= ?3) LIMIT 1`,
        tagOf({ session: identity.sessionId }),
        tagOf({ user: identity.userId }),
        identity.issuedAt ?? null,
      )
      .toArray().length > 0
  )
}

/** The key of an ending, and the tag of the sockets it closes. */
export function tagOf(ended: Ended): string {
  if (ended === 'everyone') return ended
  return 'session' in ended ? `session:${ended.session}` : `user:${ended.user}`
}
