import { createImportRepository } from '../adapters/db/repositories/import-repository.ts'
import { labelPrinter } from '../adapters/labels/label-printer.ts'
import { createImportFiles } from '../adapters/storage/import-files.ts'
import type { TenantDatabase } from '../core/database.ts'
import type { TenantContext } from '../use-cases/context.ts'

/** What files of shipments and printed papers need. */
export function paperContext(env: Env, db: TenantDatabase): Pick<TenantContext, 'imports' | 'importFiles' | 'labels'> {
  return {
    imports: createImportRepository(db),
    importFiles: createImportFiles(env.FILES, db.tenantId),
    labels: labelPrinter,
  }
}
