import type { HubIdentity } from './hub-messages.ts'

/** Longer than an access token lives (15 minutes): after that no token from before the ending is left. */
const ENDING_LIFE_MS = 3_600_000

export type Ended = { readonly session: string } | { readonly user: string } | 'everyone'

/**
 * Remembers that someone was cut off, and voids their tickets. An access token is good without a database until it
 * expires, and a socket outlives it: without this, a token from before a logout could open a socket that stays.
 */
export function recordEnding(sql: SqlStorage, ended: Ended, nowMs: number): void {
  sql.exec('DELETE FROM ending WHERE at_ms <= ?', nowMs - ENDING_LIFE_MS)
  sql.exec(
    'INSERT INTO ending (who, at_ms) VALUES (?, ?) ON CONFLICT (who) DO UPDATE SET at_ms = excluded.at_ms',
    tagOf(ended),
    nowMs,
  )
  if (ended === 'everyone') sql.exec('DELETE FROM ticket')
  else if ('session' in ended) sql.exec('DELETE FROM ticket WHERE session_id = ?', ended.session)
  else sql.exec('DELETE FROM ticket WHERE user_id = ?', ended.user)
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
