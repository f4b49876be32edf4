import { type SQL, sql } from 'drizzle-orm'
import { queryOf, type Row, statement, type TenantDatabase } from '../../../core/database.ts'
import { type Inbox, MOST_COUNTED, type Reader } from '../../../domain/notifications/inbox.ts'
import type { NotificationEvent } from '../../../domain/notifications/notification-event.ts'
import { decode } from '../decode.ts'
import { notificationEvents } from '../schema/tenant/notifications.ts'
import { pageOf } from './page.ts'

const toEvent = (row: Row): NotificationEvent => Object.freeze(decode(notificationEvents, row))

/** Lists and read marks. A reader's own list is a range of `notification_users`, the tenant's one of the events themselves. */
export function createInbox(db: TenantDatabase): Inbox {
  const { tenantId } = db

  /** FROM and WHERE of what a reader sees; the events themselves are `n`, where they are wanted of a reader's own list. */
  const seenBy = ({ id, sees }: Reader, wanted: 'events' | 'ids'): SQL =>
    sees === 'own'
      ? sql`
          FROM notification_users v
          ${wanted === 'ids' ? sql`` : sql`JOIN notification_events n ON n.tenant_id = v.tenant_id AND n.id = v.id`}
          WHERE v.tenant_id = ${tenantId} AND v.user_id = ${id}`
      : sql`
          FROM notification_events n
          WHERE n.tenant_id = ${tenantId} AND (n.audience ->> '$.staff' OR EXISTS
            (SELECT 1 FROM notification_users v WHERE v.tenant_id = n.tenant_id AND v.user_id = ${id} AND v.id = n.id))`

  /** The column by which a reader's list is a range. */
  const place = ({ sees }: Reader): SQL => (sees === 'own' ? sql`v.id` : sql`n.id`)

  const mark = ({ id }: Reader): SQL => sql`
    SELECT r.up_to FROM notification_reads r WHERE r.tenant_id = ${tenantId} AND r.user_id = ${id}`

  const unreadAfter = (reader: Reader, readUpTo: SQL): SQL => sql`
    SELECT count(*) AS unread FROM
      (SELECT 1 ${seenBy(reader, 'ids')} AND ${place(reader)} > ${readUpTo} LIMIT ${MOST_COUNTED})`

  return {
    async page(reader, { limit, after }) {
      const older = after === null ? sql`` : sql`AND ${place(reader)} < ${after}`
      const [rows = [], [marked] = [], [counted] = []] = await db.allOf([
        queryOf(sql`SELECT n.* ${seenBy(reader, 'events')} ${older} ORDER BY ${place(reader)} DESC LIMIT ${limit + 1}`),
        queryOf(mark(reader)),
        queryOf(unreadAfter(reader, sql`coalesce((${mark(reader)}), '')`)),
      ])
      return {
        ...pageOf(rows, limit, toEvent),
        unread: Number(counted?.unread ?? 0),
        readUpTo: marked ? String(marked.up_to) : null,
      }
    },

    async after(reader, eventId) {
      const readUpTo = sql`max(${eventId}, coalesce((${mark(reader)}), ''))`
      const [found = [], [stands] = []] = await db.allOf([
        queryOf(sql`SELECT 1 ${seenBy(reader, 'ids')} AND ${place(reader)} = ${eventId}`),
        queryOf(sql`SELECT ${readUpTo} AS read_up_to, (${unreadAfter(reader, readUpTo)}) AS unread`),
      ])
      return { sees: found.length > 0, readUpTo: String(stands?.read_up_to), unread: Number(stands?.unread) }
    },

    read: (reader, eventId, now) =>
      statement(sql`
        INSERT INTO notification_reads (tenant_id, user_id, up_to, read_at) VALUES (${tenantId}, ${reader.id}, ${eventId}, ${now})
        ON CONFLICT (tenant_id, user_id) DO UPDATE SET up_to = excluded.up_to, read_at = excluded.read_at
        WHERE excluded.up_to > notification_reads.up_to`),
  }
}
