import { AppError, notFound } from '../../core/errors.ts'
import { Actor } from '../../domain/actor.ts'
import { UserChanged } from '../../domain/auth/account-ports.ts'
import { authorize, type Role } from '../../domain/auth/role.ts'
import type { User } from '../../domain/auth/user.ts'
import { auditAccount } from './audit.ts'
import type { AuthContext } from './context.ts'
import { endUserSockets } from './end-sockets.ts'
import { assertMayGive } from './manage-users.ts'

export interface UpdateUser {
  readonly userId: string
  readonly role?: Role | undefined
  readonly isActive?: boolean | undefined
}

/**
 * Another role, or in and out of service. A changed role and a deactivation end the user's sessions at once, and the sockets
 * with them; an access token that is out lives its 15 minutes at most. What is so already is no change.
 * @throws DomainError forbidden; AppError not_found, conflict for the last owner who can sign in and for a change meanwhile
 */
export async function updateUser(ctx: AuthContext, tenantId: string, input: UpdateUser): Promise<User> {
  authorize(ctx.actor, 'users:write')
  const found = await ctx.accounts.findUserForChange(tenantId, input.userId)
  if (!found) throw notFound('user')
  const { user, otherOwner } = found
  const after = { ...user, role: input.role ?? user.role, isActive: input.isActive ?? user.isActive }
  if (after.role === user.role && after.isActive === user.isActive) return user
  assertMayGive(ctx.actor, user.role, after.role)
  if (!otherOwner && isOwner(user) && !isOwner(after)) throw lastOwner()
  await store(ctx, user, after)
  if (user.isActive) await endUserSockets(ctx, user)
  return after
}

const isOwner = (user: User) => user.role === 'owner' && user.isActive

async function store(ctx: AuthContext, user: User, after: User): Promise<void> {
  const now = ctx.clock.now()
  const statements = [
    ctx.accounts.changeUser(user, after),
    ctx.accounts.endSessions(user, 'admin', now),
    auditAccount(ctx, {
      tenantId: user.tenantId,
      actor: Actor.label(ctx.actor),
      action: 'user.changed',
      subjectType: 'user',
      subjectId: user.id,
      changes: {
        ...(after.role !== user.role && { role: { from: user.role, to: after.role } }),
        ...(after.isActive !== user.isActive && { is_active: { from: user.isActive, to: after.isActive } }),
      },
    }),
  ]
  try {
    await ctx.commit(statements, null)
  } catch (error) {
    if (!(error instanceof UserChanged)) throw error
    throw new AppError('conflict', 'This user, or another owner, was changed a moment ago. Load the users and repeat.')
  }
}

function lastOwner(): AppError {
  return new AppError('conflict', 'This is the last owner who can sign in. Make somebody else an owner first.')
}
