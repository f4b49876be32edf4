import { authorize } from '../../domain/auth/role.ts'
import type { Preferences } from '../../domain/notifications/preferences.ts'
import type { TenantContext } from '../context.ts'
import { audit } from '../record.ts'

/** What people are told of from now on, also for what is still waiting to be sent. What it does not name is as by default. Throws `forbidden`. */
export async function savePreferences(ctx: TenantContext, preferences: Preferences): Promise<Preferences> {
  authorize(ctx.actor, 'notifications:write')
  const { matrix, quietHours } = preferences
  return ctx.commit(
    [
      ctx.notificationSettings.savePreferences(preferences, ctx.clock.now()),
      audit(
        ctx,
        'notification_preferences.saved',
        { type: 'tenant', id: ctx.tenant.id },
        { matrix, quiet_hours: quietHours },
      ),
    ],
    preferences,
  )
}
