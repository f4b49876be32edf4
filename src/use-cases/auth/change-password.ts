import { AppError } from '../../core/errors.ts'
import { auditAccount } from './audit.ts'
import type { AuthContext } from './context.ts'
import { currentUser } from './current-user.ts'
import { endSockets } from './end-sockets.ts'
import { afterFailure, commitSignIn, countersOf, tooManyFailures } from './lock-out.ts'
import { checkNewPassword, wordsOf } from './password-rules.ts'
import { assertActive, sessionEnded } from './refusals.ts'

/**
 * Another password for whoever knows the present one. Every other session ends and its sockets are cut; this one goes on.
 * Wrong tries count as failed sign-ins do: a stolen access token is no way to guess.
 * @throws AppError unprocessable with the pointer /current_password, rate_limited, conflict for an account without a password,
 * forbidden for an API key; PasswordRefused
 */
export async function changePassword(
  ctx: AuthContext,
  tenantId: string,
  input: { currentPassword: string; newPassword: string },
): Promise<void> {
  const actor = currentUser(ctx.actor)
  const account = await ctx.accounts.findAccount(tenantId, actor.userId)
  if (!account?.user.isActive) throw sessionEnded()
  assertActive(account.tenant)
  const { user } = account
  if (user.passwordHash === null) {
    throw new AppError('conflict', 'This account has no password yet. Set one with POST /auth/reset-password.')
  }
  checkNewPassword(input.newPassword, wordsOf(account), '/new_password')
  const counters = countersOf(ctx, user.email)
  const blockedUntil = await ctx.lockout.blockedUntil(counters, ctx.clock.now())
  if (blockedUntil !== null) throw tooManyFailures(ctx, blockedUntil)
  const { ok } = await ctx.passwords.verify(input.currentPassword, user.passwordHash)
  if (!ok) throw await afterFailure(ctx, counters, wrongCurrentPassword())
  const hash = await ctx.passwords.hash(input.newPassword)
  const now = ctx.clock.now()
  const statements = [
    ctx.auth.setPasswordHash(user, hash),
    ctx.accounts.voidTokens(user, ['reset_password'], now),
    ctx.accounts.endSessions(user, 'password_changed', now, actor.sessionId),
    auditAccount(ctx, {
      tenantId,
      actor: user.id,
      action: 'user.password_changed',
      subjectType: 'user',
      subjectId: user.id,
    }),
  ]
  await commitSignIn(ctx, counters, statements, null)
  const ended = await ctx.accounts.endedFamilies(user, 'password_changed', now)
  await Promise.all(ended.map((familyId) => endSockets(ctx, tenantId, familyId)))
}

function wrongCurrentPassword(): AppError {
  return new AppError('unprocessable', 'Some fields are not right; see errors.', {
    errors: [
      { pointer: '/current_password', message: 'This is not the present password. If you have lost it, reset it.' },
    ],
  })
}
