import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { unstable_readConfig, unstable_splitSqlQuery } from 'wrangler'
import { freshKeys } from '../scripts/lib/keys.ts'
import { ROOT } from '../scripts/lib/root.ts'
import type { Built, BuiltModule } from './build.ts'

/** The figures of a request's line in the log. */
export interface Counted {
  readonly trips: number
  readonly rowsRead: number
  readonly rowsWritten: number
}

export interface BenchServer {
  /** The Worker as it is deployed, with the relay after each commit. */
  readonly app: URL
  /** The same, with the relay left to the sweep. */
  readonly appWithoutRelay: URL
  readonly floors: URL
  readonly directory: D1Database
  readonly shard: D1Database
  /** What the last answered request of a route says of D1 in its line of log; waits for the line. */
  counted(ask: () => Promise<unknown>): Promise<Counted>
  stop(): Promise<void>
}

/** As much of wrangler.toml as runs here. Its own type leads to declarations that are not installed. */
interface Deployment {
  readonly compatibility_date: string
  readonly d1_databases: readonly { binding: string; database_id: string; migrations_dir: string }[]
  readonly r2_buckets: readonly { binding: string; bucket_name: string }[]
  readonly ratelimits: readonly { name: string; namespace_id: string; simple: { limit: number; period: 10 | 60 } }[]
  readonly queues: {
    readonly producers: readonly { binding: string; queue: string }[]
    readonly consumers: readonly {
      queue: string
      max_batch_size: number
      max_batch_timeout: number
      max_retries?: number
      dead_letter_queue?: string
    }[]
  }
}

type LogLine = Readonly<Record<string, unknown>>

/** Lines of log by event, for whoever waits for the next one. */
function logWatch() {
  let waiting: ((line: LogLine) => void) | null = null
  return {
    /** Lines are read only while somebody waits: under load there are thousands a second. */
    heard({ message }: { message: string }) {
      if (!waiting || !message.includes('"event":"request"')) return
      waiting(JSON.parse(message.slice(message.indexOf('{'))) as LogLine)
      waiting = null
    },
    next: () =>
      new Promise<LogLine>((resolve) => {
        waiting = resolve
      }),
  }
}

async function migrate(db: D1Database, folder: string): Promise<void> {
  for (const name of readdirSync(folder)
    .filter((each) => each.endsWith('.sql'))
    .sort()) {
    const queries = unstable_splitSqlQuery(readFileSync(join(folder, name), 'utf8'))
    await db.batch(queries.map((query) => db.prepare(query)))
  }
}

/** What wrangler.toml says. */
export function deployment(): Deployment {
  return unstable_readConfig({ config: join(ROOT, 'wrangler.toml') })
}

/** Runs the Workers on workerd, without a proxy between, on free ports of 127.0.0.1. Databases are migrated and empty. */
export async function startBenchServer(built: Built): Promise<BenchServer> {
  const config = deployment()
  const log = logWatch()
  const shared = {
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: ['nodejs_compat'],
    d1Databases: Object.fromEntries(config.d1_databases.map(({ binding, database_id }) => [binding, database_id])),
    r2Buckets: Object.fromEntries(config.r2_buckets.map(({ binding, bucket_name }) => [binding, bucket_name])),
    queueProducers: Object.fromEntries(config.queues.producers.map(({ binding, queue }) => [binding, queue])),
    ratelimits: Object.fromEntries(
      config.ratelimits.map(({ name, namespace_id, simple }) => [name, { namespace_id, simple }]),
    ),
    durableObjects: { NOTIFICATION_HUB: { className: 'NotificationHub', useSQLite: true } },
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  }
  const vars = { ENVIRONMENT: 'development', PUBLIC_URL: 'http://127.0.0.1', RATE_LIMITS: 'off', ...freshKeys() }
  const worker = (name: string, modules: readonly BuiltModule[], more: object) => ({
    ...shared,
    name,
    modules: [...modules],
    bindings: vars,
    ...more,
  })
  const consumers = Object.fromEntries(
    config.queues.consumers.map((each) => [
      each.queue,
      {
        maxBatchSize: each.max_batch_size,
        maxBatchTimeout: each.max_batch_timeout,
        ...(each.max_retries !== undefined && { maxRetries: each.max_retries }),
        ...(each.dead_letter_queue !== undefined && { deadLetterQueue: each.dead_letter_queue }),
      },
    ]),
  )
  const sweeps = { bindings: { ...vars, RELAY: 'sweep' } }
  const hubs = {
    BARE_HUB: { className: 'BareHub', useSQLite: true },
    LISTENERS: { className: 'Listeners', useSQLite: true },
    APP_HUB: { className: 'NotificationHub', scriptName: 'app', useSQLite: true },
  }
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      handleStructuredLogs: log.heard,
      workers: [
        worker('app', built.app, { queueConsumers: consumers }),
        worker('app-without-relay', built.app, sweeps),
        worker('floors', built.floors, { ...sweeps, durableObjects: { ...shared.durableObjects, ...hubs } }),
      ],
    }),
  )
  try {
    await miniflare.ready
    const database = async (binding: string) => (await miniflare.getD1Database(binding, 'app')) as unknown as D1Database
    for (const { binding, migrations_dir } of config.d1_databases) {
      await migrate(await database(binding), join(ROOT, migrations_dir))
    }
    return {
      app: await miniflare.unsafeGetDirectURL('app'),
      appWithoutRelay: await miniflare.unsafeGetDirectURL('app-without-relay'),
      floors: await miniflare.unsafeGetDirectURL('floors'),
      directory: await database('DIRECTORY_DB'),
      shard: await database('TENANT_DB_0'),
      async counted(ask) {
        const line = log.next()
        await ask()
        const { d1_trips, rows_read, rows_written } = await line
        return { trips: Number(d1_trips), rowsRead: Number(rows_read), rowsWritten: Number(rows_written) }
      },
      stop: () => miniflare.dispose(),
    }
  } catch (error) {
    await miniflare.dispose()
    throw error
  }
}
