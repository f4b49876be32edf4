/**
 * A hub's own tables. `log` numbers events: AUTOINCREMENT, because a number must not come back when the log is trimmed
 * empty. `ticket` holds hashes only. `ending` remembers who was cut off while tokens signed before may still be about.
 */
export function createHubSchema(sql: SqlStorage): void {
  sql.exec(`
    CREATE TABLE IF NOT EXISTS log (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at_ms INTEGER NOT NULL,
      topics TEXT NOT NULL, audience TEXT NOT NULL, payload TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS ticket (
      hash TEXT PRIMARY KEY, user_id TEXT NOT NULL, session_id TEXT NOT NULL,
      identity TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS ending (who TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) WITHOUT ROWID;`)
}
