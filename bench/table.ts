type Cells = readonly string[]

export const whole = (value: number) => Math.round(value).toLocaleString('en')
export const tenth = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(1))

/** A Markdown table whose columns are as wide as their widest cell: it reads the same on a terminal. The first column is text. */
export function table(head: Cells, rows: readonly Cells[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: Cells) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}
