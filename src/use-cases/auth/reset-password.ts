import { auditAccount } from './audit.ts'
import type { AuthContext } from './context.ts'
import { endUserSockets } from './end-sockets.ts'
import { countersOf } from './lock-out.ts'
import { openLink, useLink } from './one-time-link.ts'
import { checkNewPassword, wordsOf } from './password-rules.ts'

/**
 * A new password for the holder of a mailed token. All sessions end and their sockets are cut, other links of the account
 * become void, and its failed sign-ins are forgotten: whoever reads the mail is the owner.
 * @throws LinkRefused; PasswordRefused, which leaves the link good; AppError forbidden for a suspended company
 */
export async function resetPassword(ctx: AuthContext, input: { token: string; newPassword: string }): Promise<void> {
  const found = await openLink(ctx, input.token, 'reset_password')
  const { user } = found
  checkNewPassword(input.newPassword, wordsOf(found), '/new_password')
  const hash = await ctx.passwords.hash(input.newPassword)
  const now = ctx.clock.now()
  const statements = [
    ctx.accounts.resetPassword(user, hash, now),
    ctx.accounts.voidTokens(user, ['reset_password', 'accept_invite'], now),
    ctx.accounts.endSessions(user, 'password_changed', now),
    ctx.lockout.clear(countersOf(ctx, user.email)),
    auditAccount(ctx, {
      tenantId: user.tenantId,
      actor: user.id,
      action: 'user.password_reset',
      subjectType: 'user',
      subjectId: user.id,
    }),
  ]
  await useLink(ctx, found, 'reset_password', statements, null)
  await endUserSockets(ctx, user)
}
