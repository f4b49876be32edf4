import { eq, sql } from 'drizzle-orm'
import { orm, queryOf, type Row, statement, type TenantDatabase } from '../../../core/database.ts'
import type { Circuit, CircuitReason, CircuitRepository } from '../../../domain/notifications/circuit.ts'
import { decode } from '../decode.ts'
import { channelCircuits } from '../schema/tenant/notifications.ts'

export function toCircuit(row: Row): Circuit {
  const { channel, failures, reason, openedAt, openUntil } = decode(channelCircuits, row)
  return Object.freeze({ channel, failures, reason: reason as CircuitReason, openedAt, openUntil })
}

export function createCircuitRepository(db: TenantDatabase): CircuitRepository {
  const { tenantId } = db
  return {
    fail: ({ channel, reason, claimedAt, openUntil, threshold }, now) =>
      statement(sql`
        INSERT INTO channel_circuits (tenant_id, channel, failures, reason, opened_at, open_until, updated_at)
        VALUES (${tenantId}, ${channel}, 1, ${reason}, CASE WHEN 1 >= ${threshold} THEN ${now} END,
          CASE WHEN 1 >= ${threshold} THEN ${openUntil} END, ${now})
        ON CONFLICT (tenant_id, channel) DO UPDATE SET
          failures = channel_circuits.failures + 1,
          reason = excluded.reason,
          opened_at = CASE WHEN channel_circuits.failures + 1 >= ${threshold} THEN ${now} ELSE channel_circuits.opened_at END,
          open_until = CASE WHEN channel_circuits.failures + 1 >= ${threshold} THEN ${openUntil} ELSE channel_circuits.open_until END,
          probe = CASE WHEN channel_circuits.failures + 1 >= ${threshold} THEN NULL ELSE channel_circuits.probe END,
          updated_at = ${now}
        WHERE channel_circuits.opened_at IS NULL OR channel_circuits.opened_at < ${claimedAt}`),

    tell(channel, event) {
      const mine = sql`tenant_id = ${tenantId} AND channel = ${channel}`
      return [
        statement(sql`
          UPDATE channel_circuits SET notice_id = ${event.id}
          WHERE ${mine} AND notice_id IS NULL AND open_until IS NOT NULL`),
        statement(sql`
          INSERT INTO notification_events (tenant_id, id, type, subject_type, subject_id, payload, audience, created_at)
          SELECT tenant_id, ${event.id}, ${event.type}, ${event.subjectType}, ${event.subjectId},
            ${JSON.stringify(event.payload)}, ${JSON.stringify(event.audience)}, ${event.createdAt}
          FROM channel_circuits WHERE ${mine} AND notice_id = ${event.id}`),
        statement(sql`
          INSERT INTO outbox (tenant_id, id, type, payload, created_at)
          SELECT tenant_id, ${event.id}, 'notification', '{}', ${event.createdAt}
          FROM channel_circuits WHERE ${mine} AND notice_id = ${event.id}`),
      ]
    },

    close: (channels, claimedAt) =>
      statement(sql`
        DELETE FROM channel_circuits WHERE tenant_id = ${tenantId}
          AND channel IN (SELECT j.value FROM json_each(${JSON.stringify(channels)}) j)
          AND (opened_at IS NULL OR opened_at < ${claimedAt})`),

    async list() {
      const rows = await db.all(
        queryOf(orm.select().from(channelCircuits).where(eq(channelCircuits.tenantId, tenantId))),
      )
      return rows.map(toCircuit)
    },
  }
}
