import { env } from 'cloudflare:workers'
import { it } from 'vitest'
import * as crossTenant from '../../../src/adapters/db/cross-tenant.ts'
import { openDirectoryDatabase, openShardDatabase, openTenantDatabase } from '../../../src/core/database.ts'

/** Every statement that crosses tenants. One more is a decision: add it here, with the function that runs it. */
const STATEMENTS: Readonly<Record<keyof typeof crossTenant, readonly string[]>> = {
  tenantsWithOutbox: ['SELECT tenant_id FROM outbox WHERE created_at < ? GROUP BY tenant_id ORDER BY random() LIMIT ?'],
  directoryHasOutbox: ['SELECT 1 AS found FROM outbox WHERE created_at < ? LIMIT 1'],
  flightsToPlan: [
    "SELECT * FROM flights INDEXED BY flights_to_plan WHERE poll_planned = 0 AND status NOT IN ('arrived', 'cancelled') LIMIT ?",
  ],
  flightsPlanned: [
    'UPDATE flights SET poll_planned = 1 FROM json_each(?) j WHERE flights.tenant_id = j.value ->> 0 AND flights.id = j.value ->> 1 AND flights.version = j.value ->> 2',
  ],
  retention: [
    'DELETE FROM idempotency_keys WHERE (tenant_id, principal, key) IN (SELECT tenant_id, principal, key FROM idempotency_keys WHERE created_at < ? LIMIT ?)',
    'SELECT changes() AS removed',
    'DELETE FROM tracking_watchers WHERE (tenant_id, shipment_id) IN (SELECT tenant_id, shipment_id FROM tracking_watchers WHERE expires_at < ? LIMIT ?)',
    'SELECT changes() AS removed',
    'DELETE FROM deliveries WHERE (tenant_id, event_id, recipient, channel) IN ( WITH RECURSIVE t (id) AS ( SELECT min(tenant_id) FROM deliveries UNION ALL SELECT (SELECT min(d.tenant_id) FROM deliveries d WHERE d.tenant_id > t.id) FROM t WHERE t.id IS NOT NULL) SELECT d.tenant_id, d.event_id, d.recipient, d.channel FROM t CROSS JOIN deliveries d ON d.tenant_id = t.id AND d.id < ? LIMIT ?)',
    'SELECT changes() AS removed',
    "DELETE FROM suppressions WHERE (tenant_id, channel, address) IN (SELECT tenant_id, channel, address FROM suppressions WHERE reason IN ('bounced', 'invalid') AND created_at < ? LIMIT ?)",
    'SELECT changes() AS removed',
  ],
  settleDoubts: [
    "UPDATE deliveries SET status = 'failed', settle_by = NULL, updated_at = ?, last_error = 'the provider never said whether it took it: the person may have it' WHERE (tenant_id, event_id, recipient, channel) IN (SELECT tenant_id, event_id, recipient, channel FROM deliveries WHERE settle_by <= ? LIMIT ?)",
    'SELECT changes() AS changed',
    "UPDATE deliveries SET status = 'failed', next_attempt_at = NULL, leased_until = NULL, updated_at = ?, last_error = coalesce(last_error, 'it waited too long') WHERE (tenant_id, event_id, recipient, channel) IN (SELECT tenant_id, event_id, recipient, channel FROM deliveries WHERE status = 'queued' AND coalesce(retried_at, created_at) < ? AND coalesce(leased_until, 0) <= ? LIMIT ?)",
    'SELECT changes() AS changed',
  ],
  overdueDeliveries: [
    "UPDATE deliveries SET next_attempt_at = ? WHERE (tenant_id, event_id, recipient, channel) IN (SELECT tenant_id, event_id, recipient, channel FROM deliveries WHERE status = 'queued' AND coalesce(next_attempt_at, updated_at) < ? AND shipment_id IS NOT NULL LIMIT ?) RETURNING tenant_id, event_id",
  ],
  removeExpired: ['the statements of retention'],
  removeExpiredFromDirectory: [
    'DELETE FROM idempotency_keys WHERE (tenant_id, principal, key) IN (SELECT tenant_id, principal, key FROM idempotency_keys WHERE created_at < ? LIMIT ?)',
    'SELECT changes() AS removed',
    'DELETE FROM oauth_starts WHERE state_hash IN (SELECT state_hash FROM oauth_starts WHERE expires_at < ? LIMIT ?)',
    'SELECT changes() AS removed',
    'DELETE FROM oauth_codes WHERE code_hash IN (SELECT code_hash FROM oauth_codes WHERE expires_at < ? LIMIT ?)',
    'SELECT changes() AS removed',
    'DELETE FROM sign_in_failures WHERE who IN (SELECT who FROM sign_in_failures WHERE failed_at < ? LIMIT ?)',
    'SELECT changes() AS removed',
    'DELETE FROM one_time_tokens WHERE id IN (SELECT id FROM one_time_tokens WHERE id < ? LIMIT ?)',
    'SELECT changes() AS removed',
    'DELETE FROM sessions WHERE id IN (SELECT s.id FROM sessions s WHERE s.id < ? AND (s.id <> s.family_id OR NOT EXISTS (SELECT 1 FROM sessions n WHERE n.family_id = s.family_id AND n.revoked_at IS NULL AND n.expires_at > ?)) LIMIT ?)',
    'SELECT changes() AS removed',
    'DELETE FROM whatsapp_inbound WHERE (account, message_id) IN (SELECT account, message_id FROM whatsapp_inbound WHERE received_at < ? LIMIT ?)',
    'SELECT changes() AS removed',
    'DELETE FROM whatsapp_contacts WHERE (account, person) IN (SELECT account, person FROM whatsapp_contacts WHERE opted_out_at IS NULL AND updated_at < ? LIMIT ?)',
    'SELECT changes() AS removed',
  ],
}

/** The shard or the directory, with a note of every text that is prepared. */
function overheard(d1: D1Database) {
  const heard: string[] = []
  const withSession = (consistency?: string) => {
    const session = d1.withSession(consistency)
    return new Proxy(session, {
      get(target, name) {
        if (name !== 'prepare') {
          const value: unknown = Reflect.get(target, name)
          return typeof value === 'function' ? value.bind(target) : value
        }
        return (text: string) => {
          heard.push(text.replace(/\s+/g, ' ').trim())
          return target.prepare(text)
        }
      },
    })
  }
  // core/database.ts opens sessions and nothing else.
  return { heard, d1: { withSession } as unknown as D1Database }
}

it('runs these statements and no others', async ({ expect }) => {
  expect(Object.keys(crossTenant).sort()).toEqual(Object.keys(STATEMENTS).sort())
  const { retention, removeExpired, tenantsWithOutbox, directoryHasOutbox } = crossTenant

  const shard = overheard(env.TENANT_DB_0)
  await tenantsWithOutbox(openShardDatabase(shard.d1), 1, 10)
  expect(shard.heard.splice(0)).toEqual(STATEMENTS.tenantsWithOutbox)
  await crossTenant.flightsToPlan(openShardDatabase(shard.d1), 1)
  expect(shard.heard.splice(0)).toEqual(STATEMENTS.flightsToPlan)
  await crossTenant.flightsPlanned(openShardDatabase(shard.d1), [])
  expect(shard.heard.splice(0)).toEqual(STATEMENTS.flightsPlanned)
  await crossTenant.settleDoubts(openShardDatabase(shard.d1), 1, 1, 1)
  expect(shard.heard.splice(0)).toEqual(STATEMENTS.settleDoubts)
  await crossTenant.overdueDeliveries(openShardDatabase(shard.d1), 1, 1, 1)
  expect(shard.heard.splice(0)).toEqual(STATEMENTS.overdueDeliveries)
  await removeExpired(openShardDatabase(shard.d1), 1, 1)
  expect(shard.heard.splice(0)).toEqual(STATEMENTS.retention)
  expect(retention(1, 1).map(({ sql }) => sql.replace(/\s+/g, ' ').trim())).toEqual(STATEMENTS.retention)

  const directory = overheard(env.DIRECTORY_DB)
  await directoryHasOutbox(openDirectoryDatabase(directory.d1), 1)
  expect(directory.heard.splice(0)).toEqual(STATEMENTS.directoryHasOutbox)
  await crossTenant.removeExpiredFromDirectory(openDirectoryDatabase(directory.d1), 1, 1)
  expect(directory.heard).toEqual(STATEMENTS.removeExpiredFromDirectory)
})

it("a tenant's own handle refuses every one of them", async ({ expect }) => {
  const tenant = openTenantDatabase(env.TENANT_DB_0, 'ten_1')
  const { tenantsWithOutbox, flightsToPlan, flightsPlanned, retention } = STATEMENTS
  const deletions = retention.filter((text) => text.startsWith('DELETE'))
  const texts = [...tenantsWithOutbox, ...flightsToPlan, ...flightsPlanned, ...deletions]
  for (const sql of texts) {
    await expect(tenant.commit([{ kind: 'statement', sql, params: [1, 1] }])).rejects.toThrow('Row guard')
  }
})

it('finds the tenants whose work has lain too long, each once, and no more than asked for', async ({ expect }) => {
  const insert = env.TENANT_DB_1.prepare("INSERT INTO outbox VALUES (?, ?, 'notification', '{}', ?)")
  await env.TENANT_DB_1.batch([
    insert.bind('ten_a', 'obx_1', 99),
    insert.bind('ten_a', 'obx_2', 98),
    insert.bind('ten_b', 'obx_1', 100),
    insert.bind('ten_c', 'obx_1', 50),
  ])
  const shard = openShardDatabase(env.TENANT_DB_1)
  expect((await crossTenant.tenantsWithOutbox(shard, 100, 10)).toSorted()).toEqual(['ten_a', 'ten_c'])
  expect((await crossTenant.tenantsWithOutbox(shard, 101, 10)).toSorted()).toEqual(['ten_a', 'ten_b', 'ten_c'])
  expect(await crossTenant.tenantsWithOutbox(shard, 100, 1)).toHaveLength(1)
  expect(await crossTenant.tenantsWithOutbox(openShardDatabase(env.TENANT_DB_0), 100, 10)).toEqual([])
})

it('tells whether account mail has lain too long in the directory', async ({ expect }) => {
  const directory = openDirectoryDatabase(env.DIRECTORY_DB)
  await env.DIRECTORY_DB.prepare("INSERT INTO outbox VALUES ('ten_a', 'obx_1', 'auth_mail', '{}', 100)").run()
  expect(await crossTenant.directoryHasOutbox(directory, 100)).toBe(false)
  expect(await crossTenant.directoryHasOutbox(directory, 101)).toBe(true)
})

it('removes from the directory what has run out, a chunk at a time, and nothing else', async ({ expect }) => {
  const directory = openDirectoryDatabase(env.DIRECTORY_DB)
  const start = env.DIRECTORY_DB.prepare("INSERT INTO oauth_starts VALUES (?, 'b', 'p', 'v', 'n', 'r', NULL, NULL, ?)")
  const key = env.DIRECTORY_DB.prepare("INSERT INTO idempotency_keys VALUES ('ten_a', 'usr_a', ?, 'h', 200, '{}', ?)")
  await env.DIRECTORY_DB.batch([
    start.bind('old-1', 99),
    start.bind('old-2', 98),
    start.bind('live', 100),
    key.bind('old', 49),
    key.bind('new', 50),
  ])
  expect(await crossTenant.removeExpiredFromDirectory(directory, 50, 100, 1)).toBe(true)
  expect(await crossTenant.removeExpiredFromDirectory(directory, 50, 100, 2)).toBe(false)
  const left = await env.DIRECTORY_DB.prepare(
    'SELECT state_hash AS name FROM oauth_starts UNION SELECT key FROM idempotency_keys',
  ).all()
  expect(left.results).toEqual([{ name: 'live' }, { name: 'new' }])
})

it('forgets conversations that are over, and no STOP', async ({ expect }) => {
  const now = Date.UTC(2026, 10, 23)
  const days = (count: number) => now - count * 86_400_000
  const heard = env.DIRECTORY_DB.prepare("INSERT INTO whatsapp_inbound VALUES ('wa-past', ?, '1', 'sent', ?)")
  const met = env.DIRECTORY_DB.prepare("INSERT INTO whatsapp_contacts VALUES ('wa-past', ?, ?, 1, ?, NULL, ?)")
  await env.DIRECTORY_DB.batch([
    heard.bind('old', days(31)),
    heard.bind('new', days(29)),
    met.bind('gone', 'gone', null, days(181)),
    met.bind('stopped', 'stopped', 1, days(2_000)),
    met.bind('known', 'known', null, days(179)),
  ])
  await crossTenant.removeExpiredFromDirectory(openDirectoryDatabase(env.DIRECTORY_DB), 1, now)
  const left = async (sql: string) =>
    (await env.DIRECTORY_DB.prepare(sql).all<{ id: string }>()).results.map(({ id }) => id)
  expect(await left("SELECT message_id AS id FROM whatsapp_inbound WHERE account = 'wa-past'")).toEqual(['new'])
  expect(await left("SELECT person AS id FROM whatsapp_contacts WHERE account = 'wa-past' ORDER BY 1")).toEqual([
    'known',
    'stopped',
  ])
})
