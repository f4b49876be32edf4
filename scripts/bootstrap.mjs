/**
 * The way into `npm start`, `npm run demo` and `npm test`: runs on any Node from 20 on, before anything is installed. Installs what is
 * missing, then runs scripts/<name>.ts with the project's own Node and tools first on the PATH.
 */
import { spawn } from 'node:child_process'
import { existsSync, statSync, utimesSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = join(root, 'node_modules', '.bin')
const installed = join(root, 'node_modules', '.package-lock.json')

/** True when nothing is installed, or something else than the lock file says. */
function isStale() {
  if (!existsSync(installed)) return true
  return statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs
}

/** Answers the exit code as a shell would give it. Signals are passed on; through `ipc` the script notices when this process is gone. */
function run(command, args, env = process.env) {
  const child = spawn(command, args, {
    cwd: root,
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    shell: process.platform === 'win32' && command === 'npm',
  })
  const forward = (signal) => child.kill(signal)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward)
      resolve(code ?? 128 + (constants.signals[signal] ?? 0))
    })
  })
}

async function install() {
  if (!isStale()) return
  console.log('Installing what is missing (npm install); the first time takes a minute …')
  const code = await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'])
  if (code !== 0) {
    console.error('\nnpm install failed; its message is above. Mend that and run the same command again.')
    process.exit(code)
  }
  const now = new Date()
  utimesSync(installed, now, now)
}

const [name, ...rest] = process.argv.slice(2)
const script = join(root, 'scripts', `${name}.ts`)
if (!name || !existsSync(script)) {
  console.error(`There is no scripts/${name ?? ''}.ts to run.`)
  process.exit(2)
}
await install()
const path = `${bin}${delimiter}${process.env.PATH ?? ''}`
process.exit(await run(join(bin, 'node'), [script, ...rest], { ...process.env, PATH: path }))
