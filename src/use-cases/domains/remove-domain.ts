import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import type { TenantDomain } from '../../domain/auth/tenant-domain.ts'
import { auditAccess } from '../auth/audit-access.ts'
import type { DirectoryContext } from '../context.ts'

/** Gives a host name up. Isolates that know it still lead it here for up to a minute. Throws `forbidden`, `not_found`. */
export async function removeDomain(ctx: DirectoryContext, tenant: Tenant, id: string): Promise<TenantDomain> {
  authorize(ctx.actor, 'tenant:write')
  const domain = await ctx.domains.find(tenant.id, id)
  if (!domain) throw notFound('domain')
  const audit = auditAccess(ctx, tenant.id, {
    action: 'domain.removed',
    subjectType: 'domain',
    subjectId: domain.id,
    changes: { host: domain.host },
  })
  return ctx.commit([ctx.domains.remove(domain), audit], domain)
}
