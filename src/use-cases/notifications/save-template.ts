import { authorize } from '../../domain/auth/role.ts'
import {
  assertKnownPlaceholders,
  type TemplateContent,
  type TemplateKey,
} from '../../domain/notifications/templates.ts'
import type { TenantContext } from '../context.ts'
import { audit } from '../record.ts'
import type { ShownTemplate } from './get-template.ts'

/** The company's own words from now on. Throws `forbidden`, and `unprocessable` for a placeholder that nobody knows. */
export async function saveTemplate(
  ctx: TenantContext,
  key: TemplateKey,
  content: TemplateContent,
): Promise<ShownTemplate> {
  authorize(ctx.actor, 'notifications:write')
  assertKnownPlaceholders(content)
  const { event, channel, locale } = key
  const template = { event, channel, locale, content, updatedAt: ctx.clock.now() }
  return ctx.commit(
    [
      ctx.notificationSettings.saveTemplate(template),
      audit(ctx, 'notification_template.saved', { type: 'tenant', id: ctx.tenant.id }, { event, channel, locale }),
    ],
    template,
  )
}
