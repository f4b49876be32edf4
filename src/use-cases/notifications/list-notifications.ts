import { authorize } from '../../domain/auth/role.ts'
import type { NotificationEvent } from '../../domain/notifications/notification-event.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { TenantContext } from '../context.ts'

/** What happened in the tenant, newest first. Throws `forbidden`. */
export async function listNotifications(ctx: TenantContext, page: PageRequest): Promise<Page<NotificationEvent>> {
  authorize(ctx.actor, 'notifications:read')
  return ctx.notifications.list(page)
}
