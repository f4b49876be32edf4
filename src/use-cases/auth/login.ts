import { User } from '../../domain/auth/user.ts'
import { auditAccount } from './audit.ts'
import type { AuthContext } from './context.ts'
import { afterFailure, commitSignIn, countersOf, tooManyFailures } from './lock-out.ts'
import { assertActive, wrongCredentials } from './refusals.ts'
import { openSession, type SignedIn } from './sign-in.ts'

/**
 * Signs a user in: one read, one password verification whoever asks, one commit. After five failures of an account or from
 * an address each further one blocks it for longer.
 * @throws AppError unauthenticated, the same and after the same work for an unknown address, a wrong password and an
 * inactive account; rate_limited while blocked, alike for accounts that do not exist; forbidden for the right password of a
 * suspended company
 */
export async function login(ctx: AuthContext, input: { email: string; password: string }): Promise<SignedIn> {
  const email = User.normalizeEmail(input.email)
  const counters = countersOf(ctx, email)
  const { account, blockedUntil } = await ctx.lockout.findSignIn(email, counters, ctx.clock.now())
  if (blockedUntil !== null) throw tooManyFailures(ctx, blockedUntil)
  const { ok, needsRehash } = await ctx.passwords.verify(input.password, account?.user.passwordHash ?? null)
  if (!account || !ok || !account.user.isActive) throw await afterFailure(ctx, counters, wrongCredentials())
  const { user, tenant } = account
  assertActive(tenant)
  const { session, tokens } = await openSession(ctx, user)
  const rehash = needsRehash ? [ctx.auth.setPasswordHash(user, await ctx.passwords.hash(input.password))] : []
  const audit = auditAccount(ctx, {
    tenantId: tenant.id,
    actor: user.id,
    action: 'session.started',
    subjectType: 'session',
    subjectId: session.familyId,
  })
  const statements = [ctx.auth.insertSessionFor(session, user), ...rehash, audit]
  return commitSignIn(ctx, counters, statements, { user, tenant, tokens })
}
