import { cpus } from 'node:os'
import { type Landing, PATIENCE_SECONDS } from './landing.ts'
import { CONCURRENCY, type Measured, SLICE_SECONDS, TURNS } from './load.ts'
import { type RequestRow, SIGNING_IN } from './rows.ts'
import { EVENTS, SHIPMENTS } from './scenario.ts'
import { table, tenth, whole } from './table.ts'

export interface Report {
  readonly bare: Measured
  readonly requests: readonly RequestRow[]
  readonly landings: readonly Landing[]
  readonly versions: Readonly<Record<string, string>>
  readonly seconds: number
  /** What else the machine had to do when it began: the load average of a minute. */
  readonly busy: number
}

const COUNTS = ['D1 trips', 'rows read', 'rows written']

function requestTable({ bare, requests }: Report): string {
  const head = ['request', 'req/s', 'floor req/s', 'of floor', 'p50 ms', 'floor', 'p99 ms', 'floor', ...COUNTS]
  const bareRow = [
    'bare Hono, 200',
    whole(bare.perSecond),
    '',
    '',
    tenth(bare.p50),
    '',
    tenth(bare.p99),
    '',
    '',
    '',
    '',
  ]
  const rows = requests.map((row) => [
    row.name,
    whole(row.perSecond),
    whole(row.floor.perSecond),
    `${Math.round((100 * row.perSecond) / row.floor.perSecond)} %`,
    tenth(row.p50),
    tenth(row.floor.p50),
    tenth(row.p99),
    tenth(row.floor.p99),
    String(row.trips),
    String(row.rowsRead),
    String(row.rowsWritten),
  ])
  return table(head, [bareRow, ...rows])
}

function landingTable(landings: Report['landings']): string {
  const head = [
    ...['shipments', '4 bare statements ms', 'read + commit ms', 'to bare', 'webhook to arrived ms', 'last relayed ms'],
    ...['D1 trips', 'statements', 'rows read', 'rows written'],
  ]
  const rows = landings.map((each) => [
    whole(each.shipments),
    whole(each.bare),
    whole(each.commit),
    `${(each.commit / each.bare).toFixed(1)} x`,
    whole(each.webhook),
    each.relayed === null ? `> ${PATIENCE_SECONDS},000` : whole(each.relayed),
    String(each.trips),
    String(each.statements),
    whole(each.rowsRead),
    whole(each.rowsWritten),
  ])
  return table(head, rows)
}

function machine(versions: Report['versions']): string {
  const [first] = cpus()
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), ${named.join(', ')}`
}

/** What it costs when a flight lands, as Markdown. */
export function landingText(landings: Report['landings']): string {
  return `## A flight lands

${landingTable(landings)}

Departed flights with bags of 100, beside the company's other shipments; the median of three. The bare statements write events, outbox rows for each bag,
shipments and bags; the commit writes a notification and an outbox row for each shipment as well, the audit row and guards. From the provider's callback
the queue waits up to a second for more; "arrived" is when the commit is there, "last relayed" when hub and queue have been told of every shipment.
`
}

/** All figures as Markdown. */
export function reportText(report: Report): string {
  const date = new Date().toISOString().slice(0, 10)
  return `# Benchmarks

\`npm run bench\` of ${date}, ${Math.round(report.seconds)} s on ${machine(report.versions)},
with a load average of ${report.busy.toFixed(1)} when it began.

The built Worker on workerd with real D1, Durable Objects, Queues and R2, no proxy between; the load comes from a process on the same
cores. ${CONCURRENCY} callers (${SIGNING_IN} that sign in) over kept connections, ${TURNS} x ${SLICE_SECONDS} s a line and as much of its floor, by turns, in a company with ${whole(SHIPMENTS)} shipments; tracked parcels have
${EVENTS} events and fly. A floor is bare Hono with the same SQL statements and nothing else, in the same run: what lies between is ours. D1 is
emulated here, so a time is worth what its ratio is. Trips and rows are D1's counts of one request, and hold in production.

## Requests

${requestTable(report)}

The floor of a sign-in has scrypt too. The page has the floor of the JSON answer, whose statement it shares. "Relayed after each": hub and queue are told after every answer, on the
same cores; trips and rows are the request's own.

${landingText(report.landings)}`
}
