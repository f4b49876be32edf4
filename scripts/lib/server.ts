import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { applyMigrations } from './migrate.ts'
import { assertPortFree } from './port.ts'
import { ServerError } from './server-error.ts'
import { envFileText, type Vars } from './worker-vars.ts'
import { killGroup, spawnWrangler } from './wrangler.ts'

export interface ServerOptions {
  readonly port: number
  /** Databases, objects, files, logs: all that a start leaves behind. */
  readonly stateDir: string
  /** The Worker's whole configuration; `.dev.vars` is not read beside it. */
  readonly vars: Vars
  readonly progress?: (line: string) => void
}

export interface RunningServer {
  readonly url: string
  readonly logFile: string
  /** Fulfilled when wrangler is gone, whatever the reason. */
  readonly ended: Promise<void>
  /** Fires one cron trigger and waits until its work is done. Throws `ServerError` when the handler fails. */
  tick(cron: string): Promise<void>
  /** Ends wrangler and workerd, gently and then for good. */
  stop(): Promise<void>
  /** SIGKILL to the whole process group, as a power cut would. */
  kill(): Promise<void>
}

const START_MS = 120_000
const STOP_MS = 5_000
const BUILD_FAILED = /Build failed with \d+ error/

/**
 * A real `wrangler dev` on a port of 127.0.0.1, migrated and answering /health.
 * @throws ServerError in plain words, with the log
 */
export async function startServer({ port, stateDir: dir, vars, progress }: ServerOptions): Promise<RunningServer> {
  const stateDir = resolve(dir)
  await assertPortFree(port)
  mkdirSync(stateDir, { recursive: true })
  await applyMigrations(stateDir, () => progress?.('Migrating the local databases …'))

  progress?.('Starting the Worker …')
  const envFile = join(stateDir, 'worker.env')
  writeFileSync(envFile, envFileText(vars), { mode: 0o600 })
  const logFile = join(stateDir, 'server.log')
  const log = openSync(logFile, 'w')
  const child = spawnWrangler(
    [
      ...['dev', '--local', '--ip', '127.0.0.1', '--port', String(port), '--inspector-port', '0'],
      ...['--persist-to', stateDir, '--env-file', envFile, '--show-interactive-dev-session=false'],
    ],
    stateDir,
    log,
  )
  closeSync(log)
  const ended = once(child, 'exit').then(() => killGroup(child, 'SIGKILL'))

  const kill = async () => {
    killGroup(child, 'SIGKILL')
    await ended
  }
  const stop = async () => {
    child.kill('SIGTERM')
    const late = setTimeout(() => killGroup(child, 'SIGKILL'), STOP_MS)
    await ended
    clearTimeout(late)
  }
  const url = `http://127.0.0.1:${port}`
  try {
    await answering(`${url}/health`, ended, logFile)
  } catch (error) {
    await kill()
    throw error
  }
  return { url, logFile, ended, tick: (cron) => fireCron(url, cron, logFile), stop, kill }
}

/** Asks until it is told 200. */
async function answering(url: string, ended: Promise<void>, logFile: string): Promise<void> {
  let running = true
  void ended.then(() => {
    running = false
  })
  const deadline = Date.now() + START_MS
  let heard = 'nothing'
  while (Date.now() < deadline) {
    if (!running) throw new ServerError('The Worker did not start.', logFile)
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
      await response.body?.cancel()
      if (response.ok) return
      heard = String(response.status)
      if (response.status >= 500) throw new ServerError(`The Worker runs, but answers ${heard} at ${url}.`, logFile)
    } catch (error) {
      if (error instanceof ServerError) throw error
    }
    // wrangler stays and waits for a better version of the source; nobody here will write one.
    if (BUILD_FAILED.test(readFileSync(logFile, 'utf8'))) throw new ServerError('The Worker does not build.', logFile)
    await sleep(50)
  }
  throw new ServerError(`The Worker did not answer at ${url} within two minutes (last heard: ${heard}).`, logFile)
}

/** `wrangler dev` fires no cron triggers by itself; this is its door for them. */
async function fireCron(url: string, cron: string, logFile: string): Promise<void> {
  const response = await fetch(`${url}/cdn-cgi/local/scheduled?${new URLSearchParams({ cron, format: 'json' })}`)
  const text = await response.text()
  if (!response.ok || !text.includes('"ok"')) throw new ServerError(`The cron trigger ${cron} failed: ${text}`, logFile)
}
