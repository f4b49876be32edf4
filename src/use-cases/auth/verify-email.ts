import { auditAccount } from './audit.ts'
import type { AuthContext } from './context.ts'
import { openLink, useLink } from './one-time-link.ts'

/** Confirms a user's address with the token that was mailed to it. @throws LinkRefused; AppError forbidden for a suspended company */
export async function verifyEmail(ctx: AuthContext, input: { token: string }): Promise<void> {
  const found = await openLink(ctx, input.token, 'verify_email')
  const { user } = found
  const now = ctx.clock.now()
  const statements = [
    ctx.accounts.verifyEmail(user, now),
    ctx.accounts.voidTokens(user, ['verify_email'], now),
    auditAccount(ctx, {
      tenantId: user.tenantId,
      actor: user.id,
      action: 'user.email_verified',
      subjectType: 'user',
      subjectId: user.id,
    }),
  ]
  await useLink(ctx, found, 'verify_email', statements, null)
}
