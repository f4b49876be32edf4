import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { ImportReason, ImportStatus, OnError, Severity } from '../../../../domain/shipments/import.ts'

export const imports = sqliteTable(
  'imports',
  {
    tenantId: text('tenant_id').notNull(),
    id: text('id').notNull(),
    status: text('status').$type<ImportStatus>().notNull(),
    dryRun: integer('dry_run', { mode: 'boolean' }).notNull(),
    onError: text('on_error').$type<OnError>().notNull(),
    fileName: text('file_name'),
    fileBytes: integer('file_bytes').notNull(),
    rowsTotal: integer('rows_total').notNull(),
    rowsChecked: integer('rows_checked').notNull(),
    rowsRefused: integer('rows_refused').notNull(),
    rowsImported: integer('rows_imported').notNull(),
    errorCount: integer('error_count').notNull(),
    warningCount: integer('warning_count').notNull(),
    reason: text('reason').$type<ImportReason>(),
    createdBy: text('created_by').notNull(),
    toldAt: integer('told_at').notNull(),
    version: integer('version').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    finishedAt: integer('finished_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const importRows = sqliteTable(
  'import_rows',
  {
    tenantId: text('tenant_id').notNull(),
    importId: text('import_id').notNull(),
    rowNo: integer('row_no').notNull(),
    shipment: text('shipment').notNull(),
    event: text('event').notNull(),
    notification: text('notification').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.importId, t.rowNo] })],
)

export const importProblems = sqliteTable(
  'import_problems',
  {
    tenantId: text('tenant_id').notNull(),
    importId: text('import_id').notNull(),
    severity: text('severity').$type<Severity>().notNull(),
    seq: integer('seq').notNull(),
    rowNo: integer('row_no').notNull(),
    field: text('field').notNull(),
    message: text('message').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.importId, t.severity, t.seq] })],
)
