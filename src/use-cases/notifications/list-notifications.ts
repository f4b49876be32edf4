import { type InboxPage, Reader } from '../../domain/notifications/inbox.ts'
import type { PageRequest } from '../../domain/page.ts'
import type { TenantContext } from '../context.ts'

/** What happened, newest first, as far as whoever asks may see it, and how much of it is unread. Throws `forbidden`. */
export async function listNotifications(ctx: TenantContext, page: PageRequest): Promise<InboxPage> {
  return ctx.inbox.page(Reader.of(ctx.actor), page)
}
