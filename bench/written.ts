import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../scripts/lib/root.ts'

const FILE = join(ROOT, 'docs', 'benchmarks.md')
/** What `npm run bench -- hub` measures: other parts leave it as it was. */
const HUB = '\n## The hub\n'

const hubSection = (text: string) => (text.includes(HUB) ? text.slice(text.indexOf(HUB)) : '')

/** Writes all figures but the hub's, which stay. */
export function keepReport(text: string): void {
  writeFileSync(FILE, text + hubSection(readFileSync(FILE, 'utf8')))
}

/** Writes the hub's figures behind all others. */
export function keepSection(text: string): void {
  const before = readFileSync(FILE, 'utf8')
  writeFileSync(FILE, `${before.slice(0, before.length - hubSection(before).length)}\n${text}`)
}
