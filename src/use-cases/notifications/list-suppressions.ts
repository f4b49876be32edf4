import { authorize } from '../../domain/auth/role.ts'
import type { Suppression, SuppressionFilter } from '../../domain/notifications/suppression.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { TenantContext } from '../context.ts'

/** The addresses that the company writes to no more, by channel and address. Throws `forbidden`, `malformed_request`. */
export async function listSuppressions(
  ctx: TenantContext,
  filter: SuppressionFilter,
  page: PageRequest,
): Promise<Page<Suppression>> {
  authorize(ctx.actor, 'notifications:read')
  return ctx.suppressions.list(filter, page)
}
