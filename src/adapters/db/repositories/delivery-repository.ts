import { and, eq, sql } from 'drizzle-orm'
import { orm, queryOf, type Row, statement, type TenantDatabase } from '../../../core/database.ts'
import { DomainError } from '../../../domain/errors.ts'
import {
  DELIVERY_LISTS,
  type DeliveryRepository,
  type ListedDelivery,
} from '../../../domain/notifications/delivery-ports.ts'
import { offeredList } from '../../../domain/shipments/lists.ts'
import { decode } from '../decode.ts'
import { deliveries } from '../schema/tenant/notifications.ts'
import { toCircuit } from './circuit-repository.ts'
import { claimStatements } from './delivery-claim.ts'
import { reportStatements } from './delivery-reports.ts'
import { newestFirst } from './keyset.ts'
import { equalsOf, pageOf } from './page.ts'

const toDelivery = (row: Row): ListedDelivery => Object.freeze(decode(deliveries, row))

export function createDeliveryRepository(db: TenantDatabase): DeliveryRepository {
  const { tenantId } = db
  const mine = eq(deliveries.tenantId, tenantId)
  return {
    async claim(claim) {
      const results = await db.commit(claimStatements(tenantId, claim))
      const [waiting, circuits, claimed] = results.slice(-3)
      const due = waiting?.[0]?.due
      return {
        claimed: (claimed ?? []).map(toDelivery),
        nextDueAt: typeof due === 'number' ? due : null,
        circuits: (circuits ?? []).map(toCircuit),
      }
    },

    settle(eventId, outcomes, now) {
      const rows = JSON.stringify(
        outcomes.map((d) => [
          d.id,
          d.leasedUntil,
          d.status,
          d.attempts,
          d.provider,
          d.providerMessageId,
          d.nextAttemptAt,
          d.lastError,
          d.settleBy,
        ]),
      )
      // A claim that another took since has another lease; one that was put in doubt meanwhile is told the truth now.
      return statement(sql`
        UPDATE deliveries SET
          status = CASE WHEN deliveries.status = 'queued' OR deliveries.settle_by IS NOT NULL THEN j.value ->> 2 ELSE deliveries.status END,
          next_attempt_at = CASE WHEN deliveries.status = 'queued' THEN j.value ->> 6 END,
          last_error = CASE WHEN deliveries.status = 'queued' OR deliveries.settle_by IS NOT NULL THEN j.value ->> 7 ELSE deliveries.last_error END,
          settle_by = CASE WHEN deliveries.status = 'queued' OR deliveries.settle_by IS NOT NULL THEN j.value ->> 8 END,
          attempts = j.value ->> 3,
          provider = j.value ->> 4,
          provider_message_id = coalesce(j.value ->> 5, deliveries.provider_message_id),
          leased_until = NULL,
          updated_at = ${now}
        FROM json_each(${rows}) j
        WHERE deliveries.tenant_id = ${tenantId} AND deliveries.event_id = ${eventId} AND +deliveries.id = j.value ->> 0
          AND (deliveries.leased_until = j.value ->> 1
            OR (deliveries.settle_by IS NOT NULL AND deliveries.leased_until IS NULL AND j.value ->> 2 <> 'queued'))`)
    },

    report: (reports, now) => reportStatements(tenantId, reports, now),

    requeue: (id, now) => ({
      ...statement(
        orm
          .update(deliveries)
          .set({
            status: 'queued',
            attempts: 0,
            nextAttemptAt: null,
            leasedUntil: null,
            settleBy: null,
            providerMessageId: null,
            retriedAt: now,
            updatedAt: now,
          })
          .where(and(mine, eq(deliveries.id, id), eq(deliveries.status, 'failed'))),
      ),
      expects: {
        rows: 1,
        otherwise: () => new DomainError('conflict', 'The delivery has changed meanwhile. Read it again.'),
      },
    }),

    async find(id) {
      const [row] = await db.all(
        queryOf(
          orm
            .select()
            .from(deliveries)
            .where(and(mine, eq(deliveries.id, id))),
        ),
      )
      return row ? toDelivery(row) : null
    },

    // What somebody holds at this moment may be going out: it is theirs to say what became of it, or the sweep's.
    giveUp: (eventId, reason, now) =>
      statement(sql`
        UPDATE deliveries SET status = 'failed', last_error = ${reason}, next_attempt_at = NULL, leased_until = NULL, updated_at = ${now}
        WHERE tenant_id = ${tenantId} AND event_id = ${eventId} AND +status = 'queued'
          AND (leased_until IS NULL OR leased_until <= ${now})`),

    async list(filter, page) {
      const list = offeredList(DELIVERY_LISTS, filter, '.')
      const range = newestFirst(
        { table: deliveries, tenantId },
        equalsOf(deliveries, filter, list),
        { from: null, before: page.after },
        page.limit + 1,
      )
      const rows = await db.all(queryOf(sql`SELECT * FROM ${deliveries} ${range}`))
      return pageOf(rows, page.limit, toDelivery)
    },
  }
}
