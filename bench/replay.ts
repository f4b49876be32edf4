import type { Ran } from './recorded-d1.ts'

/** Text whose ids are filled in anew each time, so that a replayed insert meets no row of its own. */
type Template = readonly string[]
interface Prepared {
  readonly database: string
  readonly sql: string
  readonly params: readonly (Template | unknown)[]
}
/** The round trips of an operation, in order. */
export type Trips = readonly (readonly Prepared[])[]

/** Ids that an operation makes, a tracking id among them, and hashes of tokens. Each ends in eight characters that may be others. */
const MADE = /(?:shp|evt|ntf|aud|ses|obx)_[0-9a-z]{26}|\b[0-9a-f]{64}\b|\b[0-9A-HJKMNP-Z]{16}\b/g
const FREE = 8

class Fresh {
  readonly parts: Template

  constructor(parts: Template) {
    this.parts = parts
  }
}

function templateOf(param: unknown): unknown {
  if (typeof param !== 'string' || param.startsWith('$')) return param
  const parts: string[] = []
  let from = 0
  for (const found of param.matchAll(MADE)) {
    const end = found.index + found[0].length
    parts.push(param.slice(from, end - FREE))
    from = end
  }
  return parts.length === 0 ? param : new Fresh([...parts, param.slice(from)])
}

/** What was run, as something that can be run again. `reads` keep their values: they look for what is there. */
export function tripsOf(ran: readonly Ran[]): Trips {
  const trips = new Map<number, Prepared[]>()
  for (const { trip, database, sql, params } of ran) {
    const write = /^\s*(insert|update|delete)\b/i.test(sql)
    const prepared = { database, sql, params: write ? params.map(templateOf) : params }
    trips.set(trip, [...(trips.get(trip) ?? []), prepared])
  }
  return [...trips.values()]
}

let made = 0

/** Runs the trips as they were, and nothing else. */
export async function replay(trips: Trips, databases: Readonly<Record<string, D1Database>>): Promise<number> {
  made += 1
  const unique = String(made).padStart(FREE, '0')
  let rows = 0
  for (const trip of trips) {
    const session = databases[trip[0]?.database ?? '']?.withSession('first-primary')
    if (!session) throw new Error('an unknown database')
    const bound = trip.map(({ sql, params }) =>
      session.prepare(sql).bind(...params.map((each) => (each instanceof Fresh ? each.parts.join(unique) : each))),
    )
    const [first] = bound
    const results = bound.length === 1 && first ? [await first.all()] : await session.batch(bound)
    rows += results.reduce((sum, { results: got }) => sum + got.length, 0)
  }
  return rows
}
