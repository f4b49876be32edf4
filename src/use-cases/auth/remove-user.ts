import type { User } from '../../domain/auth/user.ts'
import type { AuthContext } from './context.ts'
import { updateUser } from './update-user.ts'

/** Deactivates a user: what the user did stays under their name. Throws what `updateUser` throws. */
export async function removeUser(ctx: AuthContext, tenantId: string, userId: string): Promise<User> {
  return updateUser(ctx, tenantId, { userId, isActive: false })
}
