import type { OneTimePurpose, OneTimeToken } from '../../domain/auth/ports.ts'
import { User } from '../../domain/auth/user.ts'
import type { AccountMailTemplate } from '../../domain/notifications/ports.ts'
import type { Statement } from '../../domain/statement.ts'
import type { AuthContext } from './context.ts'

/** The mails with a link: each is named as the purpose of its token is. */
type TokenMail = AccountMailTemplate & OneTimePurpose

const HOUR = 3_600_000
/** How long the link in a mail works, in ms. */
const LIFETIME: Readonly<Record<TokenMail, number>> = {
  verify_email: 48 * HOUR,
  reset_password: HOUR,
  accept_invite: 7 * 24 * HOUR,
}

/** The row of a one-time token and the mail that will carry it. The mail's sender derives the token; the outbox holds its id alone. */
export function tokenMail(ctx: AuthContext, user: User, template: TokenMail): readonly Statement[] {
  const now = ctx.clock.now()
  const token: OneTimeToken = {
    id: ctx.ids.make('ott'),
    purpose: template,
    tenantId: user.tenantId,
    userId: user.id,
    createdAt: now,
    expiresAt: now + LIFETIME[template],
  }
  return [ctx.auth.insertOneTimeToken(token), authMail(ctx, user, { template, token_id: token.id })]
}

/** Links of one kind that one user is mailed in an hour: a mailbox is not to be filled by strangers. */
const MOST_LINKS_AN_HOUR = 5

/**
 * The same for whoever has an email, if anybody has: what is in the statements does not depend on it. A deactivated user, a
 * suspended company, and a sixth link within the hour get none.
 * @param action what the audit log calls it
 */
export function mailLinkTo(
  ctx: AuthContext,
  email: string,
  template: 'verify_email' | 'reset_password',
  action: string,
): readonly Statement[] {
  const now = ctx.clock.now()
  return ctx.accounts.mailToken({
    token: { id: ctx.ids.make('ott'), purpose: template, createdAt: now, expiresAt: now + LIFETIME[template] },
    email: User.normalizeEmail(email),
    outboxId: ctx.ids.make('obx'),
    audit: { id: ctx.ids.make('aud'), action, address: ctx.caller.address },
    unverifiedOnly: template === 'verify_email',
    most: MOST_LINKS_AN_HOUR,
    since: now - HOUR,
  })
}

/** A mail about an account, left in the outbox. */
export function authMail(
  ctx: AuthContext,
  user: User,
  payload: { template: AccountMailTemplate; token_id?: string },
): Statement {
  return ctx.notifications.enqueue(
    {
      id: ctx.ids.make('obx'),
      type: 'auth_mail',
      payload: { ...payload, tenant_id: user.tenantId, user_id: user.id },
    },
    ctx.clock.now(),
  )
}
