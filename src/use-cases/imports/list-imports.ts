import { authorize } from '../../domain/auth/role.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { ShipmentImport } from '../../domain/shipments/import.ts'
import type { TenantContext } from '../context.ts'

/** Newest first. Throws `forbidden`. */
export async function listImports(ctx: TenantContext, page: PageRequest): Promise<Page<ShipmentImport>> {
  authorize(ctx.actor, 'shipments:read')
  return ctx.imports.list(page)
}
