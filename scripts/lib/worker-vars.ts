import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { freshKeys } from './keys.ts'
import { WORKER_VARS } from './var-names.ts'

export type Vars = Readonly<Record<string, string>>

/** `npm start` passes on those that stand in its own environment. */
const NAMES: ReadonlySet<string> = new Set(WORKER_VARS)
const OAUTH_SECRET = /^OAUTH_[A-Z0-9_]+_CLIENT_SECRET$/
const LOCAL_URL = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\/?$/

/** Those of an environment's variables that are the Worker's. An empty one counts as not set. */
export function workerVarsOf(environment: NodeJS.ProcessEnv): Vars {
  const vars: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) {
    if (value && (NAMES.has(name) || OAUTH_SECRET.test(name))) vars[name] = value
  }
  return vars
}

/** Enough for a Worker on this machine that nobody else has to know. */
export function developmentVars(port: number): Vars {
  return { ENVIRONMENT: 'development', PUBLIC_URL: `http://localhost:${port}`, ...freshKeys() }
}

/** Makes `.dev.vars` with fresh keys when there is none; never touches one that is there. True when it was made. */
export function makeDevVars(path: string, port: number): boolean {
  if (existsSync(path)) return false
  const lines = Object.entries(developmentVars(port)).map(([name, value]) => `${name}='${value}'`)
  const head =
    '# Made by npm start with keys of your own. Not in git. .dev.vars.example tells what else may stand here.'
  writeFileSync(path, `${[head, ...lines].join('\n')}\n`, { mode: 0o600, flag: 'wx' })
  return true
}

/** `.dev.vars` below, the environment above it. A local PUBLIC_URL in the file follows the port. */
export function localVars(devVarsPath: string, port: number, environment: NodeJS.ProcessEnv): Vars {
  const file: Record<string, string> = {}
  for (const [name, value] of Object.entries(parseEnv(readFileSync(devVarsPath, 'utf8')))) file[name] = value ?? ''
  const publicUrl = file.PUBLIC_URL ?? ''
  if (publicUrl === '' || LOCAL_URL.test(publicUrl)) file.PUBLIC_URL = `http://localhost:${port}`
  return { ...file, ...workerVarsOf(environment) }
}

/**
 * The variables as a file for `wrangler --env-file`, which keeps secrets off the command line, where every process can read them.
 * wrangler expands `$NAME` in such a file, so a `$` is written as `\$`.
 * @throws Error for a value with all three kinds of quotes, which the format cannot hold
 */
export function envFileText(vars: Vars): string {
  const lines = Object.entries(vars).map(([name, value]) => {
    const quote = ["'", '`', '"'].find((mark) => !value.includes(mark))
    if (quote === undefined) throw new Error(`${name} holds ', " and \` at once; a .env file cannot say that.`)
    return `${name}=${quote}${value.replaceAll('$', '\\$')}${quote}`
  })
  return `${lines.join('\n')}\n`
}
