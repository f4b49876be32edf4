import { type SQL, sql } from 'drizzle-orm'
import { type SqlStatement, statement } from '../../../core/database.ts'
import type { DeliveryClaim } from '../../../domain/notifications/delivery-ports.ts'

/**
 * What a claim does, in its order, in one batch: make, doubt, suppress, expire, hold, try again what was mended, choose who tries a rested channel, defer, claim.
 * The last three answer when what waits comes up, the circuits, and what was claimed.
 */
export function claimStatements(tenantId: string, claim: DeliveryClaim): readonly SqlStatement[] {
  const { eventId, now, leaseUntil } = claim
  const rows = JSON.stringify(claim.wanted.map((d) => [d.recipient, d.channel, d.id]))
  // `+`: an event has few deliveries, and the index of what is queued leads past all that wait.
  const event = sql`tenant_id = ${tenantId} AND event_id = ${eventId} AND +status = 'queued'`
  const isDue = (d: SQL) => sql`(${d}next_attempt_at IS NULL OR ${d}next_attempt_at <= ${now})`
  const isNobodys = sql`(leased_until IS NULL OR leased_until <= ${now})`
  const among = (names: readonly string[]) => sql`IN (SELECT j.value FROM json_each(${JSON.stringify(names)}) j)`
  const made = statement(sql`
    INSERT INTO deliveries (tenant_id, event_id, recipient, channel, id, shipment_id, status, attempts, created_at, updated_at)
    SELECT ${tenantId}, ${eventId}, j.value ->> 0, j.value ->> 1, j.value ->> 2, ${claim.shipmentId}, 'queued', 0, ${now}, ${now}
    FROM json_each(${rows}) j WHERE true
    ON CONFLICT DO NOTHING`)
  // What may have been sent before the address was suppressed stays as it is: doubt comes first.
  const doubted = statement(sql`
    UPDATE deliveries SET status = 'sent', settle_by = ${claim.settleBy}, leased_until = NULL, next_attempt_at = NULL,
      last_error = 'it is not known whether the provider took it', updated_at = ${now}
    WHERE ${event} AND leased_until <= ${now} AND channel ${among(claim.unrepeatable)}`)
  // Who wants no news of parcels still gets the mail that resets a password.
  const reasons = claim.shipmentId === null ? sql`AND s.reason IN ('bounced', 'invalid')` : sql``
  const suppression = sql`FROM suppressions s WHERE s.tenant_id = deliveries.tenant_id AND s.channel = deliveries.channel
    AND s.address = lower(deliveries.recipient) ${reasons}`
  const suppressed = statement(sql`
    UPDATE deliveries SET status = 'suppressed', leased_until = NULL, next_attempt_at = NULL, updated_at = ${now},
      last_error = (SELECT s.reason ${suppression})
    WHERE ${event} AND ${isNobodys} AND EXISTS (SELECT 1 ${suppression})`)
  const stopped =
    claim.suppress.length > 0
      ? [
          statement(sql`
            UPDATE deliveries SET status = 'suppressed', leased_until = NULL, next_attempt_at = NULL, updated_at = ${now},
              last_error = j.value ->> 2
            FROM json_each(${JSON.stringify(claim.suppress.map((s) => [s.recipient, s.channel, s.reason]))}) j
            WHERE ${event} AND ${isNobodys} AND recipient = j.value ->> 0 AND channel = j.value ->> 1`),
        ]
      : []
  const expired = statement(sql`
    UPDATE deliveries SET status = 'failed', leased_until = NULL, next_attempt_at = NULL, updated_at = ${now},
      last_error = coalesce(last_error, 'it waited too long')
    WHERE ${event} AND ${isNobodys} AND coalesce(retried_at, created_at) < ${claim.madeBefore}`)
  const held = claim.quiet
    ? [
        statement(sql`
          UPDATE deliveries SET next_attempt_at = ${claim.quiet.until}, updated_at = ${now}
          WHERE ${event} AND leased_until IS NULL AND ${isDue(sql``)} AND channel ${among(claim.quiet.channels)}`),
      ]
    : []
  const changes = Object.entries(claim.changedAt)
  const mended =
    changes.length > 0
      ? [
          statement(sql`
            UPDATE channel_circuits SET open_until = ${now} FROM json_each(${JSON.stringify(changes)}) j
            WHERE channel_circuits.tenant_id = ${tenantId} AND channel_circuits.channel = j.value ->> 0
              AND open_until > ${now} AND opened_at < j.value ->> 1`),
        ]
      : []
  // `+` keeps SQLite with the event's few rows: the first id, or what is queued on the channel, it would look for among all of them.
  const probing = statement(sql`
    UPDATE channel_circuits SET open_until = ${leaseUntil}, updated_at = ${now}, probe =
      (SELECT min(+d.id) FROM deliveries d WHERE d.tenant_id = channel_circuits.tenant_id AND d.event_id = ${eventId}
        AND +d.channel = channel_circuits.channel AND +d.status = 'queued' AND ${isDue(sql`d.`)})
    WHERE tenant_id = ${tenantId} AND open_until <= ${now} AND EXISTS
      (SELECT 1 FROM deliveries d WHERE d.tenant_id = channel_circuits.tenant_id AND d.event_id = ${eventId}
        AND +d.channel = channel_circuits.channel AND +d.status = 'queued' AND ${isDue(sql`d.`)})`)
  // What a resting channel holds up comes up when its rest ends.
  const rests = sql`FROM channel_circuits c WHERE c.tenant_id = deliveries.tenant_id AND c.channel = deliveries.channel
    AND c.open_until > ${now} AND coalesce(c.probe, '') <> deliveries.id`
  const deferred = statement(sql`
    UPDATE deliveries SET next_attempt_at = (SELECT c.open_until ${rests}), updated_at = ${now}
    WHERE ${event} AND ${isDue(sql``)} AND EXISTS (SELECT 1 ${rests})`)
  const waiting = statement(
    sql`SELECT min(+next_attempt_at) AS due FROM deliveries WHERE ${event} AND next_attempt_at > ${now}`,
  )
  const circuits = statement(sql`SELECT * FROM channel_circuits WHERE tenant_id = ${tenantId}`)
  const claimed = statement(sql`
    UPDATE deliveries SET attempts = attempts + 1, next_attempt_at = ${leaseUntil}, leased_until = ${leaseUntil}, updated_at = ${now}
    WHERE ${event} AND ${isDue(sql``)}
    RETURNING *`)
  return [
    made,
    doubted,
    suppressed,
    ...stopped,
    expired,
    ...held,
    ...mended,
    probing,
    deferred,
    waiting,
    circuits,
    claimed,
  ]
}
