import { and, desc, eq, lt, sql } from 'drizzle-orm'
import {
  type DirectoryDatabase,
  orm,
  queryOf,
  type Row,
  type SqlStatement,
  statement,
  type TenantDatabase,
} from '../../../core/database.ts'
import type { NotificationEvent } from '../../../domain/notifications/notification-event.ts'
import type {
  DirectoryOutbox,
  NotificationRepository,
  OutboxEntry,
  PendingOutbox,
} from '../../../domain/notifications/ports.ts'
import { columnsAs, decode } from '../decode.ts'
import { outbox } from '../schema/house-keeping.ts'
import { flights } from '../schema/tenant/flights.ts'
import { notificationEvents } from '../schema/tenant/notifications.ts'
import { shipments, trackingWatchers } from '../schema/tenant/shipments.ts'
import { toPreferences, toTemplate } from './notification-settings-repository.ts'
import { isHeld, leaseStatements } from './outbox-lease.ts'
import { pageOf } from './page.ts'
import { toShipment } from './shipment-rows.ts'

const EVENT_COLUMNS = columnsAs(notificationEvents, 'n', 'n_')
const SHIPMENT_COLUMNS = columnsAs(shipments, 's', 's_')
const FLIGHT_COLUMNS = columnsAs(flights, 'f', 'f_')

/** The directory's outbox is one for all companies. */
const WHOLE = 'directory'

const toEvent = (row: Row, prefix = ''): NotificationEvent => Object.freeze(decode(notificationEvents, row, prefix))

function toEntry(row: Row): OutboxEntry {
  const { id, type, payload } = decode(outbox, row)
  return { id, type: type as OutboxEntry['type'], payload }
}

const insertEntry = (tenantId: string, entry: OutboxEntry, now: number): SqlStatement =>
  statement(orm.insert(outbox).values({ tenantId, ...entry, createdAt: now }))

export function createNotificationRepository(db: TenantDatabase): NotificationRepository {
  const { tenantId } = db
  return {
    record(events) {
      if (events.length === 0) return []
      const rows = JSON.stringify(
        events.map((e) => [
          e.id,
          e.type,
          e.subjectType,
          e.subjectId,
          JSON.stringify(e.payload),
          JSON.stringify(e.audience),
          e.createdAt,
        ]),
      )
      return [
        statement(sql`
          INSERT INTO notification_events (tenant_id, id, type, subject_type, subject_id, payload, audience, created_at)
          SELECT ${tenantId}, j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5,
            j.value ->> 6
          FROM json_each(${rows}) j`),
        statement(sql`
          INSERT INTO outbox (tenant_id, id, type, payload, created_at)
          SELECT ${tenantId}, j.value ->> 0, 'notification', '{}', j.value ->> 6 FROM json_each(${rows}) j`),
      ]
    },

    enqueue: (entry, now) => insertEntry(tenantId, entry, now),

    async list(page) {
      const mine = eq(notificationEvents.tenantId, tenantId)
      const older = page.after === null ? undefined : lt(notificationEvents.id, page.after)
      const rows = await db.all(
        queryOf(
          orm
            .select()
            .from(notificationEvents)
            .where(and(mine, older))
            .orderBy(desc(notificationEvents.id))
            .limit(page.limit + 1),
        ),
      )
      return pageOf(rows, page.limit, toEvent)
    },

    async claimOutbox(claim): Promise<PendingOutbox> {
      const done = sql`SELECT j.value FROM json_each(${JSON.stringify(claim.done)}) j`
      const page = sql`
        SELECT o.*, ${sql.raw(EVENT_COLUMNS)}, w.shipment_id AS watched FROM outbox o
        LEFT JOIN notification_events n ON n.tenant_id = o.tenant_id AND n.id = o.id
        LEFT JOIN tracking_watchers w
          ON w.tenant_id = n.tenant_id AND w.shipment_id = n.subject_id AND w.expires_at > ${claim.now}
        WHERE o.tenant_id = ${tenantId} AND ${isHeld(tenantId, claim)} ORDER BY o.id LIMIT ${claim.limit}`
      const results = await db.commit([
        ...(claim.done.length > 0
          ? [statement(sql`DELETE FROM outbox WHERE tenant_id = ${tenantId} AND id IN (${done})`)]
          : []),
        ...leaseStatements(tenantId, sql`o.tenant_id = ${tenantId}`, claim),
        ...(claim.limit > 0 ? [statement(page)] : []),
      ])
      const rows = results.at(-1) ?? []
      if (claim.limit === 0) return { entries: [], watched: new Set(), hasMore: rows.length > 0 }
      return {
        entries: rows.map((row) => ({ ...toEntry(row), event: row.n_id === null ? null : toEvent(row, 'n_') })),
        watched: new Set(rows.flatMap((row) => (row.watched === null ? [] : [String(row.watched)]))),
        hasMore: false,
      }
    },

    async findWithShipment(eventId) {
      const [[row] = [], preferences, templates] = await db.allOf([
        queryOf(sql`
          SELECT ${sql.raw(EVENT_COLUMNS)}, ${sql.raw(SHIPMENT_COLUMNS)},
            coalesce(f.actual_arrival, f.estimated_arrival, f.scheduled_arrival) AS expected_arrival,
            ${sql.raw(FLIGHT_COLUMNS)}
          FROM notification_events n
          LEFT JOIN shipments s ON s.tenant_id = n.tenant_id AND s.id = n.subject_id
          LEFT JOIN bags b ON b.tenant_id = s.tenant_id AND b.id = s.bag_id
          LEFT JOIN flights f ON f.tenant_id = b.tenant_id AND f.id = b.flight_id
          WHERE n.tenant_id = ${tenantId} AND n.id = ${eventId}`),
        queryOf(sql`SELECT * FROM notification_preferences WHERE tenant_id = ${tenantId}`),
        queryOf(sql`
          SELECT t.* FROM notification_events n
          JOIN notification_templates t ON t.tenant_id = n.tenant_id AND t.event = n.type
          WHERE n.tenant_id = ${tenantId} AND n.id = ${eventId}`),
      ])
      if (!row) return null
      return {
        event: toEvent(row, 'n_'),
        shipment: row.s_id === null ? null : toShipment(row, 's_'),
        expectedArrival: typeof row.expected_arrival === 'number' ? row.expected_arrival : null,
        flight: row.f_id === null ? null : decode(flights, row, 'f_'),
        preferences: toPreferences(preferences?.[0]),
        templates: (templates ?? []).map(toTemplate),
      }
    },

    async watched(now, after, limit) {
      const rows = await db.all(
        queryOf(sql`
          SELECT shipment_id FROM tracking_watchers
          WHERE tenant_id = ${tenantId} AND shipment_id > ${after} AND expires_at > ${now}
          ORDER BY shipment_id LIMIT ${limit}`),
      )
      return rows.map((row) => String(row.shipment_id))
    },

    watch: (shipmentId, expiresAt) =>
      statement(
        orm
          .insert(trackingWatchers)
          .values({ tenantId, shipmentId, expiresAt })
          .onConflictDoUpdate({
            target: [trackingWatchers.tenantId, trackingWatchers.shipmentId],
            set: { expiresAt },
          }),
      ),
  }
}

export function createDirectoryOutbox(db: DirectoryDatabase): DirectoryOutbox {
  return {
    enqueue: (entry, now) => insertEntry(String(entry.payload.tenant_id), entry, now),
    async claimOutbox(claim) {
      const done = sql`SELECT j.value FROM json_each(${JSON.stringify(claim.done)}) j`
      const page = sql`
        SELECT o.* FROM outbox o WHERE ${isHeld(WHOLE, claim)} ORDER BY o.tenant_id, o.id LIMIT ${claim.limit}`
      const results = await db.commit([
        ...(claim.done.length > 0 ? [statement(sql`DELETE FROM outbox WHERE id IN (${done})`)] : []),
        ...leaseStatements(WHOLE, sql`true`, claim),
        ...(claim.limit > 0 ? [statement(page)] : []),
      ])
      return { entries: claim.limit === 0 ? [] : (results.at(-1) ?? []).map(toEntry) }
    },
  }
}
