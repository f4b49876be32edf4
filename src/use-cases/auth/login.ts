import { User } from '../../domain/auth/user.ts'
import { auditAccount } from './audit.ts'
import type { AuthContext } from './context.ts'
import { assertActive, wrongCredentials } from './refusals.ts'
import { openSession, type SignedIn } from './sign-in.ts'

/**
 * Signs a user in: one read, one password verification whoever asks, one commit.
 * @throws AppError unauthenticated, the same for an unknown address, a wrong password and an inactive account; forbidden for
 * the right password of a suspended company
 */
export async function login(ctx: AuthContext, input: { email: string; password: string }): Promise<SignedIn> {
  const known = await ctx.auth.findUserByEmail(User.normalizeEmail(input.email))
  const { ok, needsRehash } = await ctx.passwords.verify(input.password, known?.user.passwordHash ?? null)
  if (!known || !ok || !known.user.isActive) throw wrongCredentials()
  const { user, tenant } = known
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
  return ctx.commit([ctx.auth.insertSessionFor(session, user), ...rehash, audit], { user, tenant, tokens })
}
