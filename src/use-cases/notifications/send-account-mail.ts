import { Delivery } from '../../domain/notifications/delivery.ts'
import type { AccountMailTemplate, OutboxEntry } from '../../domain/notifications/ports.ts'
import type { DirectoryContext } from '../context.ts'
import { deliver } from './deliver.ts'

/** Which mail carries a link, and where it leads. */
const LINKS: Readonly<Record<AccountMailTemplate, string | null>> = {
  verify_email: '/verify-email',
  reset_password: '/reset-password',
  accept_invite: '/accept-invite',
  reuse_detected: null,
}

function templateOf(name: unknown): AccountMailTemplate | null {
  return Object.hasOwn(LINKS, String(name)) ? (String(name) as AccountMailTemplate) : null
}

/**
 * Mails a user about the account, once per outbox entry. The link's token is derived here from its id: neither table nor queue
 * ever held it. A user who is gone, or a mail nobody knows, needs nothing. Throws `RetryLater`.
 */
export async function sendAccountMail(ctx: DirectoryContext, tenantId: string, entry: OutboxEntry): Promise<void> {
  const template = templateOf(entry.payload.template)
  const tenant = await ctx.auth.findTenant(tenantId)
  const user = await ctx.auth.findUser(tenantId, String(entry.payload.user_id))
  if (!template || !tenant || !user) return
  const { token_id: tokenId } = entry.payload
  const path = LINKS[template]
  let link: string | null = null
  if (path !== null && template !== 'reuse_detected') {
    if (typeof tokenId !== 'string')
      return ctx.log.error('account_mail_without_token', { entry_id: entry.id, template })
    const token = await ctx.oneTimeTokens.tokenFor(tokenId, template)
    link = `${ctx.publicUrl}${path}?token=${encodeURIComponent(token)}`
  }
  const context = ctx.tenantContext(tenant, ctx.actor, 'api')
  const channels = await context.channels()
  const mail = { locale: tenant.locale, brand: tenant.branding, recipientName: user.name, link }
  await deliver(context, {
    eventId: entry.id,
    shipmentId: null,
    channels,
    messages: [
      {
        channel: 'email',
        recipient: user.email,
        suppressed: null,
        async send(delivery) {
          const { messageId } = await channels.email.send({
            ...ctx.mails.account(template, mail),
            to: user.email,
            tenantId,
            idempotencyKey: Delivery.key(delivery),
          })
          return { messageId, afterwards: null }
        },
      },
    ],
    isNews: true,
    quiet: null,
  })
}
