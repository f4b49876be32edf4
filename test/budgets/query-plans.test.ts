import { env } from 'cloudflare:workers'
import { beforeAll, describe, it } from 'vitest'
import type { Ran } from '../../bench/recorded-d1.ts'
import { fullDay } from './full-day.ts'
import { type Finding, findingsOf, oneLine, planOf } from './query-plans.ts'

/** Statements that may read more than the rows of one tenant that they are after, and why. */
const ALLOWED: readonly { readonly because: string; readonly rule: Finding['rule']; readonly sql: RegExp }[] = [
  {
    because: 'a page of all rows of a tenant: in the order of the key, ended by LIMIT',
    rule: 'whole_tenant',
    sql: /^select .+ from "(\w+)" where \(?"\1"\."tenant_id" = \?( and \(?"\1"\."id"\)? (<|>=) \(?\?\)?)*\)? order by "\1"\."id" desc limit \?$/i,
  },
  {
    because:
      'a page of all events of a tenant, in the order of the key, and the unread ones as far as they are counted: both ended by LIMIT',
    rule: 'whole_tenant',
    sql: /^SELECT (n\.\*|.*count\(\*\) AS unread FROM \(SELECT 1) FROM notification_events n WHERE n\.tenant_id = \? AND \(n\.audience .+ LIMIT \?\)*( AS unread)?$/,
  },
  {
    because: 'a page of all that a company writes to no more, in the order of the key, ended by LIMIT',
    rule: 'whole_tenant',
    sql: /^SELECT \* FROM suppressions WHERE tenant_id = \? AND \(channel, address\) >= \(\?, \?\) ORDER BY channel, address LIMIT \?$/,
  },
  {
    because:
      'the outbox holds what is pending, in the order in which it goes out, ended by LIMIT; the watchers are open pages',
    rule: 'whole_tenant',
    sql: /^(SELECT (o\.\*, .+ FROM outbox o .+ LIMIT \?|1 AS more FROM outbox o .+ LIMIT 1|w\.shipment_id FROM tracking_watchers w .+)|INSERT INTO outbox_leases .+ EXISTS \(SELECT 1 FROM outbox o .+)$/,
  },
  {
    because: 'the outbox of the directory holds account mail that is pending',
    rule: 'scan',
    sql: /^(SELECT o\.\* FROM outbox o .+ LIMIT \?|SELECT 1 AS more FROM outbox o .+ LIMIT 1|INSERT INTO outbox_leases .+ EXISTS \(SELECT 1 FROM outbox o .+|DELETE FROM outbox WHERE id IN .+)$/,
  },
  {
    because:
      'a company has one row of preferences, a circuit for each channel that fails, and at most 150 templates of its own',
    rule: 'whole_tenant',
    sql: /^(SELECT \* FROM (notification_preferences|notification_templates|channel_circuits) WHERE tenant_id = \?|UPDATE channel_circuits SET open_until = .+|select .+ from "channel_circuits" where "channel_circuits"."tenant_id" = \?)$/,
  },
  {
    because: 'a tick looks through the subscriptions that live: one row for each flight number that is watched',
    rule: 'scan',
    sql: /^select .+ from "flight_alert_subscriptions" where .+/,
  },
]
const TENANT_TABLES = [
  'flights',
  'bags',
  'shipments',
  'bag_shipments',
  'tracking_events',
  'audit_log',
  'deliveries',
  'commit_guard',
].concat([
  'notification_events',
  'notification_users',
  'notification_preferences',
  'notification_templates',
  'channel_circuits',
  'suppressions',
  'notification_reads',
  'outbox',
  'outbox_leases',
  'tracking_watchers',
  'idempotency_keys',
])
const DIRECTORY_TABLES = [
  'tenants',
  'users',
  'sessions',
  'devices',
  'flight_alert_subscriptions',
  'flight_alert_watchers',
  'flight_polls',
  'polled_flights',
  'flight_poll_budgets',
]
/** What crosses tenants by design: `adapters/db/cross-tenant.ts`. */
const SWEEPS = ['outbox', 'idempotency_keys', 'tracking_watchers', 'flights', 'suppressions', 'deliveries']

const allowed = ({ rule, sql }: Finding) => ALLOWED.some((each) => each.rule === rule && each.sql.test(oneLine(sql)))

describe('the plans of all statements of a full day', () => {
  let statements: readonly Ran[] = []
  beforeAll(async () => {
    const { ran } = await fullDay()
    statements = [...new Map(ran.map((each) => [`${each.database} ${each.sql}`, each])).values()]
  })

  async function findingsIn(database: string): Promise<readonly Finding[]> {
    const d1 = database === 'directory' ? env.DIRECTORY_DB : env.TENANT_DB_0
    const own = statements.filter((each) => each.database === database)
    const plans = own.map(async ({ sql, params }) =>
      findingsOf(sql, await planOf(d1, sql, params), database === 'shard'),
    )
    return (await Promise.all(plans)).flat()
  }

  it('are those of every table that a parcel’s journey needs', async ({ expect }) => {
    const texts = statements.map(({ sql }) => sql)
    const untouched = [...TENANT_TABLES, ...DIRECTORY_TABLES].filter(
      (name) => !texts.some((sql) => new RegExp(`\\b${name}\\b`).test(sql)),
    )
    expect(untouched).toEqual([])
    expect(texts.length).toBeGreaterThan(80)
  })

  it('search the shards by tenant and key, and read no more of a tenant than they are after', async ({ expect }) => {
    expect((await findingsIn('shard')).filter((finding) => !allowed(finding))).toEqual([])
  })

  it('scan no table of the directory but those that stay short', async ({ expect }) => {
    expect((await findingsIn('directory')).filter((finding) => !allowed(finding))).toEqual([])
  })

  it('cross tenants only where sweeps are meant to', async ({ expect }) => {
    const tables = (await findingsIn('sweep')).map(({ detail }) => /^SCAN (\w+)/.exec(detail)?.[1])
    expect([...new Set(tables)].sort()).toEqual([...SWEEPS].sort())
    // Of what was sent to whom only what waits, and of addresses only those that are forgotten some day.
    const partial = (await findingsIn('sweep')).filter(({ detail }) => /^SCAN (deliveries|suppressions)/.test(detail))
    for (const { detail } of partial) expect(detail).toMatch(/deliveries_(in_doubt|waiting)|suppressions_to_forget/)
  })

  it('need every exception that is on the list', async ({ expect }) => {
    const findings = [...(await findingsIn('shard')), ...(await findingsIn('directory'))]
    const unused = ALLOWED.filter(
      ({ rule, sql }) => !findings.some((each) => each.rule === rule && sql.test(oneLine(each.sql))),
    )
    expect(unused).toEqual([])
  })
})

describe('the check of plans', () => {
  const rulesOf = async (sql: string, ...params: unknown[]) =>
    findingsOf(sql, await planOf(env.TENANT_DB_0, sql, params), true)
      .filter((each) => !allowed(each))
      .map(({ rule }) => rule)

  it('refuses a statement that names no tenant', async ({ expect }) => {
    expect(await rulesOf('SELECT id FROM shipments WHERE description = ?', 'Medicines')).toEqual(['scan'])
  })

  it('refuses a tenant’s whole range for a column without an index', async ({ expect }) => {
    const sql = 'SELECT id, pieces FROM shipments WHERE tenant_id = ? AND description = ?'
    expect(await rulesOf(sql, 'ten_1', 'Medicines')).toEqual(['whole_tenant'])
  })

  it('refuses a page by status that the planner walks through the tenant’s whole range', async ({ expect }) => {
    const page = (condition: string) =>
      `SELECT * FROM shipments WHERE tenant_id = ? AND ${condition} ORDER BY id DESC LIMIT 21`
    expect(await rulesOf(page('status = ?'), 'ten_1', 'lost')).toEqual(['whole_tenant'])
    expect(await rulesOf(page('unlikely(status = ?)'), 'ten_1', 'lost')).toEqual([])
  })

  it('refuses a join that starts from all shipments of the tenant', async ({ expect }) => {
    const sql = `SELECT s.weight_grams FROM bags b JOIN shipments s ON s.tenant_id = b.tenant_id AND s.bag_id = b.id
      WHERE b.tenant_id = ? AND b.flight_id = ?`
    expect(await rulesOf(sql, 'ten_1', 'flt_1')).toContain('whole_tenant')
  })

  it('lets lists that travel as JSON and tables of the statement’s own pass', async ({ expect }) => {
    const sql = `WITH x AS MATERIALIZED (SELECT j.value AS id FROM json_each(?) j)
      SELECT s.id FROM x CROSS JOIN shipments s ON s.tenant_id = ? AND s.id = x.id`
    expect(await rulesOf(sql, '[]', 'ten_1')).toEqual([])
  })
})
