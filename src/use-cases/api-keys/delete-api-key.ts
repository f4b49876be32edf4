import { notFound } from '../../core/errors.ts'
import { describeError } from '../../core/log.ts'
import type { ApiKey } from '../../domain/auth/api-key.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import { auditAccess } from '../auth/audit-access.ts'
import type { DirectoryContext } from '../context.ts'

/**
 * Takes an API key away and cuts its sockets. Isolates that know the key still take it for up to a minute.
 * @throws DomainError forbidden; AppError not_found, also for another company's key
 */
export async function deleteApiKey(ctx: DirectoryContext, tenant: Tenant, id: string): Promise<ApiKey> {
  authorize(ctx.actor, 'api_keys:write')
  const key = await ctx.apiKeys.find(tenant.id, id)
  if (!key) throw notFound('API key')
  const audit = auditAccess(ctx, tenant.id, {
    action: 'api_key.deleted',
    subjectType: 'api_key',
    subjectId: key.id,
    changes: { name: key.name, prefix: key.prefix },
  })
  await ctx.commit([ctx.apiKeys.remove(key), audit], key)
  try {
    await ctx.hubs.tenant(tenant.id).endSession(key.id)
  } catch (error) {
    ctx.log.warn('sockets_not_ended', { tenant_id: tenant.id, session_id: key.id, ...describeError(error) })
  }
  return key
}
