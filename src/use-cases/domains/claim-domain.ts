import { Buffer } from 'node:buffer'
import { AppError } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import { TenantDomain } from '../../domain/auth/tenant-domain.ts'
import { auditAccess } from '../auth/audit-access.ts'
import type { DirectoryContext } from '../context.ts'

const TOKEN_BYTES = 20

/**
 * Claims a host name. It counts once `verifyDomain` has seen the token that comes back. One read and one commit.
 * @param host a parsed host name
 * @throws DomainError forbidden; AppError conflict for this service's own name, one claimed already, and one that another
 * company has shown to be theirs
 */
export async function claimDomain(ctx: DirectoryContext, tenant: Tenant, host: string): Promise<TenantDomain> {
  authorize(ctx.actor, 'tenant:write')
  if (host === new URL(ctx.publicUrl).host) throw taken('This host name is the service’s own.')
  const owner = await ctx.domains.findTenantId(host)
  if (owner !== null && owner !== tenant.id) throw taken('Another company has shown that this host name is theirs.')
  const domain = TenantDomain.create({
    id: ctx.ids.make('dom'),
    tenantId: tenant.id,
    host,
    token: Buffer.from(ctx.ids.random(TOKEN_BYTES)).toString('hex'),
    now: ctx.clock.now(),
  })
  const audit = auditAccess(ctx, tenant.id, {
    action: 'domain.claimed',
    subjectType: 'domain',
    subjectId: domain.id,
    changes: { host },
  })
  return ctx.commit([ctx.domains.insert(domain), audit], domain)
}

function taken(message: string): AppError {
  return new AppError('conflict', message, {
    errors: [{ pointer: '/host', message: 'Choose a host name of your own, or write to support.' }],
  })
}
