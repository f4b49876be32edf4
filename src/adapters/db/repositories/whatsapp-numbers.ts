import { type SQL, sql } from 'drizzle-orm'
import { type DirectoryDatabase, queryOf } from '../../../core/database.ts'
import type { NumberOwner, WhatsAppNumbers } from '../../../domain/notifications/whatsapp-ports.ts'

/** Which tenants send from numbers of their own, by their settings. */
export function createWhatsAppNumbers(db: DirectoryDatabase): WhatsAppNumbers {
  const owners = async (which: SQL): Promise<readonly NumberOwner[]> => {
    const rows = await db.all(
      queryOf(sql`
        SELECT n.tenant_id, n.value AS number, s.value AS secret FROM tenant_settings n
        LEFT JOIN tenant_settings s ON s.tenant_id = n.tenant_id AND s.name = 'whatsapp.app_secret'
        WHERE n.name = 'whatsapp.phone_number_id' AND ${which}`),
    )
    return rows.map(({ tenant_id, number, secret }) => ({
      tenantId: String(tenant_id),
      phoneNumberId: String(number),
      sealedAppSecret: secret === null ? null : String(secret),
    }))
  }
  const oneOf = (texts: readonly string[]) => sql`(SELECT value FROM json_each(${JSON.stringify(texts)}))`
  return {
    ownersOf: async (numbers) => (numbers.length === 0 ? [] : owners(sql`n.value IN ${oneOf(numbers)}`)),
    ownedBy: async (tenantIds) => (tenantIds.length === 0 ? [] : owners(sql`n.tenant_id IN ${oneOf(tenantIds)}`)),
  }
}
