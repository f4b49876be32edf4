import { describeError } from '../../core/log.ts'
import type { User } from '../../domain/auth/user.ts'
import type { AuthContext } from './context.ts'

type SocketContext = Pick<AuthContext, 'hubs' | 'log'>

/** After the commit; a hub that fails does not bring the session back, nor does it hold the answer up. */
async function end(ctx: SocketContext, tenantId: string, whose: string, cut: () => Promise<void>): Promise<void> {
  try {
    await cut()
  } catch (error) {
    ctx.log.warn('sockets_not_ended', { tenant_id: tenantId, whose, ...describeError(error) })
  }
}

/** Cuts the sockets of a session that has ended. */
export async function endSockets(ctx: SocketContext, tenantId: string, familyId: string): Promise<void> {
  await end(ctx, tenantId, familyId, () => ctx.hubs.tenant(tenantId).endSession(familyId))
}

/** Cuts all sockets of a user; only a token that is signed later opens another. */
export async function endUserSockets(ctx: SocketContext, user: Pick<User, 'tenantId' | 'id'>): Promise<void> {
  await end(ctx, user.tenantId, user.id, () => ctx.hubs.tenant(user.tenantId).endUser(user.id))
}
