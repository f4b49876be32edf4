import { describeError } from '../../core/log.ts'
import type { AuthContext } from './context.ts'

/** Cuts the sockets of a session that has ended. After the commit; a hub that fails does not bring the session back. */
export async function endSockets(ctx: AuthContext, tenantId: string, familyId: string): Promise<void> {
  try {
    await ctx.hubs.tenant(tenantId).endSession(familyId)
  } catch (error) {
    ctx.log.warn('sockets_not_ended', { tenant_id: tenantId, session_id: familyId, ...describeError(error) })
  }
}
