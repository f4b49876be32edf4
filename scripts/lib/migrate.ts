import { once } from 'node:events'
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.ts'
import { ServerError } from './server-error.ts'
import { spawnInGroup } from './wrangler.ts'

const SCRIPT = join(ROOT, 'scripts', 'apply-migrations.ts')

/** Every migration file there is, as one text. */
function allMigrations(): string {
  const files = readdirSync(join(ROOT, 'migrations'), { recursive: true, encoding: 'utf8' })
  return files
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .join('\n')
}

/**
 * Brings the local databases of a state folder up to date. A stamp remembers which files were applied: as migrations only add, the same
 * list of names means there is nothing to do, which saves a start of the runtime. `begins` is called when there is something to do.
 * @throws ServerError that names the log
 */
export async function applyMigrations(stateDir: string, begins: () => void): Promise<void> {
  const stampFile = join(stateDir, 'migrations.txt')
  const wanted = allMigrations()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return
  begins()
  const logFile = join(stateDir, 'migrations.log')
  const log = openSync(logFile, 'w')
  const child = spawnInGroup([SCRIPT, stateDir], stateDir, log)
  closeSync(log)
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new ServerError('The migrations did not apply.', logFile)
  writeFileSync(stampFile, wanted)
}
