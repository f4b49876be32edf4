import { authorize } from '../../domain/auth/role.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import type { TenantDomain } from '../../domain/auth/tenant-domain.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { DirectoryContext } from '../context.ts'

/** The company's host names, newest first. Throws `forbidden`. */
export async function listDomains(
  ctx: DirectoryContext,
  tenant: Tenant,
  page: PageRequest,
): Promise<Page<TenantDomain>> {
  authorize(ctx.actor, 'tenant:read')
  return ctx.domains.list(tenant.id, page)
}
