import { authorize } from '../../domain/auth/role.ts'
import type { User } from '../../domain/auth/user.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { AuthContext } from './context.ts'

/** The company's users, newest first, the deactivated too. Throws `forbidden`. */
export async function listUsers(ctx: AuthContext, tenantId: string, page: PageRequest): Promise<Page<User>> {
  authorize(ctx.actor, 'users:read')
  return ctx.accounts.listUsers(tenantId, page)
}
