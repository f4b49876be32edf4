import { Actor } from '../../domain/actor.ts'
import type { Statement } from '../../domain/statement.ts'
import type { DirectoryContext } from '../context.ts'

/** One line of a tenant's audit log about a way in: a key, a host name, an account elsewhere. */
export function auditAccess(
  ctx: Pick<DirectoryContext, 'actor' | 'auth' | 'ids' | 'clock' | 'caller'>,
  tenantId: string,
  line: {
    readonly action: string
    readonly subjectType: 'api_key' | 'domain' | 'user' | 'session' | 'tenant'
    readonly subjectId: string
    readonly changes?: Readonly<Record<string, unknown>>
    /** Who acts, when that is known only now. */
    readonly actor?: string
  },
): Statement {
  return ctx.auth.recordAudit(tenantId, {
    id: ctx.ids.make('aud'),
    actor: line.actor ?? Actor.label(ctx.actor),
    action: line.action,
    subjectType: line.subjectType,
    subjectId: line.subjectId,
    changes: line.changes ?? {},
    address: ctx.caller.address,
    createdAt: ctx.clock.now(),
  })
}
