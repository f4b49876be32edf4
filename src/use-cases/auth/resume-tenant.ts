import { Actor } from '../../domain/actor.ts'
import { Tenant } from '../../domain/auth/tenant.ts'
import type { DirectoryContext } from '../context.ts'
import { auditAccount } from './audit.ts'
import { type TenantOrder, tenantOf } from './tenant-order.ts'

/**
 * Puts a suspended company back into service. Sessions from before are good again; an access token from before opens no
 * socket, its successor does.
 * @throws DomainError forbidden for anyone but the platform; AppError not_found
 */
export async function resumeTenant(ctx: DirectoryContext, order: TenantOrder): Promise<void> {
  const tenant = await tenantOf(ctx, order)
  if (Tenant.isActive(tenant)) return
  const audit = auditAccount(ctx, {
    tenantId: tenant.id,
    actor: Actor.label(ctx.actor),
    action: 'tenant.resumed',
    subjectType: 'tenant',
    subjectId: tenant.id,
    changes: { reason: order.reason },
  })
  await ctx.commit([ctx.tenants.setStatus(tenant.id, 'active'), audit], null)
}
