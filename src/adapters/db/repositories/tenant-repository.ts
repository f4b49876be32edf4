import { and, eq, ne, type SQL, sql } from 'drizzle-orm'
import { type DirectoryDatabase, orm, queryOf, type SqlStatement, statement } from '../../../core/database.ts'
import type { TenantProfileChange, TenantRepository } from '../../../domain/auth/account-ports.ts'
import { decode } from '../decode.ts'
import { tenants } from '../schema/directory/accounts.ts'
import { tenantSettings } from '../schema/directory/lockout.ts'
import { tenantById, toTenant } from './tenant-row.ts'

/** Each field by itself: `json_set` leaves what somebody else changed in the same JSON. */
function update(tenantId: string, change: TenantProfileChange): readonly SqlStatement[] {
  const branding = Object.entries(change.branding ?? {}).filter(([, value]) => value !== undefined)
  const parts = branding.map(([field, value]) => sql`, ${`$.${field}`}, ${value}`)
  const sets: SQL[] = [
    ...(change.name === undefined ? [] : [sql`name = ${change.name}`]),
    ...(change.locale === undefined ? [] : [sql`locale = ${change.locale}`]),
    ...(parts.length === 0 ? [] : [sql`branding = json_set(branding${sql.join(parts)})`]),
    ...(change.corsOrigins === undefined ? [] : [sql`cors_origins = ${JSON.stringify(change.corsOrigins)}`]),
  ]
  if (sets.length === 0) return []
  return [statement(sql`UPDATE tenants SET ${sql.join(sets, sql`, `)} WHERE id = ${tenantId}`)]
}

/** A company's own row and how its messages are sent. */
export function createTenantRepository(db: DirectoryDatabase): TenantRepository {
  return {
    async find(tenantId) {
      const stored = queryOf(orm.select().from(tenantSettings).where(eq(tenantSettings.tenantId, tenantId)))
      const [found = [], settings = []] = await db.allOf([tenantById(tenantId), stored])
      const [row] = found
      if (!row) return null
      return { tenant: toTenant(row), settings: settings.map((setting) => decode(tenantSettings, setting)) }
    },
    update,
    putSettings(tenantId, settings) {
      if (settings.length === 0) return []
      return [
        statement(sql`
          INSERT INTO tenant_settings (tenant_id, name, value, updated_at)
          SELECT ${tenantId}, value ->> 'name', value ->> 'value', value ->> 'updatedAt'
          FROM json_each(${JSON.stringify(settings)}) WHERE true
          ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`),
      ]
    },
    removeSettings(tenantId, names) {
      if (names.length === 0) return []
      return [
        statement(sql`
          DELETE FROM tenant_settings
          WHERE tenant_id = ${tenantId} AND name IN (SELECT value FROM json_each(${JSON.stringify(names)}))`),
      ]
    },
    replaceSetting: (tenantId, name, was, value) =>
      statement(
        orm
          .update(tenantSettings)
          .set({ value })
          .where(
            and(eq(tenantSettings.tenantId, tenantId), eq(tenantSettings.name, name), eq(tenantSettings.value, was)),
          ),
      ),
    setStatus: (tenantId, status) =>
      statement(
        orm
          .update(tenants)
          .set({ status })
          .where(and(eq(tenants.id, tenantId), ne(tenants.status, status))),
      ),
  }
}
