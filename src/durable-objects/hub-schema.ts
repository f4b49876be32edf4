/**
 * A hub's own tables. `log` numbers events: AUTOINCREMENT, because a number must not come back when the log is trimmed
 * empty. `ticket` holds hashes only. `ending` remembers who was cut off while tokens signed before may still be about.
 * `child` is a root's list of the children that sockets were sent to; `setting` holds a child's place in the log, and how
 * many sockets a root keeps to itself.
 */
export function createHubSchema(sql: SqlStorage): void {
  sql.exec(`
    CREATE TABLE IF NOT EXISTS log (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at_ms INTEGER NOT NULL,
      topics TEXT NOT NULL, audience TEXT NOT NULL, payload TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS ticket (
      hash TEXT PRIMARY KEY, user_id TEXT NOT NULL, session_id TEXT NOT NULL,
      identity TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS ending (who TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS child (
      n INTEGER PRIMARY KEY, placed_at INTEGER NOT NULL, owes_endings INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;`)
}

type SettingName = 'position' | 'socket_limit'

export function readSetting(sql: SqlStorage, name: SettingName): number | null {
  return sql.exec<{ value: number }>('SELECT value FROM setting WHERE name = ?', name).toArray()[0]?.value ?? null
}

export function writeSetting(sql: SqlStorage, name: SettingName, value: number): void {
  sql.exec(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    name,
    value,
  )
}
