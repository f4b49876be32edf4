import { authorize } from '../../domain/auth/role.ts'
import type { NotificationTemplate, TemplateContent, TemplateKey } from '../../domain/notifications/templates.ts'
import type { TenantContext } from '../context.ts'
import { builtInName, builtInParameters, WHATSAPP_LANGUAGES } from './messages.ts'

export interface ShownTemplate extends TemplateKey {
  readonly content: TemplateContent
  /** ms UTC; null for the built-in one. */
  readonly updatedAt: number | null
}

/** The words that are used for an event on a channel in a language: the company's own, else the built-in ones. Throws `forbidden`. */
export async function getTemplate(ctx: TenantContext, key: TemplateKey): Promise<ShownTemplate> {
  authorize(ctx.actor, 'notifications:read')
  const own = (await ctx.notificationSettings.templates()).find(
    ({ event, channel, locale }) => event === key.event && channel === key.channel && locale === key.locale,
  )
  return own ?? { ...key, content: builtIn(ctx, key), updatedAt: null }
}

/** The company's own templates. Throws `forbidden`. */
export async function listTemplates(ctx: TenantContext): Promise<readonly NotificationTemplate[]> {
  authorize(ctx.actor, 'notifications:read')
  return ctx.notificationSettings.templates()
}

function builtIn(ctx: TenantContext, { event, channel, locale }: TemplateKey): TemplateContent {
  const { greeting, title, body } = ctx.mails.words(event, locale)
  switch (channel) {
    case 'email':
      return { channel, subject: title, text: `${greeting}\n\n${body}` }
    case 'push':
      return { channel, title, body }
    case 'whatsapp':
      return {
        channel,
        name: builtInName(event),
        language: WHATSAPP_LANGUAGES[locale],
        parameters: builtInParameters(event),
      }
  }
}
