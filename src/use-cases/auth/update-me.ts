import type { User } from '../../domain/auth/user.ts'
import { auditAccount } from './audit.ts'
import type { AuthContext } from './context.ts'
import { getMe } from './get-me.ts'

/** Another name for the user who asks. Throws what `getMe` throws. */
export async function updateMe(ctx: AuthContext, tenantId: string, input: { name: string }): Promise<User> {
  const user = await getMe(ctx, tenantId)
  if (input.name === user.name) return user
  const audit = auditAccount(ctx, {
    tenantId,
    actor: user.id,
    action: 'user.renamed',
    subjectType: 'user',
    subjectId: user.id,
    changes: { fields: ['name'] },
  })
  return ctx.commit([ctx.accounts.renameUser(user, input.name), audit], { ...user, name: input.name })
}
