import { notFound } from '../../core/errors.ts'
import { authorize } from '../../domain/auth/role.ts'
import type { RowProblem, ShipmentImport } from '../../domain/shipments/import.ts'
import type { TenantContext } from '../context.ts'

/** An import with the first of its problems. Throws `forbidden`, `not_found`. */
export async function getImport(
  ctx: TenantContext,
  id: string,
): Promise<{ readonly import: ShipmentImport; readonly problems: readonly RowProblem[] }> {
  authorize(ctx.actor, 'shipments:read')
  const found = await ctx.imports.findWithProblems(id)
  if (!found) throw notFound('import')
  return found
}
