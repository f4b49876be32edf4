import { notFound } from '../../core/errors.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import { DomainError } from '../../domain/errors.ts'
import type { DirectoryContext } from '../context.ts'

/** What the platform's operators say of a company. */
export interface TenantOrder {
  readonly tenantId: string
  /** For the audit log. */
  readonly reason: string
}

/** @throws DomainError forbidden for anyone but a job of ours: no request may reach this; AppError not_found */
export async function tenantOf(ctx: DirectoryContext, order: TenantOrder): Promise<Tenant> {
  if (ctx.actor.kind !== 'system') {
    throw new DomainError('forbidden', 'Only the operators of the platform suspend and resume companies.')
  }
  const tenant = await ctx.auth.findTenant(order.tenantId)
  if (!tenant) throw notFound('company')
  return tenant
}
