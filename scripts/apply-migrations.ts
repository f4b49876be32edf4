/**
 * `node apply-migrations.ts <state folder>`: brings all local databases up to date with one start of the runtime, where
 * `wrangler d1 migrations apply` takes one start for each. Keeps wrangler's own table, so both know what the other has done.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getPlatformProxy, unstable_readConfig, unstable_splitSqlQuery } from 'wrangler'
import { ROOT } from './lib/root.ts'

const DONE_TABLE = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`

/** Applies what is missing, in order, each file with its mark in one transaction. */
async function migrate(db: D1Database, folder: string): Promise<void> {
  await db.prepare(DONE_TABLE).run()
  const { results } = await db.prepare('SELECT name FROM d1_migrations').all<{ name: string }>()
  const done = new Set(results.map(({ name }) => name))
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql') && !done.has(name))
  for (const name of files.sort()) {
    const queries = unstable_splitSqlQuery(readFileSync(join(folder, name), 'utf8'))
    await db.batch([
      ...queries.map((query) => db.prepare(query)),
      db.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name),
    ])
    console.log(`applied ${join(folder, name)}`)
  }
}

const stateDir = process.argv[2]
if (stateDir === undefined) throw new Error('Name the state folder.')
const configPath = join(ROOT, 'wrangler.toml')
const { d1_databases: databases } = unstable_readConfig({ config: configPath })
const proxy = await getPlatformProxy<Record<string, D1Database>>({
  configPath,
  envFiles: [],
  // Where `wrangler dev --persist-to <state folder>` keeps them.
  persist: { path: join(stateDir, 'v3') },
})
try {
  for (const { binding, migrations_dir: folder } of databases) {
    const db = proxy.env[binding]
    if (!db || !folder) throw new Error(`${binding} has no migrations_dir in wrangler.toml.`)
    await migrate(db, join(ROOT, folder))
  }
} finally {
  await proxy.dispose()
}
