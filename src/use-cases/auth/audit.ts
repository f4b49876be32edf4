import type { Statement } from '../../domain/statement.ts'
import type { AuthContext } from './context.ts'

/** One line of a tenant's audit log about an account or a session. `actor` as `Actor.label` names it. */
export function auditAccount(
  ctx: AuthContext,
  line: {
    tenantId: string
    actor: string
    action: string
    subjectType: 'user' | 'tenant' | 'session'
    subjectId: string
    changes?: Readonly<Record<string, unknown>>
  },
): Statement {
  const { tenantId, changes = {}, ...rest } = line
  const { address } = ctx.caller
  return ctx.auth.recordAudit(tenantId, {
    ...rest,
    id: ctx.ids.make('aud'),
    changes,
    address,
    createdAt: ctx.clock.now(),
  })
}
