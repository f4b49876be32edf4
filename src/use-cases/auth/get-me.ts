import { AppError } from '../../core/errors.ts'
import type { User } from '../../domain/auth/user.ts'
import type { AuthContext } from './context.ts'
import { sessionEnded } from './refusals.ts'

/**
 * The user who asks: one read.
 * @param tenantId the company that the caller's token speaks for
 * @throws AppError forbidden for an API key, which is nobody; unauthenticated for a user who is gone or inactive
 */
export async function getMe(ctx: AuthContext, tenantId: string): Promise<User> {
  if (ctx.actor.kind !== 'user') throw new AppError('forbidden', 'Sign in as a user: an API key has no profile.')
  const user = await ctx.auth.findUser(tenantId, ctx.actor.userId)
  if (!user?.isActive) throw sessionEnded()
  return user
}
