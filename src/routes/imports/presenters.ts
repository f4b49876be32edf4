import { z } from '@hono/zod-openapi'
import {
  IMPORT_STATUSES,
  type ImportReason,
  ON_ERROR,
  type RowProblem,
  type ShipmentImport,
} from '../../domain/shipments/import.ts'
import { timeOrNull, timeText } from '../fields.ts'

export const ImportSchema = z
  .object({
    id: z.string(),
    status: z.enum(IMPORT_STATUSES),
    detail: z.string().nullable().openapi({ description: 'Why it failed, and the way out' }),
    dry_run: z.boolean(),
    on_error: z.enum(ON_ERROR),
    file_name: z.string().nullable(),
    file_bytes: z.number().int(),
    rows_total: z.number().int(),
    rows_checked: z.number().int(),
    rows_refused: z.number().int().openapi({ description: 'Rows with errors' }),
    rows_imported: z.number().int().openapi({ description: 'Rows that are shipments now: all at once, at the end' }),
    error_count: z.number().int(),
    warning_count: z.number().int(),
    created_by: z.string(),
    created_at: z.string(),
    updated_at: z.string(),
    finished_at: z.string().nullable(),
  })
  .openapi('Import')

const problem = z.object({
  row: z.number().int().openapi({ description: 'As a spreadsheet numbers it: the header is row 1' }),
  field: z.string().openapi({ example: 'recipient.address.city' }),
  message: z.string(),
})

export const ImportWithProblemsSchema = ImportSchema.extend({
  errors: z.array(problem).openapi({ description: 'The first 1,000' }),
  warnings: z.array(problem).openapi({ description: 'The first 1,000' }),
}).openapi('ImportWithProblems')

const REASONS: Readonly<Record<ImportReason, string>> = {
  rows_refused: 'Some rows are not right, so none is in. Correct them, or send the file with on_error=skip.',
  gave_up: 'The import could not be carried out, and none of its rows is in. Send the file again.',
}

export function presentImport(it: ShipmentImport): z.output<typeof ImportSchema> {
  return {
    id: it.id,
    status: it.status,
    detail: it.reason && REASONS[it.reason],
    dry_run: it.dryRun,
    on_error: it.onError,
    file_name: it.fileName,
    file_bytes: it.fileBytes,
    rows_total: it.rowsTotal,
    rows_checked: it.rowsChecked,
    rows_refused: it.rowsRefused,
    rows_imported: it.rowsImported,
    error_count: it.errorCount,
    warning_count: it.warningCount,
    created_by: it.createdBy,
    created_at: timeText(it.createdAt),
    updated_at: timeText(it.updatedAt),
    finished_at: timeOrNull(it.finishedAt),
  }
}

export function presentImportWithProblems(found: {
  readonly import: ShipmentImport
  readonly problems: readonly RowProblem[]
}): z.output<typeof ImportWithProblemsSchema> {
  const of = (wanted: RowProblem['severity']) =>
    found.problems
      .filter(({ severity }) => severity === wanted)
      .map(({ row, field, message }) => ({ row, field, message }))
  return { ...presentImport(found.import), errors: of('error'), warnings: of('warning') }
}
