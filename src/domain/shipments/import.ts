import { DomainError } from '../errors.ts'

export const IMPORT_STATUSES = ['queued', 'validating', 'finished', 'failed'] as const
export type ImportStatus = (typeof IMPORT_STATUSES)[number]
/** `abort`: good rows in or none in. `skip`: the good ones in. */
export const ON_ERROR = ['abort', 'skip'] as const
export type OnError = (typeof ON_ERROR)[number]
/** Why an import failed: some rows are not right, or it could not be carried out. */
export type ImportReason = 'rows_refused' | 'gave_up'
export type Severity = 'error' | 'warning'

/** Rows and bytes of one file, at the most. */
export const IMPORT_MAX_ROWS = 5_000
export const IMPORT_MAX_BYTES = 10 * 1024 * 1024
/** Errors, and as many warnings, that are kept of one import; all of them are counted. */
export const KEPT_PROBLEMS = 1_000
/** Staff hear of progress at most this often, ms. */
const TELL_EVERY_MS = 1_000

/** A file of shipments on its way in. `rowsRefused` rows have errors; `rowsImported` became shipments, all in one commit. Times are ms UTC. */
export interface ShipmentImport {
  readonly id: string
  readonly tenantId: string
  readonly status: ImportStatus
  readonly dryRun: boolean
  readonly onError: OnError
  readonly fileName: string | null
  readonly fileBytes: number
  readonly rowsTotal: number
  readonly rowsChecked: number
  readonly rowsRefused: number
  readonly rowsImported: number
  readonly errorCount: number
  readonly warningCount: number
  readonly reason: ImportReason | null
  /** The actor's label, under whose name the shipments' timelines begin. */
  readonly createdBy: string
  readonly toldAt: number
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly finishedAt: number | null
}

/** What is wrong or odd in a row. `row` as a spreadsheet numbers it: the header is row 1. */
export interface RowProblem {
  readonly severity: Severity
  readonly row: number
  /** The column's name: `recipient.address.city`. */
  readonly field: string
  readonly message: string
}

/** What checking a chunk of rows found. */
export interface ChunkFindings {
  readonly rows: number
  readonly refused: number
  readonly errors: number
  readonly warnings: number
}

function changed(before: ShipmentImport, change: Partial<ShipmentImport>, now: number): ShipmentImport {
  return Object.freeze({ ...before, ...change, version: before.version + 1, updatedAt: now })
}

export const ShipmentImport = {
  /** Throws `unprocessable` for a file without rows or with too many. */
  create(
    input: Pick<ShipmentImport, 'dryRun' | 'onError' | 'fileName' | 'fileBytes' | 'rowsTotal' | 'createdBy'>,
    made: { readonly id: string; readonly tenantId: string },
    now: number,
  ): ShipmentImport {
    if (input.rowsTotal < 1 || input.rowsTotal > IMPORT_MAX_ROWS) {
      const message = `A file holds 1 to ${IMPORT_MAX_ROWS} rows of shipments below its header.`
      throw new DomainError('unprocessable', message, { errors: [{ pointer: '/file', message }] })
    }
    return Object.freeze({
      ...input,
      ...made,
      status: 'queued',
      rowsChecked: 0,
      rowsRefused: 0,
      rowsImported: 0,
      errorCount: 0,
      warningCount: 0,
      reason: null,
      toldAt: now,
      version: 1,
      createdAt: now,
      updatedAt: now,
      finishedAt: null,
    })
  },

  isOver(it: ShipmentImport): boolean {
    return it.status === 'finished' || it.status === 'failed'
  },

  /** After one more chunk. `tells`: enough time has gone by for staff to hear of it. */
  checked(
    before: ShipmentImport,
    found: ChunkFindings,
    now: number,
  ): { readonly after: ShipmentImport; readonly tells: boolean } {
    const rowsChecked = before.rowsChecked + found.rows
    const tells = rowsChecked < before.rowsTotal && now - before.toldAt >= TELL_EVERY_MS
    const after = changed(
      before,
      {
        status: 'validating',
        rowsChecked,
        rowsRefused: before.rowsRefused + found.refused,
        errorCount: before.errorCount + found.errors,
        warningCount: before.warningCount + found.warnings,
        toldAt: tells ? now : before.toldAt,
      },
      now,
    )
    return { after, tells }
  },

  /** The end of one whose rows are all checked: what is good goes in, unless a bad row or a dry run keeps all of it out. */
  finished(before: ShipmentImport, now: number): ShipmentImport {
    const aborts = before.onError === 'abort' && before.rowsRefused > 0
    return changed(
      before,
      {
        status: aborts ? 'failed' : 'finished',
        reason: aborts ? 'rows_refused' : null,
        rowsImported: aborts || before.dryRun ? 0 : before.rowsChecked - before.rowsRefused,
        finishedAt: now,
      },
      now,
    )
  },

  /** The end of one that could not be carried out: nothing is in. */
  gaveUp(before: ShipmentImport, now: number): ShipmentImport {
    return changed(before, { status: 'failed', reason: 'gave_up', rowsImported: 0, finishedAt: now }, now)
  },
}
