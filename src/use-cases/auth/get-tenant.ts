import { notFound } from '../../core/errors.ts'
import { type ShownChannels, shownChannels } from '../../domain/auth/channel-settings.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import type { AuthContext } from './context.ts'

/** A company as its staff see it. */
export interface TenantView {
  readonly tenant: Tenant
  readonly channels: ShownChannels
}

/** The company, as it is stored now and not as the isolate's cache has it. Throws `forbidden`. */
export async function getTenant(ctx: AuthContext, tenantId: string): Promise<TenantView> {
  authorize(ctx.actor, 'tenant:read')
  return readTenant(ctx, tenantId)
}

export async function readTenant(ctx: AuthContext, tenantId: string): Promise<TenantView> {
  const found = await ctx.tenants.find(tenantId)
  if (!found) throw notFound('company')
  return { tenant: found.tenant, channels: shownChannels(found.settings) }
}
