import { DomainError } from '../../domain/errors.ts'
import { type RowProblem, ShipmentImport } from '../../domain/shipments/import.ts'
import type { StagedRow } from '../../domain/shipments/import-ports.ts'
import type { TenantContext } from '../context.ts'
import { shipmentNews } from '../record.ts'
import { announced } from '../shipments/create-shipment.ts'
import { endImport, importNews } from './end-import.ts'
import type { ImportFile, ReadImportFile } from './import-file.ts'

/** Rows that one commit checks. */
const CHUNK = 500

interface Findings {
  readonly staged: StagedRow[]
  readonly problems: RowProblem[]
}

/**
 * Works an import to its end, from wherever an earlier try left it: checks and stages its rows chunk by chunk, then puts all of
 * them in with one commit. Each commit is held to the version that was read, so of two who work the same import one is refused
 * with `conflict` and a row is never in twice. Nothing for an import that is over, or that there is not.
 */
export async function runImport(ctx: TenantContext, importId: string, readFile: ReadImportFile): Promise<void> {
  let current = await ctx.imports.find(importId)
  if (!current || ShipmentImport.isOver(current)) return
  const bytes = await ctx.importFiles.get(importId)
  if (!bytes) return endImport(ctx, current, ShipmentImport.gaveUp(current, ctx.clock.now()))
  const file = readFile(bytes)
  while (current.rowsChecked < current.rowsTotal) current = await checkChunk(ctx, current, file)
  await endImport(ctx, current, ShipmentImport.finished(current, ctx.clock.now()))
}

async function checkChunk(ctx: TenantContext, before: ShipmentImport, file: ImportFile): Promise<ShipmentImport> {
  const start = before.rowsChecked
  const end = Math.min(start + CHUNK, before.rowsTotal)
  const { staged, problems } = checkRows(ctx, before, file, start, end)
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const found = {
    rows: end - start,
    refused: end - start - staged.length,
    errors,
    warnings: problems.length - errors,
  }
  const { after, tells } = ShipmentImport.checked(before, found, ctx.clock.now())
  return ctx.commit(
    [
      ctx.imports.update(before, after),
      ...(before.dryRun ? [] : ctx.imports.stage(before.id, staged)),
      ...ctx.imports.noteProblems(before.id, problems, { errors: before.errorCount, warnings: before.warningCount }),
      ...(tells ? importNews(ctx, after, 'import.progress') : []),
    ],
    after,
  )
}

function checkRows(ctx: TenantContext, it: ShipmentImport, file: ImportFile, start: number, end: number): Findings {
  const firsts = firstRows(file)
  const staged: StagedRow[] = []
  const problems: RowProblem[] = start === 0 ? ignoredColumns(file) : []
  for (let index = start; index < end; index++) {
    const { row, reference } = file.rows[index] ?? { row: 0, reference: '' }
    const first = firsts.get(reference)
    if (first !== undefined && first !== row) {
      const message = `Row ${first} has the same reference. Both are taken as they are.`
      problems.push({ severity: 'warning', row, field: 'reference', message })
    }
    const checked = checkRow(ctx, it, file, index, row)
    if ('shipment' in checked) staged.push(checked)
    else problems.push(...checked.refusals)
  }
  return { staged, problems }
}

/** The first row of each reference. */
function firstRows(file: ImportFile): ReadonlyMap<string, number> {
  const firsts = new Map<string, number>()
  for (const { row, reference } of file.rows) if (reference !== '' && !firsts.has(reference)) firsts.set(reference, row)
  return firsts
}

function ignoredColumns(file: ImportFile): RowProblem[] {
  const message = 'This column is the service’s own and is not read: each row makes a new shipment.'
  return file.ignored.map((field) => ({ severity: 'warning', row: 1, field, message }))
}

/** The same rules as for one shipment alone; its timeline begins under the name of whoever sent the file. */
function checkRow(
  ctx: TenantContext,
  it: ShipmentImport,
  file: ImportFile,
  index: number,
  row: number,
): StagedRow | { readonly refusals: readonly RowProblem[] } {
  const read = file.read(index)
  const refused = (refusals: readonly { readonly field: string; readonly message: string }[]) => ({
    refusals: refusals.map((each) => ({ ...each, severity: 'error' as const, row })),
  })
  if ('refusals' in read) return refused(read.refusals)
  try {
    const { shipment, events } = announced(ctx, read.input)
    const [line] = events
    if (!line) throw new Error('a new shipment has a first line')
    const event = { ...line, actor: it.createdBy }
    return { row, shipment, event, notification: shipmentNews(ctx, shipment, event, shipment.createdAt) }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return refused(
      error.errors.map(({ pointer, message }) => ({ field: pointer.slice(1).replaceAll('/', '.'), message })),
    )
  }
}
