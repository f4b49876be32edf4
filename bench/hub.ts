/** `npm run bench -- hub`, `npm run bench -- hub 100`: from a commit to the last of so many sockets, beside a Durable Object that only sends. */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWorkers } from './build.ts'
import { Crowd, mostSockets } from './hub-clients.ts'
import { hubReport } from './hub-report.ts'
import { callOnce } from './load.ts'
import { prepare, type Scenario } from './scenario.ts'
import { type BenchServer, deployment, startBenchServer } from './server.ts'
import { keepSection } from './written.ts'

/** A hub that keeps every socket to itself. */
const ONE_LEVEL = 1_000_000
const SIZES = [100, 1_000, 2_000, 10_000]
/** Publishes a turn, and turns: the arrangements take turns, so that whatever else the machine does hits all alike. To open ten thousand takes a while. */
const ROUNDS: Readonly<Record<number, number>> = { 100: 60, 1000: 40, 2000: 40, 10000: 25 }
const TURNS: Readonly<Record<number, number>> = { 100: 3, 1000: 3, 2000: 3, 10000: 2 }
/** Fewer sockets than this are no tree's business. */
const TREE_FROM = 10_000
const WARM_UP = 3

/** Times in ms. */
export interface HubLine {
  readonly sockets: number
  readonly arrangement: string
  readonly p50: number
  readonly p99: number
  /** Until the publish itself was answered: what one publish holds a hub for. */
  readonly answered: number
  readonly rounds: number
}

type Round = { readonly last: number; readonly answered: number }

interface Arrangement {
  readonly name: string
  /** Opens the sockets and answers what publishes once. */
  enter(crowd: Crowd, sockets: number, turn: number): Promise<() => Promise<unknown>>
}

const say = (line: string) => process.stderr.write(`${line}\n`)

let made = 0
/** As long as one that the API makes. */
const event = () => ({
  id: `ntf_bench_${++made}`,
  event: 'shipment.created',
  at: '2026-11-23T12:00:00.000Z',
  topics: ['shipments', 'shipment:shp_01hzy3q8fjetb9a6xk2m4n7pw1'],
  audience: { staff: true, users: [] },
  data: {
    shipment_id: 'shp_01hzy3q8fjetb9a6xk2m4n7pw1',
    status: 'created',
    code: 'BKD',
    airport: 'MAD',
    note: 'x'.repeat(120),
  },
})

/** As many over TCP as this shell allows, and one more that stands for the rest, held inside. */
function addressesOf(origin: URL, path: '/hub/ws' | '/hub/bare/ws', name: string, sockets: number): readonly string[] {
  const outside = Math.min(sockets, mostSockets())
  const base = `ws://127.0.0.1:${origin.port}`
  const query = (n: number) => `name=${encodeURIComponent(name)}&n=${n}`
  const addresses = Array.from({ length: outside }, (_, n) => `${base}${path}?${query(n)}`)
  const inside = `count=${sockets - outside}${path === '/hub/bare/ws' ? '&bare' : ''}`
  return outside === sockets ? addresses : [...addresses, `${base}/hub/listen?${query(outside)}&${inside}`]
}

function bare({ floors }: BenchServer): Arrangement {
  return {
    name: 'a Durable Object that only sends',
    async enter(crowd, sockets, turn) {
      const name = `bare-${sockets}-${turn}`
      await crowd.open(addressesOf(floors, '/hub/bare/ws', name, sockets))
      const text = () => JSON.stringify({ type: 'event', seq: 1, ...event(), topics: undefined, audience: undefined })
      return () => callOnce(floors, { method: 'POST', path: '/hub/bare/publish', body: { name, text: text() } })
    },
  }
}

function published({ floors }: BenchServer, arrangement: string, above: number): Arrangement {
  return {
    name: `publish to ${arrangement}`,
    async enter(crowd, sockets, turn) {
      const name = `tenant:ten_bench${above}x${sockets}x${turn}`
      await callOnce(floors, { method: 'POST', path: '/hub/fan-out', body: { name, above } })
      await crowd.open(addressesOf(floors, '/hub/ws', name, sockets))
      return () => callOnce(floors, { method: 'POST', path: '/hub/publish', body: { name, events: [event()] } })
    },
  }
}

function announced({ app, floors }: BenchServer, scenario: Scenario, arrangement: string, above: number): Arrangement {
  return {
    name: `POST /api/v1/shipments, ${arrangement}`,
    async enter(crowd, sockets) {
      const name = `tenant:${scenario.tenant.id}`
      await callOnce(floors, { method: 'POST', path: '/hub/fan-out', body: { name, above } })
      await crowd.open(addressesOf(floors, '/hub/ws', name, sockets))
      const post = {
        method: 'POST',
        path: '/api/v1/shipments',
        token: scenario.token,
        body: scenario.shipment,
      } as const
      return () => callOnce(app, post)
    },
  }
}

async function turnOf(arrangement: Arrangement, sockets: number, turn: number): Promise<readonly Round[]> {
  const crowd = new Crowd()
  try {
    const publish = await arrangement.enter(crowd, sockets, turn)
    const rounds: Round[] = []
    for (let round = 0; round < WARM_UP + (ROUNDS[sockets] ?? 20); round++) {
      const timed = await crowd.timed(publish)
      if (round >= WARM_UP) rounds.push(timed)
    }
    return rounds
  } finally {
    await crowd.leave()
  }
}

function lineOf(arrangement: string, sockets: number, rounds: readonly Round[]): HubLine {
  const at = (values: readonly number[], share: number) =>
    values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN
  const lasts = rounds.map(({ last }) => last)
  const answered = at(
    rounds.map((each) => each.answered),
    0.5,
  )
  return { arrangement, sockets, p50: at(lasts, 0.5), p99: at(lasts, 0.99), answered, rounds: rounds.length }
}

async function linesOf(arrangements: readonly Arrangement[], sockets: number): Promise<readonly HubLine[]> {
  const rounds = arrangements.map((): Round[] => [])
  const turns = TURNS[sockets] ?? 1
  for (let turn = 0; turn < turns; turn++) {
    // Each turn another begins: the first has the end of the crowd before it for company.
    for (const step of arrangements.keys()) {
      const index = (step + turn) % arrangements.length
      const arrangement = arrangements[index]
      if (!arrangement) continue
      say(`${sockets} sockets, turn ${turn + 1} of ${turns}: ${arrangement.name}`)
      rounds[index]?.push(...(await turnOf(arrangement, sockets, turn)))
    }
  }
  return arrangements.map(({ name }, index) => lineOf(name, sockets, rounds[index] ?? []))
}

const asked = process.argv.slice(3).map(Number).filter(Number.isInteger)
const started = performance.now()
const [busy = 0] = loadavg()
const folder = mkdtempSync(join(tmpdir(), 'aircourier-hub-'))
try {
  say('Building …')
  const server = await startBenchServer(buildWorkers(folder, deployment().compatibility_date))
  try {
    const scenario = await prepare(server)
    const lines: HubLine[] = []
    for (const sockets of asked.length > 0 ? asked : SIZES) {
      const tree = sockets < TREE_FROM ? [] : [published(server, 'the tree', 0)]
      const oneLevel = [published(server, 'one level', ONE_LEVEL), announced(server, scenario, 'one level', ONE_LEVEL)]
      lines.push(...(await linesOf([bare(server), ...oneLevel, ...tree], sockets)))
      // By itself, at the end: a company's hub that has had children keeps them for a while.
      if (tree.length > 0) lines.push(...(await linesOf([announced(server, scenario, 'the tree', 0)], sockets)))
    }
    const text = hubReport(lines, {
      busy,
      busyAfter: loadavg()[0] ?? 0,
      seconds: (performance.now() - started) / 1_000,
    })
    console.log(text)
    if (process.argv.includes('--write')) keepSection(text)
  } finally {
    await server.stop()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
