import { sql } from 'drizzle-orm'
import {
  type DirectoryDatabase,
  queryOf,
  type ShardDatabase,
  type SqlStatement,
  statement,
} from '../../core/database.ts'
import { idFloor } from '../../core/ids.ts'
import type { Flight } from '../../domain/shipments/flight.ts'
import { toFlight } from './repositories/flight-repository.ts'

/**
 * Every statement that crosses tenants. They run on a shard's own handle, which the row-level guard does not watch; a test
 * lists them, so that one more is a decision.
 */

/** Rows of a table that one statement removes at the most: D1 does one thing at a time, and requests wait meanwhile. */
const CHUNK = 5_000
/** How long it is kept what was sent to whom, ms: half a year. With it go the addresses, and the links that stop mails. */
const DELIVERY_LIFE_MS = 183 * 86_400_000

/** Tenants of this shard with work that has lain in the outbox since before `before` (ms UTC), in no order: none that fails holds others back. */
export async function tenantsWithOutbox(db: ShardDatabase, before: number, limit: number): Promise<readonly string[]> {
  const rows = await db.all(
    queryOf(
      sql`SELECT tenant_id FROM outbox WHERE created_at < ${before} GROUP BY tenant_id ORDER BY random() LIMIT ${limit}`,
    ),
  )
  return rows.map((row) => String(row.tenant_id))
}

/** Whether account mail has lain in the directory's outbox since before `before` (ms UTC). */
export async function directoryHasOutbox(db: DirectoryDatabase, before: number): Promise<boolean> {
  const rows = await db.all(queryOf(sql`SELECT 1 AS found FROM outbox WHERE created_at < ${before} LIMIT 1`))
  return rows.length > 0
}

/** Flights of this shard that are not over and that the plan of polls does not know as they are, of all tenants. */
export async function flightsToPlan(db: ShardDatabase, limit: number): Promise<readonly Flight[]> {
  const rows = await db.all(
    queryOf(
      sql`SELECT * FROM flights INDEXED BY flights_to_plan WHERE poll_planned = 0 AND status NOT IN ('arrived', 'cancelled') LIMIT ${limit}`,
    ),
  )
  return rows.map(toFlight)
}

/** The plan knows these flights as they were read. One that changed since is still to be planned. */
export async function flightsPlanned(db: ShardDatabase, flights: readonly Flight[]): Promise<void> {
  const list = JSON.stringify(flights.map(({ tenantId, id, version }) => [tenantId, id, version]))
  await db.commit([
    statement(sql`
      UPDATE flights SET poll_planned = 1 FROM json_each(${list}) j
      WHERE flights.tenant_id = j.value ->> 0 AND flights.id = j.value ->> 1 AND flights.version = j.value ->> 2`),
  ])
}

/**
 * Removes Idempotency-Keys older than `keysBefore`, watchers that ended before `now` (both ms UTC), and of half a year ago deliveries
 * and addresses that did not work, at most `chunk` of each. Every second one answers how many.
 */
export function retention(keysBefore: number, now: number, chunk = CHUNK): readonly SqlStatement[] {
  const removed = statement(sql`SELECT changes() AS removed`)
  return [
    statement(sql`
      DELETE FROM idempotency_keys WHERE (tenant_id, principal, key) IN
        (SELECT tenant_id, principal, key FROM idempotency_keys WHERE created_at < ${keysBefore} LIMIT ${chunk})`),
    removed,
    statement(sql`
      DELETE FROM tracking_watchers WHERE (tenant_id, shipment_id) IN
        (SELECT tenant_id, shipment_id FROM tracking_watchers WHERE expires_at < ${now} LIMIT ${chunk})`),
    removed,
    // A step from tenant to tenant, so that what is young is not read to find what is old.
    statement(sql`
      DELETE FROM deliveries WHERE (tenant_id, event_id, recipient, channel) IN (
        WITH RECURSIVE t (id) AS (
          SELECT min(tenant_id) FROM deliveries
          UNION ALL SELECT (SELECT min(d.tenant_id) FROM deliveries d WHERE d.tenant_id > t.id) FROM t WHERE t.id IS NOT NULL)
        SELECT d.tenant_id, d.event_id, d.recipient, d.channel
        FROM t CROSS JOIN deliveries d ON d.tenant_id = t.id AND d.id < ${idFloor('dlv', now - DELIVERY_LIFE_MS)}
        LIMIT ${chunk})`),
    removed,
    statement(sql`
      DELETE FROM suppressions WHERE (tenant_id, channel, address) IN
        (SELECT tenant_id, channel, address FROM suppressions
         WHERE reason IN ('bounced', 'invalid') AND created_at < ${now - DELIVERY_LIFE_MS} LIMIT ${chunk})`),
    removed,
  ]
}

/**
 * Messages of which nobody said by `now` (ms UTC) whether they were taken have failed, and so has what waits since before `madeBefore`:
 * of a company that is suspended, say. @returns how many, at most `limit` of each
 */
export async function settleDoubts(db: ShardDatabase, now: number, madeBefore: number, limit: number): Promise<number> {
  const changed = statement(sql`SELECT changes() AS changed`)
  const results = await db.commit([
    statement(sql`
      UPDATE deliveries SET status = 'failed', settle_by = NULL, updated_at = ${now},
        last_error = 'the provider never said whether it took it: the person may have it'
      WHERE (tenant_id, event_id, recipient, channel) IN
        (SELECT tenant_id, event_id, recipient, channel FROM deliveries WHERE settle_by <= ${now} LIMIT ${limit})`),
    changed,
    statement(sql`
      UPDATE deliveries SET status = 'failed', next_attempt_at = NULL, leased_until = NULL, updated_at = ${now},
        last_error = coalesce(last_error, 'it waited too long')
      WHERE (tenant_id, event_id, recipient, channel) IN
        (SELECT tenant_id, event_id, recipient, channel FROM deliveries
         WHERE status = 'queued' AND coalesce(retried_at, created_at) < ${madeBefore}
           AND coalesce(leased_until, 0) <= ${now} LIMIT ${limit})`),
    changed,
  ])
  return results.reduce((sum, rows) => sum + Number(rows[0]?.changed ?? 0), 0)
}

/**
 * Events with deliveries that nobody came for since before `before` (ms UTC), because the message that should have brought somebody is
 * lost. They are due `now`, so that the next look does not find them again before a new message had its time.
 */
export async function overdueDeliveries(
  db: ShardDatabase,
  before: number,
  now: number,
  limit: number,
): Promise<readonly { readonly tenantId: string; readonly eventId: string }[]> {
  const [rows = []] = await db.commit([
    statement(sql`
      UPDATE deliveries SET next_attempt_at = ${now}
      WHERE (tenant_id, event_id, recipient, channel) IN
        (SELECT tenant_id, event_id, recipient, channel FROM deliveries
         WHERE status = 'queued' AND coalesce(next_attempt_at, updated_at) < ${before} AND shipment_id IS NOT NULL LIMIT ${limit})
      RETURNING tenant_id, event_id`),
  ])
  const events = new Map(
    rows.map((row) => [
      `${row.tenant_id} ${row.event_id}`,
      { tenantId: String(row.tenant_id), eventId: String(row.event_id) },
    ]),
  )
  return [...events.values()]
}

/** Runs `retention` once, in one round trip. @returns whether there may be more to remove */
export async function removeExpired(
  db: ShardDatabase,
  keysBefore: number,
  now: number,
  chunk = CHUNK,
): Promise<boolean> {
  const results = await db.commit(retention(keysBefore, now, chunk))
  return results.some((rows) => Number(rows[0]?.removed ?? 0) >= chunk)
}

/** Longer than any refresh token and any link in a mail is good for, ms. What is older is told from the time in its id. */
const SPENT_AFTER_MS = 8 * 86_400_000
const DAY_MS = 86_400_000

/**
 * Failures that time has forgiven, links that are too old, and refresh tokens that expired. A family's first token stays
 * while the family lives: it tells when the sign-in began.
 */
function spentSignIns(now: number, chunk: number): readonly SqlStatement[] {
  const floor = (prefix: 'ott' | 'ses') => idFloor(prefix, now - SPENT_AFTER_MS)
  return [
    statement(sql`
      DELETE FROM sign_in_failures WHERE who IN
        (SELECT who FROM sign_in_failures WHERE failed_at < ${now - DAY_MS} LIMIT ${chunk})`),
    statement(sql`
      DELETE FROM one_time_tokens WHERE id IN
        (SELECT id FROM one_time_tokens WHERE id < ${floor('ott')} LIMIT ${chunk})`),
    statement(sql`
      DELETE FROM sessions WHERE id IN
        (SELECT s.id FROM sessions s WHERE s.id < ${floor('ses')} AND (s.id <> s.family_id OR NOT EXISTS
          (SELECT 1 FROM sessions n WHERE n.family_id = s.family_id AND n.revoked_at IS NULL AND n.expires_at > ${now}))
        LIMIT ${chunk})`),
  ]
}

/** Longer than a provider repeats a callback, which is a week. */
const HEARD_DAYS = 30
/** Longer than anybody waits for a parcel. A STOP is the person's word and stays. */
const MET_DAYS = 180

/** Messages that came in and cannot come again, and people who have not been heard of for long. */
function pastConversations(now: number, chunk: number): readonly SqlStatement[] {
  return [
    statement(sql`
      DELETE FROM whatsapp_inbound WHERE (account, message_id) IN
        (SELECT account, message_id FROM whatsapp_inbound WHERE received_at < ${now - HEARD_DAYS * DAY_MS} LIMIT ${chunk})`),
    statement(sql`
      DELETE FROM whatsapp_contacts WHERE (account, person) IN
        (SELECT account, person FROM whatsapp_contacts
        WHERE opted_out_at IS NULL AND updated_at < ${now - MET_DAYS * DAY_MS} LIMIT ${chunk})`),
  ]
}

/**
 * The same for the directory: answers kept under Idempotency-Keys since before `keysBefore`, sign-ins at other providers
 * that nobody came back from, what is spent of sign-ins, and past conversations, at most `chunk` of each, in one round trip.
 * @returns whether there may be more to remove
 */
export async function removeExpiredFromDirectory(
  db: DirectoryDatabase,
  keysBefore: number,
  now: number,
  chunk = CHUNK,
): Promise<boolean> {
  const removed = statement(sql`SELECT changes() AS removed`)
  const results = await db.commit([
    statement(sql`
      DELETE FROM idempotency_keys WHERE (tenant_id, principal, key) IN
        (SELECT tenant_id, principal, key FROM idempotency_keys WHERE created_at < ${keysBefore} LIMIT ${chunk})`),
    removed,
    statement(sql`
      DELETE FROM oauth_starts WHERE state_hash IN
        (SELECT state_hash FROM oauth_starts WHERE expires_at < ${now} LIMIT ${chunk})`),
    removed,
    statement(sql`
      DELETE FROM oauth_codes WHERE code_hash IN
        (SELECT code_hash FROM oauth_codes WHERE expires_at < ${now} LIMIT ${chunk})`),
    removed,
    ...[...spentSignIns(now, chunk), ...pastConversations(now, chunk)].flatMap((each) => [each, removed]),
  ])
  return results.some((rows) => Number(rows[0]?.removed ?? 0) >= chunk)
}
