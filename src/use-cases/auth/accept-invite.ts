import { auditAccount } from './audit.ts'
import type { AuthContext } from './context.ts'
import { type LinkPurpose, openLink, useLink } from './one-time-link.ts'
import { checkNewPassword, wordsOf } from './password-rules.ts'
import { openSession, type SignedIn, type TokenPair } from './sign-in.ts'

const PURPOSE: LinkPurpose = 'accept_invite'

export interface AcceptInvite {
  readonly token: string
  readonly password: string
  readonly name: string
}

/**
 * The invited user's name and password, and with `signIn` a session: one read, one commit. The address counts as verified,
 * since the link came by mail.
 * @throws LinkRefused; PasswordRefused, which leaves the link good; AppError forbidden for a suspended company
 */
export async function acceptInvite(ctx: AuthContext, input: AcceptInvite, signIn: true): Promise<SignedIn>
export async function acceptInvite(ctx: AuthContext, input: AcceptInvite, signIn: false): Promise<null>
export async function acceptInvite(ctx: AuthContext, input: AcceptInvite, signIn: boolean): Promise<SignedIn | null> {
  const found = await openLink(ctx, input.token, PURPOSE)
  const { tenant } = found
  checkNewPassword(input.password, [...wordsOf(found), input.name])
  const passwordHash = await ctx.passwords.hash(input.password)
  const now = ctx.clock.now()
  const user = { ...found.user, name: input.name, passwordHash, emailVerifiedAt: now }
  const opened = signIn ? await openSession(ctx, user) : null
  const statements = [
    ctx.accounts.acceptInvite(user, { passwordHash, name: input.name }, now),
    ctx.accounts.voidTokens(user, ['accept_invite', 'reset_password', 'verify_email'], now),
    ...(opened ? [ctx.auth.insertSession(opened.session)] : []),
    auditAccount(ctx, {
      tenantId: tenant.id,
      actor: user.id,
      action: 'user.invitation_accepted',
      subjectType: 'user',
      subjectId: user.id,
    }),
  ]
  const tokens: TokenPair | null = opened?.tokens ?? null
  return useLink(ctx, found, PURPOSE, statements, tokens && { user, tenant, tokens })
}
