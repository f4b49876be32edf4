import { env } from 'cloudflare:workers'
import type { Tenant } from '../../../src/domain/auth/tenant.ts'
import type { ShipmentImport } from '../../../src/domain/shipments/import.ts'
import { readImportFile } from '../../../src/routes/shipments/csv-import.ts'
import type { TenantContext } from '../../../src/use-cases/context.ts'
import { type StartImport, startImport } from '../../../src/use-cases/imports/start-import.ts'
import { aSilentCompany } from '../../harness/house.ts'

/** A company whose imports nothing works but the test. */
export interface Desk {
  readonly tenant: Tenant
  readonly ctx: TenantContext
  take(csv: string, change?: Partial<StartImport>): Promise<ShipmentImport>
  /** Rows of a table that are this company's. */
  count(table: string, where?: string): Promise<number>
}

export async function openDesk(): Promise<Desk> {
  const { tenant, ctx } = await aSilentCompany()
  const shard = tenant.shard === 0 ? env.TENANT_DB_0 : env.TENANT_DB_1
  return {
    tenant,
    ctx: { ...ctx, source: 'import' },
    take: (csv, change = {}) =>
      startImport(
        ctx,
        { bytes: new TextEncoder().encode(csv), fileName: null, dryRun: false, onError: 'abort', ...change },
        readImportFile,
      ),
    async count(table, where = '1 = 1') {
      const row = await shard
        .prepare(`SELECT count(*) AS found FROM ${table} WHERE tenant_id = ? AND ${where}`)
        .bind(tenant.id)
        .first<{ found: number }>()
      return row?.found ?? -1
    },
  }
}

/** A context whose n-th commit from now is not made (`before`), or is made but not answered (`after`). */
export function dyingAt(ctx: TenantContext, nth: number, when: 'before' | 'after'): TenantContext {
  let commits = 0
  return {
    ...ctx,
    async commit(statements, result) {
      commits += 1
      if (commits === nth && when === 'before') throw new Error('killed')
      const answer = await ctx.commit(statements, result)
      if (commits === nth) throw new Error('killed')
      return answer
    },
  }
}
