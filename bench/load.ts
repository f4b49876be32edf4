import { Agent, request } from 'node:http'
import { performance } from 'node:perf_hooks'

/** One request of a load. */
export interface Call {
  readonly method?: 'GET' | 'POST'
  readonly path: string
  readonly token?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Measured {
  readonly requests: number
  readonly perSecond: number
  /** ms */
  readonly p50: number
  /** ms */
  readonly p99: number
}

/** Callers at a time. */
export const CONCURRENCY = 32
/** How long one slice of load is. */
export const SLICE_SECONDS = 1.5
/** Slices of each line and of its floor, by turns. */
export const TURNS = 3
const MOST_REQUESTS = 50_000
const WARM_UP_MS = 400

/** Sends one request and reads its answer. Throws for anything but a 2xx. */
export function call(agent: Agent, origin: URL, { method = 'GET', path, token, body, headers }: Call): Promise<string> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent,
        hostname: origin.hostname,
        port: origin.port,
        method,
        path,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...headers,
        },
      },
      (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('error', reject)
        answer.on('end', () => {
          const got = Buffer.concat(parts).toString()
          const status = answer.statusCode ?? 0
          if (status >= 200 && status < 300) resolve(got)
          else reject(new Error(`${method} ${path} answered ${status}: ${got.slice(0, 500)}`))
        })
      },
    )
    sent.on('error', reject)
    sent.end(text)
  })
}

/** One request by itself, on a connection of its own. */
export async function callOnce(origin: URL, each: Call): Promise<string> {
  const agent = new Agent({ keepAlive: false })
  try {
    return await call(agent, origin, each)
  } finally {
    agent.destroy()
  }
}

interface Loop {
  readonly agent: Agent
  readonly origin: URL
  readonly next: () => Call
  readonly atATime: number
}

/** Asks until the time is up, each caller of the loop as soon as it is answered. Answers how long each took, in ms. */
async function loop({ agent, origin, next, atATime }: Loop, milliseconds: number): Promise<number[]> {
  const until = performance.now() + milliseconds
  const took: number[] = []
  let left = MOST_REQUESTS
  const caller = async () => {
    while (performance.now() < until && left > 0) {
      left -= 1
      const started = performance.now()
      await call(agent, origin, next())
      took.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: atATime }, caller))
  return took
}

/** What is put under load. `atATime`: callers; 32 when absent. */
export interface Target {
  readonly origin: URL
  readonly next: () => Call
  readonly atATime?: number
}

interface Slice {
  readonly took: readonly number[]
  readonly elapsed: number
}

/** A closed loop of callers over as many kept connections, after a short warm-up that is not counted. */
async function slice({ origin, next, atATime = CONCURRENCY }: Target): Promise<Slice> {
  const agent = new Agent({ keepAlive: true, maxSockets: atATime })
  const each = { agent, origin, next, atATime }
  try {
    await loop(each, WARM_UP_MS)
    const started = performance.now()
    const took = await loop(each, SLICE_SECONDS * 1_000)
    return { took, elapsed: performance.now() - started }
  } finally {
    agent.destroy()
  }
}

function measuredOf(slices: readonly Slice[]): Measured {
  const took = slices.flatMap((each) => each.took).sort((a, b) => a - b)
  const elapsed = slices.reduce((sum, each) => sum + each.elapsed, 0)
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN
  return { requests: took.length, perSecond: (took.length / elapsed) * 1_000, p50: at(0.5), p99: at(0.99) }
}

/**
 * Puts targets under load by turns, a slice of each at a time, so that whatever else the machine does hits all of them alike.
 * Throws when a request is not answered with 2xx.
 */
export async function load(targets: readonly Target[], turns: number): Promise<readonly Measured[]> {
  const slices = targets.map((): Slice[] => [])
  for (let turn = 0; turn < turns; turn++) {
    for (const [index, target] of targets.entries()) slices[index]?.push(await slice(target))
  }
  return slices.map(measuredOf)
}
