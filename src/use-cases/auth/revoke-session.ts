import { auditAccount } from './audit.ts'
import type { AuthContext } from './context.ts'
import { currentUser } from './current-user.ts'
import { endSockets } from './end-sockets.ts'

/** Ends one of the user's own sign-ins and cuts its sockets. Throws `not_found` for any other, `forbidden` for an API key. */
export async function revokeSession(ctx: AuthContext, tenantId: string, familyId: string): Promise<void> {
  const { userId } = currentUser(ctx.actor)
  const statements = [
    ctx.accounts.endSession({ tenantId, id: userId }, familyId, 'logout', ctx.clock.now()),
    auditAccount(ctx, {
      tenantId,
      actor: userId,
      action: 'session.ended',
      subjectType: 'session',
      subjectId: familyId,
      changes: { reason: 'revoked' },
    }),
  ]
  await ctx.commit(statements, null)
  await endSockets(ctx, tenantId, familyId)
}
