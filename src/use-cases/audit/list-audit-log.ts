import type { AuditEntry, AuditFilter } from '../../domain/audit.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { TenantContext } from '../context.ts'

/**
 * Who did what, newest first: what happened to accounts and what happened to parcels, in one order. One round trip to each
 * of the two databases.
 * @throws DomainError forbidden
 */
export async function listAuditLog(
  ctx: TenantContext,
  filter: AuditFilter,
  page: PageRequest,
): Promise<Page<AuditEntry>> {
  authorize(ctx.actor, 'audit:read')
  return ctx.auditLog.list(filter, page)
}
