import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../scripts/lib/root.ts'

const CLI = join(ROOT, 'node_modules', 'wrangler', 'wrangler-dist', 'cli.js')

/** A module as miniflare takes it. */
export interface BuiltModule {
  readonly type: 'ESModule' | 'Data'
  readonly path: string
  readonly contents: string | Uint8Array
}

/** Bundles an entry as a deployment would be, under `folder`: its module, and the fonts that it imports. Throws with wrangler's words. */
function bundle(entry: string, config: string, folder: string): readonly BuiltModule[] {
  const args = [CLI, 'deploy', entry, '--dry-run', '--minify', '--config', config, '--outdir', folder]
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false', NO_COLOR: '1' }
  const made = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`${entry} could not be built:\n${made.stdout}${made.stderr}`)
  const name = entry.replace(/^.*\//, '').replace(/\.ts$/, '.js')
  const fonts = readdirSync(folder).filter((file) => file.endsWith('.ttf'))
  return [
    { type: 'ESModule', path: name, contents: readFileSync(join(folder, name), 'utf8') },
    ...fonts.map((path) => ({ type: 'Data' as const, path, contents: readFileSync(join(folder, path)) })),
  ]
}

/** Both Workers as their modules, the entry first. */
export interface Built {
  readonly app: readonly BuiltModule[]
  readonly floors: readonly BuiltModule[]
}

/** The Worker that is deployed, and the one that has the floors. `folder`: for what wrangler writes. */
export function buildWorkers(folder: string, compatibilityDate: string): Built {
  const config = join(folder, 'floors.toml')
  // The floors import the app's modules, and so its fonts.
  const rules = '[[rules]]\ntype = "Data"\nglobs = ["**/*.ttf"]\nfallthrough = true\n'
  writeFileSync(config, `name = "floors"\ncompatibility_date = "${compatibilityDate}"\n${rules}`)
  return {
    app: bundle(join(ROOT, 'src/index.ts'), join(ROOT, 'wrangler.toml'), join(folder, 'app')),
    floors: bundle(join(ROOT, 'bench/floor-worker.ts'), config, join(folder, 'floors')),
  }
}
