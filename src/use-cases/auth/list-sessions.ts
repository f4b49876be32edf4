import type { LiveSession } from '../../domain/auth/account-ports.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { AuthContext } from './context.ts'
import { currentUser } from './current-user.ts'

/** Where the user is signed in, the latest used first. Throws `forbidden` for an API key. */
export async function listSessions(ctx: AuthContext, tenantId: string, page: PageRequest): Promise<Page<LiveSession>> {
  const { userId } = currentUser(ctx.actor)
  return ctx.accounts.listSessions({ tenantId, id: userId }, ctx.clock.now(), page)
}
