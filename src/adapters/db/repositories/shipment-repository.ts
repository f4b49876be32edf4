import { and, asc, desc, eq, lt, sql } from 'drizzle-orm'
import { orm, queryOf, statement, type TenantDatabase } from '../../../core/database.ts'
import { AppError } from '../../../core/errors.ts'
import type { ShipmentRepository } from '../../../domain/shipments/ports.ts'
import type { TrackingEvent } from '../../../domain/shipments/tracking-event.ts'
import { columnsAs, decode } from '../decode.ts'
import { flights } from '../schema/tenant/flights.ts'
import { shipments, trackingEvents } from '../schema/tenant/shipments.ts'
import { equals, pageOf } from './page.ts'
import { fromShipment, toShipment, toTrackingEvent } from './shipment-rows.ts'

export const changedMeanwhile = (what: string) => () =>
  new AppError('conflict', `The ${what} changed meanwhile. Load it again and repeat.`)

const TRACK_FLIGHT = columnsAs(flights, 'f', 'f_')

export function createShipmentRepository(db: TenantDatabase): ShipmentRepository {
  const { tenantId } = db
  const mine = eq(shipments.tenantId, tenantId)
  const timelineOf = (id: string) =>
    queryOf(
      orm
        .select()
        .from(trackingEvents)
        .where(and(eq(trackingEvents.tenantId, tenantId), eq(trackingEvents.shipmentId, id)))
        .orderBy(asc(trackingEvents.id)),
    )

  return {
    async find(id) {
      const [row] = await db.all(
        queryOf(
          orm
            .select()
            .from(shipments)
            .where(and(mine, eq(shipments.id, id))),
        ),
      )
      return row ? toShipment(row) : null
    },

    async list(filter, page) {
      const rows = await db.all(
        queryOf(
          orm
            .select()
            .from(shipments)
            .where(
              and(
                mine,
                equals(shipments.status, filter.status),
                equals(shipments.bagId, filter.bagId),
                page.after === null ? undefined : lt(shipments.id, page.after),
              ),
            )
            .orderBy(desc(shipments.id))
            .limit(page.limit + 1),
        ),
      )
      return pageOf(rows, page.limit, toShipment)
    },

    async timeline(id) {
      const [found, events] = await db.allOf([
        queryOf(
          orm
            .select({ id: shipments.id })
            .from(shipments)
            .where(and(mine, eq(shipments.id, id))),
        ),
        timelineOf(id),
      ])
      return found?.length ? (events ?? []).map(toTrackingEvent) : null
    },

    async track(trackingId) {
      const [found, lines] = await db.allOf([
        queryOf(sql`
          SELECT s.*, ${sql.raw(TRACK_FLIGHT)}
          FROM shipments s
          LEFT JOIN bags b ON b.tenant_id = s.tenant_id AND b.id = s.bag_id
          LEFT JOIN flights f ON f.tenant_id = b.tenant_id AND f.id = b.flight_id
          WHERE s.tenant_id = ${tenantId} AND s.tracking_id = ${trackingId}`),
        queryOf(sql`
          SELECT e.* FROM shipments s
          JOIN tracking_events e ON e.tenant_id = s.tenant_id AND e.shipment_id = s.id
          WHERE s.tenant_id = ${tenantId} AND s.tracking_id = ${trackingId}
          ORDER BY e.id`),
      ])
      const row = found?.[0]
      if (!row) return null
      return {
        shipment: toShipment(row),
        events: (lines ?? []).map(toTrackingEvent),
        flight: row.f_id === null ? null : Object.freeze(decode(flights, row, 'f_')),
      }
    },

    insert: (shipment) =>
      statement(orm.insert(shipments).values(fromShipment(shipment)), {
        unique: {
          'shipments.tenant_id, shipments.tracking_id': () =>
            new AppError('unavailable', 'Try again.', { retryAfterSeconds: 1 }),
        },
      }),

    update(before, after) {
      const { tenantId: _tenant, id: _id, createdAt: _created, ...values } = fromShipment(after)
      return statement(
        orm
          .update(shipments)
          .set(values)
          .where(and(mine, eq(shipments.id, before.id), eq(shipments.version, before.version))),
        { expects: { rows: 1, otherwise: changedMeanwhile('shipment') } },
      )
    },

    appendEvents: (events) => statement(eventsInsert(tenantId, events)),
  }
}

/** Any number of timeline lines as one JSON parameter: D1 binds at most 100 values a statement. */
function eventsInsert(tenantId: string, events: readonly TrackingEvent[]) {
  const lines = JSON.stringify(
    events.map((e) => [
      e.shipmentId,
      e.id,
      e.status,
      e.code,
      e.reasonCode,
      e.occurredAt,
      e.recordedAt,
      e.timeType,
      e.airport,
      e.flightId,
      e.bagId,
      e.actor,
      e.source,
      e.isPublic ? 1 : 0,
      e.note,
    ]),
  )
  return sql`
    INSERT INTO tracking_events (tenant_id, shipment_id, id, status, code, reason_code, occurred_at, recorded_at,
      time_type, airport, flight_id, bag_id, actor, source, is_public, note)
    SELECT ${tenantId}, j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5,
      j.value ->> 6, j.value ->> 7, j.value ->> 8, j.value ->> 9, j.value ->> 10, j.value ->> 11, j.value ->> 12,
      j.value ->> 13, j.value ->> 14
    FROM json_each(${lines}) j`
}
