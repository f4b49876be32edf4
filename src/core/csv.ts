import Papa from 'papaparse'

/** A file that is no table of text. `message` says what is wrong with it, in words for whoever sent it. */
export class CsvError extends Error {
  override readonly name = 'CsvError'
}

export interface CsvRow {
  /** As a spreadsheet numbers it: the header is row 1, empty rows count. */
  readonly row: number
  readonly cells: readonly string[]
}

export interface CsvTable {
  readonly header: readonly string[]
  /** Without empty ones. */
  readonly rows: readonly CsvRow[]
}

const DELIMITERS = [',', ';', '\t'] as const
const UTF16 = { utf16le: [0xff, 0xfe], utf16be: [0xfe, 0xff] } as const

/**
 * The text of a file: UTF-8 with or without a byte order mark, or UTF-16 with one. Throws `CsvError` for anything else,
 * such as a picture or a spreadsheet's own format.
 */
export function csvText(bytes: Uint8Array): string {
  const marked = (mark: readonly number[]) => mark.every((byte, index) => bytes[index] === byte)
  const encoding = marked(UTF16.utf16le) ? 'utf-16le' : marked(UTF16.utf16be) ? 'utf-16be' : 'utf-8'
  let text = ''
  try {
    text = new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    throw new CsvError('The file is not text in UTF-8. Save it as "CSV UTF-8".')
  }
  if (text.includes('\0')) throw new CsvError('The file is not a CSV file. Save it as "CSV UTF-8".')
  return text.replace(/\r\n?/g, '\n')
}

function headerBy(text: string, delimiter: string): readonly string[] {
  return Papa.parse<string[]>(text, { delimiter, newline: '\n', preview: 1 }).data[0] ?? []
}

/** The delimiter that cuts the header into the most names; a comma when none cuts it. */
function delimiterOf(text: string): string {
  const widths = DELIMITERS.map((delimiter) => ({ delimiter, width: headerBy(text, delimiter).length }))
  return widths.reduce((best, each) => (each.width > best.width ? each : best)).delimiter
}

const isBlank = (cells: readonly string[]) => cells.every((cell) => cell.trim() === '')

/**
 * Rows of a CSV text (RFC 4180, with commas, semicolons or tabs; quoted cells hold line breaks). At most `maxRows` rows below
 * the header. Throws `CsvError` for quotes that do not close, and for more rows.
 */
export function parseCsv(text: string, maxRows: number): CsvTable {
  const tooMany = () => new CsvError(`The file has more than ${maxRows} rows. Cut it into several.`)
  // Room for as many empty rows again; without a bound ten million line breaks would be ten million arrays.
  const preview = 2 * maxRows + 2
  const { data, errors, meta } = Papa.parse<string[]>(text, { delimiter: delimiterOf(text), newline: '\n', preview })
  const quotes = errors.find((error) => error.type === 'Quotes')
  if (quotes) throw new CsvError(`Row ${(quotes.row ?? 0) + 1} has a quote that is not closed, or text beside quotes.`)
  if (meta.truncated) throw tooMany()
  const [header = [], ...body] = data
  const rows = body.map((cells, index) => ({ row: index + 2, cells })).filter(({ cells }) => !isBlank(cells))
  if (rows.length > maxRows) throw tooMany()
  return { header, rows }
}

/** What a spreadsheet would run as a formula, and what already looks like a text of ours that was kept from it. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/
const KEPT_FROM_FORMULA = /^'+[=+\-@\t\r\n＝＋－＠]/

/** A cell that no spreadsheet runs: what would be a formula gets an apostrophe in front. Source: OWASP, CSV Injection. */
const safeCell = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

/** The text that `csvLine` was given. */
export const plainCell = (cell: string): string => (KEPT_FROM_FORMULA.test(cell) ? cell.slice(1) : cell)

function quoted(cell: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** One line of a CSV file (RFC 4180) with its line break; formulas are made harmless. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(safeCell(cell))).join(',')}\r\n`
}
