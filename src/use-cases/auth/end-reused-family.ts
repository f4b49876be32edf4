import { Actor } from '../../domain/actor.ts'
import { type FoundSession, SessionMoved } from '../../domain/auth/ports.ts'
import { auditAccount } from './audit.ts'
import { authMail } from './auth-mail.ts'
import type { AuthContext } from './context.ts'
import { endSockets } from './end-sockets.ts'

/**
 * Ends a family of which two parties hold tokens, tells its user by mail and cuts its sockets. For a family that has
 * ended already it does nothing: an old token found later is no news.
 */
export async function endReusedFamily(ctx: AuthContext, { session, user }: FoundSession): Promise<void> {
  const { familyId, tenantId } = session
  const statements = [
    ctx.auth.revokeLiveFamily(familyId, 'reuse_detected', ctx.clock.now()),
    authMail(ctx, user, { template: 'reuse_detected' }),
    auditAccount(ctx, {
      tenantId,
      actor: Actor.label({ kind: 'system', job: 'reuse_detection' }),
      action: 'session.reuse_detected',
      subjectType: 'session',
      subjectId: familyId,
      changes: { user: user.id },
    }),
  ]
  try {
    await ctx.commit(statements, null)
  } catch (error) {
    if (error instanceof SessionMoved) return
    throw error
  }
  await endSockets(ctx, tenantId, familyId)
}
