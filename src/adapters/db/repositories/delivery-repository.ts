import { and, desc, eq, lt, lte, sql } from 'drizzle-orm'
import { orm, queryOf, type Row, statement, type TenantDatabase } from '../../../core/database.ts'
import type { Delivery } from '../../../domain/notifications/delivery.ts'
import type { DeliveryRepository } from '../../../domain/notifications/ports.ts'
import { decode } from '../decode.ts'
import { deliveries } from '../schema/tenant/notifications.ts'
import { equals, pageOf } from './page.ts'

function toDelivery(row: Row): Delivery {
  const { shipmentId: _shipment, ...delivery } = decode(deliveries, row)
  return Object.freeze(delivery)
}

export function createDeliveryRepository(db: TenantDatabase): DeliveryRepository {
  const { tenantId } = db
  const mine = eq(deliveries.tenantId, tenantId)
  return {
    async claim(eventId, wanted, now, leaseUntil) {
      const rows = JSON.stringify(wanted.map((d) => [d.recipient, d.channel, d.id, d.shipmentId]))
      const [, waiting, claimed] = await db.commit([
        statement(sql`
          INSERT INTO deliveries (tenant_id, event_id, recipient, channel, id, shipment_id, status, attempts, created_at, updated_at)
          SELECT ${tenantId}, ${eventId}, j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, 'queued', 0, ${now}, ${now}
          FROM json_each(${rows}) j WHERE true
          ON CONFLICT DO NOTHING`),
        statement(sql`
          SELECT min(next_attempt_at) AS due FROM deliveries
          WHERE tenant_id = ${tenantId} AND event_id = ${eventId} AND status = 'queued' AND next_attempt_at > ${now}`),
        statement(sql`
          UPDATE deliveries SET attempts = attempts + 1, next_attempt_at = ${leaseUntil}, updated_at = ${now}
          WHERE tenant_id = ${tenantId} AND event_id = ${eventId} AND status = 'queued'
            AND (next_attempt_at IS NULL OR next_attempt_at <= ${now})
          RETURNING *`),
      ])
      const due = waiting?.[0]?.due
      return { claimed: (claimed ?? []).map(toDelivery), nextDueAt: typeof due === 'number' ? due : null }
    },

    update(delivery) {
      const {
        tenantId: _tenant,
        id,
        eventId: _event,
        recipient: _to,
        channel: _channel,
        createdAt: _at,
        ...values
      } = delivery
      return statement(
        orm
          .update(deliveries)
          .set(values)
          // Each claim counts an attempt, so a higher count is another's claim.
          .where(and(mine, eq(deliveries.id, id), lte(deliveries.attempts, values.attempts))),
      )
    },

    giveUp: (eventId, reason, now) =>
      statement(
        orm
          .update(deliveries)
          .set({ status: 'failed', lastError: reason, nextAttemptAt: null, updatedAt: now })
          .where(and(mine, eq(deliveries.eventId, eventId), eq(deliveries.status, 'queued'))),
      ),

    async list(filter, page) {
      const rows = await db.all(
        queryOf(
          orm
            .select()
            .from(deliveries)
            .where(
              and(
                mine,
                equals(deliveries.status, filter.status),
                equals(deliveries.channel, filter.channel),
                equals(deliveries.shipmentId, filter.shipmentId),
                page.after === null ? undefined : lt(deliveries.id, page.after),
              ),
            )
            .orderBy(desc(deliveries.id))
            .limit(page.limit + 1),
        ),
      )
      return pageOf(rows, page.limit, toDelivery)
    },
  }
}
