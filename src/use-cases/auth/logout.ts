import { SessionMoved } from '../../domain/auth/ports.ts'
import { auditAccount } from './audit.ts'
import type { AuthContext } from './context.ts'
import { endSockets } from './end-sockets.ts'

/**
 * Ends the sign-in that a refresh token belongs to, whichever token of its family it is. An unknown token and a family that
 * has ended are fine: whoever signs out is signed out.
 */
export async function logout(ctx: AuthContext, input: { refreshToken: string }): Promise<void> {
  const found = await ctx.auth.findSession(await ctx.sessions.hashOf(input.refreshToken))
  if (!found) return
  const { familyId, tenantId, userId } = found.session
  const statements = [
    ctx.auth.revokeLiveFamily(familyId, 'logout', ctx.clock.now()),
    auditAccount(ctx, {
      tenantId,
      actor: userId,
      action: 'session.ended',
      subjectType: 'session',
      subjectId: familyId,
      changes: { reason: 'logout' },
    }),
  ]
  try {
    await ctx.commit(statements, null)
  } catch (error) {
    if (!(error instanceof SessionMoved)) throw error
  }
  await endSockets(ctx, tenantId, familyId)
}
