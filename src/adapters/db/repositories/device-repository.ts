import { and, desc, eq, sql } from 'drizzle-orm'
import { type DirectoryDatabase, orm, queryOf, type Row, statement } from '../../../core/database.ts'
import { notFound } from '../../../core/errors.ts'
import {
  type Device,
  type DeviceDirectory,
  DeviceMoved,
  type DeviceRepository,
  MOST_DEVICES,
} from '../../../domain/notifications/devices.ts'
import { decode } from '../decode.ts'
import { devices } from '../schema/directory/devices.ts'

function toDevice(row: Row): Device {
  const { sessionId: _session, ...device } = decode(devices, row)
  return Object.freeze(device)
}

const ofUser = (tenantId: string, userId: string) => and(eq(devices.tenantId, tenantId), eq(devices.userId, userId))

/** Users' own devices. */
export function createDeviceRepository(db: DirectoryDatabase): DeviceRepository {
  return {
    async findByToken(tenantId, userId, token) {
      const mine = and(eq(devices.token, token), ofUser(tenantId, userId))
      const [row] = await db.all(queryOf(orm.select().from(devices).where(mine)))
      return row ? toDevice(row) : null
    },

    async list(tenantId, userId) {
      const rows = await db.all(
        queryOf(orm.select().from(devices).where(ofUser(tenantId, userId)).orderBy(desc(devices.id))),
      )
      return rows.map(toDevice)
    },

    register({ id, tenantId, userId, token, platform, createdAt, lastSeenAt }, sessionId) {
      return [
        statement(
          sql`DELETE FROM devices WHERE token = ${token} AND NOT (tenant_id = ${tenantId} AND user_id = ${userId})`,
        ),
        statement(
          sql`
            INSERT INTO devices (tenant_id, user_id, id, session_id, token, platform, created_at, last_seen_at)
            SELECT u.tenant_id, u.id, ${id}, ${sessionId}, ${token}, ${platform}, ${createdAt}, ${lastSeenAt} FROM users u
            WHERE u.tenant_id = ${tenantId} AND u.id = ${userId} AND u.is_active = 1 AND EXISTS
              (SELECT 1 FROM sessions s WHERE s.family_id = ${sessionId} AND s.tenant_id = u.tenant_id AND s.user_id = u.id
                AND s.revoked_at IS NULL)
            ON CONFLICT (token) DO UPDATE SET session_id = excluded.session_id, platform = excluded.platform,
              last_seen_at = max(last_seen_at, excluded.last_seen_at)
            WHERE devices.id = excluded.id`,
          { expects: { rows: 1, otherwise: () => new DeviceMoved() } },
        ),
        statement(sql`
          DELETE FROM devices WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND id NOT IN
            (SELECT d.id FROM devices d WHERE d.tenant_id = ${tenantId} AND d.user_id = ${userId}
              ORDER BY d.last_seen_at DESC, d.id DESC LIMIT ${MOST_DEVICES})`),
      ]
    },

    remove: (tenantId, userId, id) =>
      statement(orm.delete(devices).where(and(ofUser(tenantId, userId), eq(devices.id, id))), {
        expects: { rows: 1, otherwise: () => notFound('device') },
      }),
  }
}

/** One tenant's devices, for whoever sends. */
export function createDeviceDirectory(db: DirectoryDatabase, tenantId: string): DeviceDirectory {
  return {
    async ofUsers(userIds) {
      if (userIds.length === 0) return []
      const rows = await db.all(
        queryOf(sql`
          SELECT * FROM devices
          WHERE tenant_id = ${tenantId} AND user_id IN (SELECT j.value FROM json_each(${JSON.stringify(userIds)}) j)`),
      )
      return rows.map(toDevice)
    },

    async forget(deviceIds) {
      if (deviceIds.length === 0) return
      await db.commit([
        statement(sql`
          DELETE FROM devices
          WHERE tenant_id = ${tenantId} AND id IN (SELECT j.value FROM json_each(${JSON.stringify(deviceIds)}) j)`),
      ])
    },
  }
}
