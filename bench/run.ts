/** `npm run bench`, `npm run bench -- cascade` (landings only), `npm run bench -- lists`, `npm run bench -- hub`: figures, no thresholds. `--write` keeps them in docs/benchmarks.md. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../scripts/lib/root.ts'
import { type Built, buildWorkers } from './build.ts'
import { landings } from './landing.ts'
import { callOnce } from './load.ts'
import { landingText, type Report, reportText } from './report.ts'
import { measureBare, measureRequests } from './rows.ts'
import { prepare, type Scenario } from './scenario.ts'
import { type BenchServer, deployment, startBenchServer } from './server.ts'
import { keepReport } from './written.ts'

const say = (line: string) => process.stderr.write(`${line}\n`)

function versionOf(name: string): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}

/** A company on a server of its own, for one part of the figures: what one part leaves in the queues must not slow another. */
async function onFreshServer<T>(
  built: Built,
  work: (server: BenchServer, scenario: Scenario) => Promise<T>,
): Promise<T> {
  const server = await startBenchServer(built)
  try {
    return await work(server, await prepare(server))
  } finally {
    await server.stop()
  }
}

function land(built: Built) {
  say('landing flights')
  return onFreshServer(built, (server, scenario) => landings(server, scenario, [10, 1_000, 10_000]))
}

const build = (folder: string) => buildWorkers(folder, deployment().compatibility_date)

async function measure(folder: string): Promise<Report> {
  const started = performance.now()
  const [busy = 0] = loadavg()
  say('Building …')
  const built = build(folder)
  const underLoad = await onFreshServer(built, async (server, scenario) => {
    await callOnce(server.floors, { method: 'POST', path: '/capture', body: scenario.subject })
    const bare = await measureBare(server)
    return { bare, requests: await measureRequests(server, scenario, say) }
  })
  const landed = await land(built)
  const names = ['workerd', 'miniflare', 'hono']
  const versions = { Node: process.versions.node, ...Object.fromEntries(names.map((each) => [each, versionOf(each)])) }
  return { ...underLoad, landings: landed, versions, busy, seconds: (performance.now() - started) / 1_000 }
}

if (process.argv[2] === 'lists' || process.argv[2] === 'hub') {
  await import(`./${process.argv[2]}.ts`)
  process.exit()
}

const folder = mkdtempSync(join(tmpdir(), 'aircourier-bench-'))
try {
  const isCascade = process.argv[2] === 'cascade'
  const text = isCascade ? landingText(await land(build(folder))) : reportText(await measure(folder))
  console.log(text)
  if (process.argv.includes('--write') && !isCascade) keepReport(text)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
