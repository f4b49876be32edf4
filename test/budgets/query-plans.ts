/** A part of a statement's plan that reads more than the tenant's own few rows. */
export interface Finding {
  /** `scan`: a whole table. `no_tenant`: an index by something else than the tenant first. `whole_tenant`: all of a tenant's rows. */
  readonly rule: 'scan' | 'no_tenant' | 'whole_tenant'
  readonly detail: string
  readonly sql: string
}

const DERIVED = /^(?:MATERIALIZE|CO-ROUTINE) (\S+)/
const SCAN = /^SCAN (\S+)(.*)$/
const SEARCH = /^SEARCH (\S+) USING (.+?) \((.+)\)/
/** One condition on an index: `status=?`, `id<?`, `(status,id)<(?,?)`. */
const TERM = /(\(?[\w,]+\)?)([=<>])/g

/** Does an index's range hold all of a tenant's rows, or all before or behind some place? One of them cut out at both ends does not. */
function wholeTenant(by: string): boolean {
  const terms = [...by.matchAll(TERM)].slice(1)
  const onIds = (column: string | undefined) => column === 'id' || column === '(id)'
  const has = (operator: string) =>
    terms.some(([, column, each]) => each === operator && (each === '=' || !onIds(column)))
  return !has('=') && !(has('<') && has('>'))
}

/**
 * What is wrong with a plan, by the lines of EXPLAIN QUERY PLAN (sqlite.org/eqp.html). Lists that travel as JSON, constant rows,
 * and subqueries that the statement itself makes are no tables.
 * @param tenancy whether the tables are led by tenant_id: the shards' are, the directory's need not be
 */
export function findingsOf(sql: string, details: readonly string[], tenancy: boolean): readonly Finding[] {
  // Rows of VALUES read nothing; EXPLAIN shows what foreign keys would look up if one were violated already.
  if (/^\s*insert\b/i.test(sql) && !/\bselect\b/i.test(sql)) return []
  const derived = new Set(details.map((detail) => DERIVED.exec(detail)?.[1]))
  const ruleOf = (detail: string): Finding['rule'] | null => {
    const [, scanned, how = ''] = SCAN.exec(detail) ?? []
    if (scanned !== undefined) {
      const noTable = derived.has(scanned) || how.includes('VIRTUAL TABLE') || detail.includes('CONSTANT ROW')
      return noTable ? null : 'scan'
    }
    const [, searched, , by = ''] = SEARCH.exec(detail) ?? []
    if (searched === undefined || derived.has(searched) || !tenancy) return null
    if (!by.startsWith('tenant_id=?')) return 'no_tenant'
    return wholeTenant(by) ? 'whole_tenant' : null
  }
  return details.flatMap((detail) => {
    const rule = ruleOf(detail)
    return rule === null ? [] : [{ rule, detail, sql }]
  })
}

/** The plan of a statement, line by line. `sql` is run by EXPLAIN only. */
export async function planOf(d1: D1Database, sql: string, params: readonly unknown[] = []): Promise<readonly string[]> {
  const { results } = await d1
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind(...params)
    .all<{ detail: string }>()
  return results.map(({ detail }) => detail)
}

/** One statement as text on one line. */
export const oneLine = (sql: string): string => sql.replace(/\s+/g, ' ').trim()
