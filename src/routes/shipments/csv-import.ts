import { CsvError, type CsvRow, type CsvTable, csvText, parseCsv, plainCell } from '../../core/csv.ts'
import { AppError, type FieldProblem } from '../../core/errors.ts'
import { IMPORT_MAX_ROWS } from '../../domain/shipments/import.ts'
import type { ImportFile, ReadRow } from '../../use-cases/imports/import-file.ts'
import { fieldProblems } from '../http.ts'
import { type CsvColumn, IMPORT_COLUMNS, OWN_NAMES } from './csv-columns.ts'
import { NewShipmentSchema, newShipmentOf } from './schemas.ts'

const BY_NAME = new Map(IMPORT_COLUMNS.map((column) => [column.name, column]))

/** `" Sender . Name"` -> `sender.name`, `Weight Grams` -> `weight_grams`. */
const nameOf = (header: string): string =>
  header
    .trim()
    .toLowerCase()
    .replace(/\s*\.\s*/g, '.')
    .replace(/[\s-]+/g, '_')

function refusedFile(errors: readonly FieldProblem[]): AppError {
  return new AppError('unprocessable', 'The file cannot be imported like this; see errors.', { errors })
}

const refusal = (pointer: string, message: string): FieldProblem => ({ pointer, message })

function headerProblems(names: readonly string[], header: readonly string[]): readonly FieldProblem[] {
  const unknown = names.flatMap((name, index) =>
    name === '' || BY_NAME.has(name) || OWN_NAMES.includes(name)
      ? []
      : [
          refusal(
            `/${header[index] ?? name}`,
            `The column "${header[index] ?? name}" is not known here. GET /shipments/import/template has those that are.`,
          ),
        ],
  )
  const repeated = [...new Set(names.filter((name, index) => name !== '' && names.indexOf(name) !== index))]
  const missing = IMPORT_COLUMNS.filter((column) => column.required && !names.includes(column.name))
  return [
    ...unknown,
    ...repeated.map((name) => refusal(`/${name}`, `The column "${name}" stands there twice.`)),
    ...missing.map(({ name }) => refusal(`/${name}`, `The column "${name}" is missing.`)),
  ]
}

/**
 * The file's rows, each to be read when its turn comes. Throws `unprocessable` for a file that is no table of shipments: not
 * text, no rows, too many, a column that nobody knows.
 */
export function readImportFile(bytes: Uint8Array): ImportFile {
  const table = tableOf(bytes)
  const names = table.header.map(nameOf)
  const problems = headerProblems(names, table.header)
  if (problems.length > 0) throw refusedFile(problems)
  const columns = names.map((name) => BY_NAME.get(name) ?? null)
  const reference = names.indexOf('reference')
  return {
    rows: table.rows.map(({ row, cells }) => ({ row, reference: plainCell(cells[reference] ?? '').trim() })),
    ignored: names.filter((name) => OWN_NAMES.includes(name)),
    read: (index) => readRow(columns, table.rows[index] ?? { row: 0, cells: [] }),
  }
}

function tableOf(bytes: Uint8Array): CsvTable {
  try {
    const table = parseCsv(csvText(bytes), IMPORT_MAX_ROWS)
    if (table.rows.length > 0) return table
  } catch (error) {
    if (error instanceof CsvError) throw refusedFile([refusal('/file', error.message)])
    throw error
  }
  throw refusedFile([refusal('/file', 'The file has no rows below its header.')])
}

type Cell = { readonly value: unknown } | { readonly wrong: string }

function cellOf(column: CsvColumn, text: string): Cell {
  switch (column.kind) {
    case 'text':
      return { value: text }
    case 'integer':
      return /^[+-]?\d{1,15}$/.test(text) ? { value: Number(text) } : { wrong: 'A whole number, such as 2500.' }
    case 'boolean': {
      const word = text.toLowerCase()
      if (['true', 'yes', '1'].includes(word)) return { value: true }
      return ['false', 'no', '0'].includes(word) ? { value: false } : { wrong: 'true or false.' }
    }
  }
}

/** `recipient.address.city` into `{recipient: {address: {city}}}`. */
function put(body: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', ...deeper] = path
  if (deeper.length === 0) {
    body[name] = value
    return
  }
  const inner = body[name]
  const next = typeof inner === 'object' && inner !== null ? { ...inner } : {}
  put(next, deeper, value)
  body[name] = next
}

const fieldOf = (pointer: string): string => pointer.slice(1).replaceAll('/', '.')

/** A row in the API's words, held against the API's own schema: the same is refused here and there. */
function readRow(columns: readonly (CsvColumn | null)[], { cells }: CsvRow): ReadRow {
  const body: Record<string, unknown> = { sender: {}, recipient: { address: {} } }
  const wrong = new Map<string, string>()
  for (const [index, cell] of cells.entries()) {
    const text = plainCell(cell).trim()
    const column = columns[index]
    if (text === '' || column === null) continue
    if (column === undefined) {
      wrong.set(
        'row',
        `The row has ${cells.length} cells, the header ${columns.length}. Quote cells that hold delimiters.`,
      )
      continue
    }
    const read = cellOf(column, text)
    if ('wrong' in read) wrong.set(column.name, read.wrong)
    else put(body, column.name.split('.'), read.value)
  }
  const parsed = NewShipmentSchema.safeParse(body)
  for (const { pointer, message } of parsed.success ? [] : fieldProblems('json', parsed.error.issues)) {
    if (!wrong.has(fieldOf(pointer))) wrong.set(fieldOf(pointer), message)
  }
  if (parsed.success && wrong.size === 0) return { input: newShipmentOf(parsed.data) }
  return { refusals: [...wrong].map(([field, message]) => ({ field, message })) }
}
