import { sql } from 'drizzle-orm'
import { type SqlStatement, statement } from '../../../core/database.ts'
import { Delivery } from '../../../domain/notifications/delivery.ts'
import type { DeliveryReport } from '../../../domain/notifications/delivery-report.ts'
import { OWN_WORD_STAYS } from './suppression-repository.ts'

/** What a report makes of a delivery; null where it only says something of the address. */
const MOVES = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'failed',
  bounced: 'failed',
  complained: 'delivered',
} as const

/** From where each word of a provider is a step forward. */
const FROM = {
  sent: ['queued'],
  delivered: ['queued', 'sent', 'failed'],
  read: ['queued', 'sent', 'delivered', 'failed'],
  failed: ['queued', 'sent'],
} as const

/** Reports of one statement: each row that is found is held against all of them. */
const CHUNK = 25

/**
 * Reports as statements: one for each status that occurs and 25 of it, in the order in which they happen to a message, so that a batch in disorder
 * ends where an ordered one does; then the addresses. Each knows its deliveries by id or by the provider's id.
 */
export function reportStatements(
  tenantId: string,
  reports: readonly DeliveryReport[],
  now: number,
): readonly SqlStatement[] {
  const moves = (['sent', 'failed', 'delivered', 'read'] as const).flatMap((to) =>
    chunked(reports.filter((report) => MOVES[report.status] === to)).map((mine) => moved(tenantId, to, mine, now)),
  )
  const addresses = reports.filter(({ status }) => status === 'bounced' || status === 'complained')
  return [...moves, ...chunked(addresses).map((mine) => suppressed(tenantId, mine, now))]
}

function chunked(reports: readonly DeliveryReport[]): readonly (readonly DeliveryReport[])[] {
  const count = Math.ceil(reports.length / CHUNK)
  return Array.from({ length: count }, (_, i) => reports.slice(i * CHUNK, (i + 1) * CHUNK))
}

const rowsOf = (reports: readonly DeliveryReport[]) =>
  JSON.stringify(
    reports.map((r) => [
      r.deliveryId === null ? null : Delivery.idOf(r.deliveryId),
      r.providerMessageId,
      r.channel,
      r.reason,
      r.at,
      r.status,
    ]),
  )

const KEY = sql.raw('d.tenant_id AS tenant_id, d.event_id AS event_id, d.recipient AS recipient, d.channel AS channel')

/**
 * The deliveries that reports are about, each with its report, `r`: by our id, else by the provider's. `unlikely` and `+` lead to the
 * index, and an update finds them by the whole key: without statistics SQLite takes a whole tenant for ten rows.
 */
const about = (tenantId: string, rows: string) => sql`
  SELECT ${KEY}, d.id AS id, j.value AS r FROM json_each(${rows}) j CROSS JOIN deliveries d ON d.tenant_id = ${tenantId} AND d.id = j.value ->> 0
  UNION ALL
  SELECT ${KEY}, d.id AS id, j.value AS r FROM json_each(${rows}) j CROSS JOIN deliveries d ON d.tenant_id = ${tenantId}
    AND unlikely(d.provider_message_id = j.value ->> 1) AND +d.channel = j.value ->> 2 WHERE j.value ->> 0 IS NULL`

function moved(tenantId: string, to: keyof typeof FROM, reports: readonly DeliveryReport[], now: number): SqlStatement {
  // A failure of the try before staff had it tried again says nothing of this one.
  const current = to === 'failed' ? sql`AND coalesce(deliveries.retried_at, 0) <= x.r ->> 4` : sql``
  // "Sent" settles a doubt, and is no step for what is sent already.
  const from =
    to === 'sent'
      ? sql`(deliveries.status = 'queued' OR deliveries.settle_by IS NOT NULL)`
      : sql`deliveries.status IN (SELECT f.value FROM json_each(${JSON.stringify(FROM[to])}) f)`
  const rows = rowsOf(reports)
  return statement(sql`
    UPDATE deliveries SET status = ${to}, settle_by = NULL, next_attempt_at = NULL, updated_at = ${now},
      last_error = ${to === 'failed' ? sql`coalesce(x.r ->> 3, 'the provider could not deliver it')` : sql`NULL`},
      provider_message_id = coalesce(deliveries.provider_message_id, x.r ->> 1)
    FROM (${about(tenantId, rows)}) x
    WHERE deliveries.tenant_id = ${tenantId} AND +deliveries.id = x.id AND ${from} ${current}
      AND (deliveries.tenant_id, deliveries.event_id, deliveries.recipient, deliveries.channel) IN
        (SELECT y.tenant_id, y.event_id, y.recipient, y.channel FROM (${about(tenantId, rows)}) y)`)
}

const suppressed = (tenantId: string, reports: readonly DeliveryReport[], now: number) =>
  statement(sql`
    INSERT INTO suppressions (tenant_id, channel, address, reason, created_at)
    SELECT d.tenant_id, d.channel, lower(d.recipient), x.r ->> 5, ${now}
    FROM (${about(tenantId, rowsOf(reports))}) x CROSS JOIN deliveries d ON d.tenant_id = ${tenantId} AND d.id = x.id
    WHERE d.channel <> 'push'
    ${OWN_WORD_STAYS}`)
