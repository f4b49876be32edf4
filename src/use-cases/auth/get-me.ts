import type { User } from '../../domain/auth/user.ts'
import type { AuthContext } from './context.ts'
import { currentUser } from './current-user.ts'
import { sessionEnded } from './refusals.ts'

/**
 * The user who asks: one read.
 * @param tenantId the company that the caller's token speaks for
 * @throws AppError forbidden for an API key, which is nobody; unauthenticated for a user who is gone or inactive
 */
export async function getMe(ctx: AuthContext, tenantId: string): Promise<User> {
  const user = await ctx.auth.findUser(tenantId, currentUser(ctx.actor).userId)
  if (!user?.isActive) throw sessionEnded()
  return user
}
