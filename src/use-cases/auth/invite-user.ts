import { AppError } from '../../core/errors.ts'
import { Actor } from '../../domain/actor.ts'
import { authorize, type Role } from '../../domain/auth/role.ts'
import { User } from '../../domain/auth/user.ts'
import type { Statement } from '../../domain/statement.ts'
import { auditAccount } from './audit.ts'
import { tokenMail } from './auth-mail.ts'
import type { AuthContext } from './context.ts'
import { assertMayGive } from './manage-users.ts'

export interface Invite {
  readonly email: string
  readonly role: Role
  readonly name?: string | undefined
}

/**
 * A user without a password, and the mail whose link gives them one: one commit. Inviting somebody again who has not come yet
 * sends another mail and makes the link before it void; name and role stay as they were.
 * @throws DomainError forbidden; AppError conflict with the pointer /email for an address that has an account
 */
export async function inviteUser(ctx: AuthContext, tenantId: string, input: Invite): Promise<User> {
  authorize(ctx.actor, 'users:write')
  assertMayGive(ctx.actor, input.role)
  const user = User.create({
    id: ctx.ids.make('usr'),
    tenantId,
    email: input.email,
    name: input.name ?? null,
    role: input.role,
    passwordHash: null,
    now: ctx.clock.now(),
  })
  try {
    return await ctx.commit([ctx.auth.insertUser(user), ...invitation(ctx, user, 'user.invited')], user)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error
    const waiting = await stillInvited(ctx, tenantId, user.email)
    if (!waiting) throw error
    assertMayGive(ctx.actor, waiting.role)
    const before = ctx.accounts.voidTokens(waiting, ['accept_invite'], ctx.clock.now())
    return ctx.commit([before, ...invitation(ctx, waiting, 'user.invited_again')], waiting)
  }
}

function invitation(ctx: AuthContext, user: User, action: string): readonly Statement[] {
  const audit = auditAccount(ctx, {
    tenantId: user.tenantId,
    actor: Actor.label(ctx.actor),
    action,
    subjectType: 'user',
    subjectId: user.id,
    changes: { role: user.role },
  })
  return [...tokenMail(ctx, user, 'accept_invite'), audit]
}

async function stillInvited(ctx: AuthContext, tenantId: string, email: string): Promise<User | null> {
  const user = (await ctx.auth.findUserByEmail(email))?.user
  return user?.tenantId === tenantId && user.isActive && User.isInvited(user) ? user : null
}
