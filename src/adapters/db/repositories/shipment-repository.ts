import { and, asc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { orm, queryOf, type Row, statement, type TenantDatabase } from '../../../core/database.ts'
import { AppError } from '../../../core/errors.ts'
import type { Flight } from '../../../domain/shipments/flight.ts'
import type { ShipmentRepository, TrackedShipment } from '../../../domain/shipments/ports.ts'
import type { TrackingEvent } from '../../../domain/shipments/tracking-event.ts'
import { changesOf } from '../changes.ts'
import { columnsAs, decode } from '../decode.ts'
import { flights } from '../schema/tenant/flights.ts'
import { shipments, trackingEvents } from '../schema/tenant/shipments.ts'
import { listShipments } from './shipment-lists.ts'
import { fromShipment, toShipment, toTrackingEvent } from './shipment-rows.ts'

export const changedMeanwhile = (what: string) => () =>
  new AppError('conflict', `The ${what} changed meanwhile. Load it again and repeat.`)

const TRACK_FLIGHT = columnsAs(flights, 'f', 'f_')
const SHIPMENTS_WITH_FLIGHT = sql.raw(`FROM shipments s
  LEFT JOIN bags b ON b.tenant_id = s.tenant_id AND b.id = s.bag_id
  LEFT JOIN flights f ON f.tenant_id = b.tenant_id AND f.id = b.flight_id`)
const flightOf = (row: Row): Flight | null => (row.f_id === null ? null : Object.freeze(decode(flights, row, 'f_')))
const EVENT_NAMES = Object.values(getTableColumns(trackingEvents)).map((column) => column.name)
const EVENT_COLUMNS = EVENT_NAMES.map((name) => `e.${name}`).join(', ')

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

  const tracked = async (which: SQL): Promise<TrackedShipment | null> => {
    // One statement: a second one for the events would read the shipment's index entry again.
    const [row] = await db.all(
      queryOf(sql`
        SELECT s.*, ${sql.raw(TRACK_FLIGHT)}, (
          SELECT json_group_array(json_array(${sql.raw(EVENT_COLUMNS)})) FROM tracking_events e
          WHERE e.tenant_id = s.tenant_id AND e.shipment_id = s.id
        ) AS timeline
        ${SHIPMENTS_WITH_FLIGHT}
        WHERE s.tenant_id = ${tenantId} AND ${which}`),
    )
    return row ? { shipment: toShipment(row), events: trackedEvents(row.timeline), flight: flightOf(row) } : null
  }

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

    async findWithFlight(id) {
      const [row] = await db.all(
        queryOf(sql`SELECT s.*, ${sql.raw(TRACK_FLIGHT)} ${SHIPMENTS_WITH_FLIGHT}
          WHERE s.tenant_id = ${tenantId} AND s.id = ${id}`),
      )
      return row ? { shipment: toShipment(row), flight: flightOf(row) } : null
    },

    list: (filter, page) => listShipments(db, filter, page),

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

    track: (trackingId) => tracked(sql`s.tracking_id = ${trackingId}`),
    findTracked: (id) => tracked(sql`s.id = ${id}`),

    insert: (shipment) =>
      statement(orm.insert(shipments).values(fromShipment(shipment)), {
        unique: {
          'shipments.tenant_id, shipments.tracking_id': () =>
            new AppError('unavailable', 'Try again.', { retryAfterSeconds: 1 }),
        },
      }),

    update(before, after, otherwise = changedMeanwhile('shipment')) {
      return statement(
        orm
          .update(shipments)
          .set(changesOf(fromShipment(before), fromShipment(after)))
          .where(and(mine, eq(shipments.id, before.id), eq(shipments.version, before.version))),
        { expects: { rows: 1, otherwise } },
      )
    },

    appendEvents: (events) => statement(eventsInsert(tenantId, events)),
  }
}

/** The timeline out of `json_array(EVENT_COLUMNS)` for each event, oldest first: SQL promises no order in an aggregate. */
function trackedEvents(timeline: unknown): readonly TrackingEvent[] {
  const lines = JSON.parse(String(timeline)) as readonly (readonly unknown[])[]
  const rows = lines.map((line) => Object.fromEntries(EVENT_NAMES.map((name, index) => [name, line[index]])))
  return rows.map(toTrackingEvent).sort((a, b) => (a.id < b.id ? -1 : 1))
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
