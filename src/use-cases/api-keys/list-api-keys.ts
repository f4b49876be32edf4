import type { ApiKey } from '../../domain/auth/api-key.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { DirectoryContext } from '../context.ts'

/** The company's API keys, newest first; never the keys themselves. Throws `forbidden`. */
export async function listApiKeys(ctx: DirectoryContext, tenant: Tenant, page: PageRequest): Promise<Page<ApiKey>> {
  authorize(ctx.actor, 'api_keys:read')
  return ctx.apiKeys.list(tenant.id, page)
}
