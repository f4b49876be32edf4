import { authorize } from '../../domain/auth/role.ts'
import type { Preferences } from '../../domain/notifications/preferences.ts'
import type { TenantContext } from '../context.ts'

/** What people are told of, on which channel, and when phones stay quiet. Throws `forbidden`. */
export async function getPreferences(ctx: TenantContext): Promise<Preferences> {
  authorize(ctx.actor, 'notifications:read')
  return ctx.notificationSettings.preferences()
}
