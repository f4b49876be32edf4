import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from './root.ts'

const CLI = join(ROOT, 'node_modules', 'wrangler', 'wrangler-dist', 'cli.js')
const END_WITH_PARENT = join(ROOT, 'scripts', 'end-with-parent.mjs')

/** A process of wrangler's, the leader of a group of its own: it ends with whoever started it, and its group with it. */
export function spawnInGroup(args: readonly string[], stateDir: string, logFd: number): ChildProcess {
  return spawn(process.execPath, ['--no-warnings', '--import', END_WITH_PARENT, ...args], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', logFd, logFd],
    env: {
      ...process.env,
      NO_COLOR: '1',
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_HIDE_BANNER: 'true',
      WRANGLER_WRITE_LOGS: 'false',
      // Two servers side by side do not know of each other.
      WRANGLER_REGISTRY_PATH: join(stateDir, 'registry'),
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    },
  })
}

/** wrangler without a shell or its own wrapper between, so that its id is that of the process group. */
export function spawnWrangler(args: readonly string[], stateDir: string, logFd: number): ChildProcess {
  return spawnInGroup([CLI, ...args], stateDir, logFd)
}

/** Ends a whole process group at once. Gone already is fine. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
