import type { Operation } from './floor-worker.ts'
import { clearOutbox } from './landing.ts'
import { type Call, callOnce, load, type Measured, type Target, TURNS } from './load.ts'
import type { Scenario } from './scenario.ts'
import type { BenchServer, Counted } from './server.ts'

/** One line of the table of requests. */
export interface RequestRow extends Measured, Counted {
  readonly name: string
  readonly floor: Measured
}

/** A password's hash keeps the whole isolate busy: more callers would only stand in line. */
export const SIGNING_IN = 2

interface Line {
  readonly name: string
  readonly floor: Operation
  readonly app: Target
  /** What goes on after an answer would slow the floor's next turn: then each has one, the floor first. */
  readonly once?: true
}

function linesOf(server: BenchServer, scenario: Scenario): readonly Line[] {
  const { app: origin, appWithoutRelay } = server
  const { token, trackingIds, shipment, credentials } = scenario
  let turn = 0
  const parcel = () => trackingIds[turn++ % trackingIds.length] ?? ''
  const track = (): Call => ({ path: `/api/v1/track/${parcel()}` })
  const page = (): Call => ({ path: `/t/${parcel()}` })
  const list = (): Call => ({ path: '/api/v1/shipments?limit=20', token })
  const create = (): Call => ({ method: 'POST', path: '/api/v1/shipments', token, body: shipment })
  const login = (): Call => ({ method: 'POST', path: '/api/v1/auth/login', body: credentials })
  return [
    { name: 'GET /api/v1/track/{id}', floor: 'track', app: { origin, next: track } },
    { name: 'GET /t/{id}, the page', floor: 'track', app: { origin, next: page } },
    { name: 'GET /api/v1/shipments?limit=20', floor: 'list', app: { origin, next: list } },
    { name: 'POST /api/v1/auth/login', floor: 'login', app: { origin, next: login, atATime: SIGNING_IN } },
    {
      name: 'POST /api/v1/shipments, relay left to the sweep',
      floor: 'create',
      app: { origin: appWithoutRelay, next: create },
    },
    { name: 'POST /api/v1/shipments, relayed after each', floor: 'create', app: { origin, next: create }, once: true },
  ]
}

/** Bare Hono that answers 200. */
export async function measureBare({ floors: origin }: BenchServer): Promise<Measured> {
  const [bare] = await load([{ origin, next: () => ({ path: '/' }) }], TURNS)
  if (!bare) throw new Error('nothing was measured')
  return bare
}

/** Each line: asked until its caches are warm, once for its figures of D1, then under load by turns with its floor. */
export async function measureRequests(
  server: BenchServer,
  scenario: Scenario,
  progress: (name: string) => void,
): Promise<readonly RequestRow[]> {
  const rows: RequestRow[] = []
  for (const { name, floor, app, once } of linesOf(server, scenario)) {
    progress(name)
    await clearOutbox(server, scenario.tenant.id)
    await callOnce(app.origin, app.next())
    const counted = await server.counted(() => callOnce(app.origin, app.next()))
    const below = { ...app, origin: server.floors, next: () => ({ path: `/floor/${floor}` }) }
    const [ground, measured] = await load([below, app], once ? 1 : TURNS)
    if (!ground || !measured) throw new Error('nothing was measured')
    rows.push({ name, floor: ground, ...counted, ...measured })
  }
  return rows
}
