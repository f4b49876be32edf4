import { and, eq, sql } from 'drizzle-orm'
import { orm, queryOf, type Row, statement, type TenantDatabase } from '../../../core/database.ts'
import { DomainError } from '../../../domain/errors.ts'
import { NO_PREFERENCES, type Preferences } from '../../../domain/notifications/preferences.ts'
import type { NotificationSettingsRepository, NotificationTemplate } from '../../../domain/notifications/templates.ts'
import { decode } from '../decode.ts'
import { notificationPreferences, notificationTemplates } from '../schema/tenant/notifications.ts'

export function toPreferences(row: Row | undefined): Preferences {
  if (!row) return NO_PREFERENCES
  const { matrix, quietFrom, quietTo } = decode(notificationPreferences, row)
  return { matrix, quietHours: quietFrom === null || quietTo === null ? null : { from: quietFrom, to: quietTo } }
}

export function toTemplate(row: Row): NotificationTemplate {
  const { tenantId: _tenant, ...template } = decode(notificationTemplates, row)
  return Object.freeze(template)
}

export function createNotificationSettingsRepository(db: TenantDatabase): NotificationSettingsRepository {
  const { tenantId } = db
  return {
    async preferences() {
      const [row] = await db.all(queryOf(sql`SELECT * FROM notification_preferences WHERE tenant_id = ${tenantId}`))
      return toPreferences(row)
    },

    savePreferences({ matrix, quietHours }, now) {
      const values = { matrix, quietFrom: quietHours?.from ?? null, quietTo: quietHours?.to ?? null, updatedAt: now }
      return statement(
        orm
          .insert(notificationPreferences)
          .values({ tenantId, ...values })
          .onConflictDoUpdate({ target: notificationPreferences.tenantId, set: values }),
      )
    },

    async templates() {
      const rows = await db.all(queryOf(sql`SELECT * FROM notification_templates WHERE tenant_id = ${tenantId}`))
      return rows.map(toTemplate)
    },

    saveTemplate(template) {
      const { content, updatedAt } = template
      return statement(
        orm
          .insert(notificationTemplates)
          .values({ tenantId, ...template })
          .onConflictDoUpdate({
            target: [
              notificationTemplates.tenantId,
              notificationTemplates.event,
              notificationTemplates.channel,
              notificationTemplates.locale,
            ],
            set: { content, updatedAt },
          }),
      )
    },

    removeTemplate: ({ event, channel, locale }) => ({
      ...statement(
        orm
          .delete(notificationTemplates)
          .where(
            and(
              eq(notificationTemplates.tenantId, tenantId),
              eq(notificationTemplates.event, event),
              eq(notificationTemplates.channel, channel),
              eq(notificationTemplates.locale, locale),
            ),
          ),
      ),
      expects: {
        rows: 1,
        otherwise: () =>
          new DomainError('not_found', 'There is no template of your own for this; the built-in one is used.'),
      },
    }),
  }
}
