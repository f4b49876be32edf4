import { authorize } from '../../domain/auth/role.ts'
import type { TemplateKey } from '../../domain/notifications/templates.ts'
import type { TenantContext } from '../context.ts'
import { audit } from '../record.ts'

/** The built-in words again. Throws `forbidden`, and `not_found` where the company has none of its own. */
export async function removeTemplate(ctx: TenantContext, { event, channel, locale }: TemplateKey): Promise<void> {
  authorize(ctx.actor, 'notifications:write')
  await ctx.commit(
    [
      ctx.notificationSettings.removeTemplate({ event, channel, locale }),
      audit(ctx, 'notification_template.removed', { type: 'tenant', id: ctx.tenant.id }, { event, channel, locale }),
    ],
    null,
  )
}
