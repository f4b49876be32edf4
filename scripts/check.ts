/** `npm test`: everything a machine can say about this checkout, one line a part. `--quick` leaves out the tests. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './lib/root.ts'

interface Part {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  /** Where vitest writes what became of each test. */
  readonly report?: string
}

interface Outcome {
  readonly passed: number
  readonly failed: number
}

const COLOURS = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }
const scratch = mkdtempSync(join(tmpdir(), 'aircourier-check-'))

const STATIC_PARTS: readonly Part[] = [
  { name: 'format, lint and layers', command: ['biome', 'check', '.'] },
  { name: 'types of the Worker', command: ['tsc', '-p', '.'] },
  { name: 'types of tests and tools', command: ['tsc', '-p', 'test'] },
  { name: 'bindings as in wrangler.toml', command: ['npm', 'run', '--silent', 'types', '--', '--check'] },
  { name: 'nothing unused', command: ['knip'] },
]

/** A project's tests, or the share of them that `shard` names: `1/2`. */
function tests(name: string, project: string, shard = '1/1'): Part {
  const report = join(scratch, `${project}-${shard.replace('/', '-of-')}.json`)
  const chosen = ['--project', project, `--shard=${shard}`]
  const output = ['--silent=passed-only', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return { name, command: ['vitest', 'run', ...chosen, ...output], report }
}

function run([command, ...args]: Part['command']): Promise<{ ok: boolean; output: string; seconds: number }> {
  const started = performance.now()
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...COLOURS,
        WRANGLER_SEND_METRICS: 'false',
        WRANGLER_HIDE_BANNER: 'true',
        WRANGLER_WRITE_LOGS: 'false',
      },
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const end = (ok: boolean) => resolve({ ok, output, seconds: (performance.now() - started) / 1000 })
    child.once('error', (error) => {
      output += `${command} did not start: ${error.message}\n`
      end(false)
    })
    child.once('close', (code) => end(code === 0))
  })
}

/** A test file's outcome in vitest's JSON report: one that does not load fails without a failing test. */
interface FileReport {
  readonly status: string
  readonly assertionResults: readonly { readonly status: string }[]
}

/** Tests that passed and failed; a file that did not load counts as one failure, and so does a run that broke otherwise. */
function countTests(report: string, ok: boolean): Outcome {
  if (!existsSync(report)) return { passed: 0, failed: 1 }
  const { testResults }: { testResults: readonly FileReport[] } = JSON.parse(readFileSync(report, 'utf8'))
  const tests = testResults.flatMap((file) => file.assertionResults)
  const count = (status: string) => tests.filter((test) => test.status === status).length
  const unloaded = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  )
  const failed = count('failed') + unloaded.length
  return { passed: count('passed'), failed: ok ? failed : Math.max(1, failed) }
}

async function check(part: Part): Promise<Outcome> {
  const { ok, output, seconds } = await run(part.command)
  const outcome = part.report ? countTests(part.report, ok) : { passed: ok ? 1 : 0, failed: ok ? 0 : 1 }
  const count = part.report ? ` (${outcome.passed} passed, ${outcome.failed} failed)` : ''
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${part.name}${count}  ${seconds.toFixed(1)} s`)
  if (!ok) console.log(`\n${output.trimEnd()}\n`)
  return outcome
}

/** One after the other: each of these uses several threads by itself. */
async function checkAll(parts: readonly Part[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const part of parts) outcomes.push(await check(part))
  return outcomes
}

const quick = process.argv.includes('--quick')
/** Three lanes for two cores: tests in workerd wait for queues half of their time. */
const lanes = quick
  ? [checkAll(STATIC_PARTS)]
  : [
      checkAll([tests('tests in workerd, one half', 'worker', '1/2')]),
      checkAll([tests('tests in workerd, the other half', 'worker', '2/2')]),
      checkAll([
        ...STATIC_PARTS,
        tests('tests of the domain and the tools', 'domain'),
        tests('tests of whole stores', 'isolated'),
        tests('tests beside providers', 'providers'),
      ]),
    ]
const outcomes = (await Promise.all(lanes)).flat()
rmSync(scratch, { recursive: true, force: true })
const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0)
const failed = sum((outcome) => outcome.failed)
console.log(`${sum((outcome) => outcome.passed)} passed, ${failed} failed`)
// Not process.exit: a pipe that is full would lose the last lines.
process.exitCode = failed === 0 ? 0 : 1
