import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../scripts/lib/root.ts'

const CLI = join(ROOT, 'node_modules', 'wrangler', 'wrangler-dist', 'cli.js')

/** Bundles an entry as a deployment would be, under `folder`, and answers the module's text. Throws with wrangler's words. */
function bundle(entry: string, config: string, folder: string): string {
  const args = [CLI, 'deploy', entry, '--dry-run', '--minify', '--config', config, '--outdir', folder]
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false', NO_COLOR: '1' }
  const made = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`${entry} could not be built:\n${made.stdout}${made.stderr}`)
  const name = entry.replace(/^.*\//, '').replace(/\.ts$/, '.js')
  return readFileSync(join(folder, name), 'utf8')
}

/** Both Workers as modules' texts. */
export interface Built {
  readonly app: string
  readonly floors: string
}

/** The Worker that is deployed, and the one that has the floors. `folder`: for what wrangler writes. */
export function buildWorkers(folder: string, compatibilityDate: string): Built {
  const config = join(folder, 'floors.toml')
  writeFileSync(config, `name = "floors"\ncompatibility_date = "${compatibilityDate}"\n`)
  return {
    app: bundle(join(ROOT, 'src/index.ts'), join(ROOT, 'wrangler.toml'), join(folder, 'app')),
    floors: bundle(join(ROOT, 'bench/floor-worker.ts'), config, join(folder, 'floors')),
  }
}
