import { cpus } from 'node:os'
import type { HubLine } from './hub.ts'
import { mostSockets } from './hub-clients.ts'
import { table, tenth, whole } from './table.ts'

interface Run {
  /** Load averages of a minute, before and after. */
  readonly busy: number
  readonly busyAfter: number
  readonly seconds: number
}

/** How many sockets of the largest crowd were not TCP. */
function inside(lines: readonly HubLine[]): string {
  const most = Math.max(...lines.map(({ sockets }) => sockets))
  return `(${whole(Math.max(0, most - mostSockets()))} of ${whole(most)} here) are held inside it`
}

/** The section of docs/benchmarks.md. */
export function hubReport(lines: readonly HubLine[], run: Run): string {
  const floor = (sockets: number) => lines.find((line) => line.sockets === sockets)?.p50 ?? Number.NaN
  const rows = lines.map((line) => [
    line.arrangement,
    whole(line.sockets),
    tenth(line.p50),
    tenth(line.p99),
    `${(line.p50 / floor(line.sockets)).toFixed(1)} x`,
    tenth(line.answered),
    whole(line.rounds),
  ])
  const head = ['to the last socket', 'sockets', 'p50 ms', 'p99 ms', 'to the floor', 'answered p50 ms', 'rounds']
  return `## The hub

\`npm run bench -- hub\` of ${new Date().toISOString().slice(0, 10)}, ${whole(run.seconds)} s on ${cpus().length} cores, with a load average of ${run.busy.toFixed(1)} when it began and ${run.busyAfter.toFixed(1)} at its end.

${table(head, rows)}

From the call to the moment the last of so many sockets has the frame; one event at a time, arrangements by turns. The sockets are one process's on the
same cores, and take their share of each figure; workerd has two descriptors for each, and those beyond \`ulimit -n\` ${inside(lines)}. The floor is a
Durable Object that loops \`ws.send\` and does nothing else. "Answered" is when the publish (or the POST) itself was. In the tree all sockets are on eight
children; here they share one thread with the root, so the tree's price is seen and its gain, threads and machines of their own, is not. What else the
machine does moves a line by a third from run to run: a ratio near one is one.
`
}
