import { anchoredSources, type Reference, type Scope, tenantReference } from './row-guard-anchors.ts'
import { RowGuardError } from './row-guard-error.ts'
import { parseStatement } from './sql/statements.ts'
import type { Arm, CommonTable, Expression, Query, Source, Statement } from './sql/tree.ts'

export { RowGuardError } from './row-guard-error.ts'

/** Statements are few and made by code; the bound only keeps lists of varying length from piling up. */
const CACHE_SIZE = 1_000
const cache = new Map<string, readonly number[]>()

/**
 * Positions (0-based, ascending) of the bound parameters that must equal the tenant's id for the statement to stay
 * within that tenant's rows. Empty for a statement that touches no table. Cached by the statement's text.
 *
 * The proof: every table reference is held to one tenant by conjuncts of WHERE and ON (`tenant_id = ?`, or equality
 * with a reference that is), so every row the statement reads or changes is that tenant's.
 *
 * @throws RowGuardError when that cannot be proved, or the statement is not understood.
 */
export function tenantParameters(sql: string): readonly number[] {
  const known = cache.get(sql)
  if (known !== undefined) return known
  const found = new Set<number>()
  checkStatement(parseStatement(sql), found)
  const positions = [...found].sort((a, b) => a - b)
  const oldest = cache.size >= CACHE_SIZE ? cache.keys().next() : undefined
  if (oldest?.done === false) cache.delete(oldest.value)
  cache.set(sql, positions)
  return positions
}

/**
 * Lets a statement through that is anchored to this tenant and binds its id at every anchor.
 *
 * @throws RowGuardError otherwise; nothing may have reached the database by then.
 */
export function assertTenantStatement(sql: string, params: readonly unknown[], tenantId: string): void {
  for (const position of tenantParameters(sql)) {
    if (tenantId === '' || params[position] !== tenantId) {
      throw new RowGuardError('wrong_tenant', `Parameter ${position + 1} must be the tenant's id.`)
    }
  }
}

/** What the queries around a query offer it: their scopes, innermost first, and the CTEs by name. */
interface View {
  readonly outer: readonly Scope[]
  readonly ctes: ReadonlyMap<string, CteState>
}
/** Does its column `tenant_id` exist and hold the tenant's id? `later`: not to be used yet. */
type CteState = 'proven' | 'unproven' | 'later'
interface CheckedArm {
  readonly arm: Arm
  readonly scope: Scope
}

function checkStatement(statement: Statement, found: Set<number>): void {
  const top: View = { outer: [], ctes: new Map() }
  if (statement.kind === 'select') {
    checkQuery(statement.query, top, found)
    return
  }
  const view = { ...top, ctes: checkCtes(statement.ctes, top, found) }
  if (statement.kind === 'insert') checkInsert(statement, view, found)
  else {
    refuseTenantAssignment(statement.assigned)
    checkArm(statement.arm, view, found)
  }
}

function checkQuery(query: Query, view: View, found: Set<number>): readonly CheckedArm[] {
  const inner = { ...view, ctes: checkCtes(query.ctes, view, found) }
  return query.arms.map((arm) => ({ arm, scope: checkArm(arm, inner, found) }))
}

function checkCtes(ctes: readonly CommonTable[], view: View, found: Set<number>): ReadonlyMap<string, CteState> {
  const states = new Map(view.ctes)
  for (const { name } of ctes) states.set(name, 'later')
  for (const { name, columns, query } of ctes) {
    // While its own body is checked it stands for the rows of a recursion, of which nothing is known yet.
    states.set(name, 'unproven')
    const arms = checkQuery(query, { outer: [], ctes: states }, found)
    if (yieldsTenant(arms, columns, [], found)) states.set(name, 'proven')
  }
  return states
}

function checkArm(arm: Arm, view: View, found: Set<number>): Scope {
  const scope = arm.sources.map((source) => checkSource(source, view, found))
  assertDistinctNames(scope)
  const anchored = anchoredSources(arm, scope, view.outer, found)
  const loose = scope.findIndex((reference, index) => reference.kind === 'table' && !anchored.has(index))
  if (loose >= 0) throw unanchored(arm.sources[loose])
  const inner = { ...view, outer: [scope, ...view.outer] }
  for (const query of arm.nested) checkQuery(query, inner, found)
  return scope
}

function unanchored(source: Source | undefined): RowGuardError {
  const called = source?.name === source?.table ? '' : ` (as "${source?.name}")`
  return new RowGuardError('unanchored', `"${source?.table}"${called} lacks the condition tenant_id = ?.`)
}

function checkSource(source: Source, view: View, found: Set<number>): Reference {
  const { name, table, query } = source
  if (query !== null) {
    // A subquery in FROM sees the queries around this one, but not its neighbours.
    const arms = checkQuery(query, view, found)
    return { name, kind: yieldsTenant(arms, null, view.outer, found) ? 'proven' : 'unproven' }
  }
  if (source.kind === 'function') return { name, kind: 'function' }
  if (source.kind === 'target') return { name, kind: 'table' }
  const cte = view.ctes.get(table)
  if (cte === 'later')
    throw new RowGuardError('not_understood', `"${table}" is used before its WITH clause defines it.`)
  return { name, kind: cte ?? 'table' }
}

function assertDistinctNames(scope: Scope): void {
  const names = scope.map(({ name }) => name).filter((name) => name !== null)
  if (new Set(names).size !== names.length) {
    throw new RowGuardError('not_understood', 'Two tables of one FROM clause go by the same name.')
  }
}

/** Does every row of these arms carry the tenant's id in a column `tenant_id`, and is that the only one so named? */
function yieldsTenant(
  arms: readonly CheckedArm[],
  columns: readonly string[] | null,
  outer: readonly Scope[],
  found: Set<number>,
): boolean {
  const [first] = arms
  if (first === undefined) return false
  if (columns === null && arms.length === 1 && first.arm.items.some(({ star }) => star)) {
    return starYieldsTenant(first)
  }
  const names =
    columns ??
    first.arm.items.map(({ alias, expression }) => alias ?? (expression?.kind === 'column' ? expression.name : ''))
  const position = names.indexOf('tenant_id')
  if (position < 0 || position !== names.lastIndexOf('tenant_id')) return false
  return arms.every((each) => itemIsTenant(each, position, outer, found))
}

/** `SELECT *`: with nothing beside it, and each source with a tenant_id that is known to be the tenant's. */
function starYieldsTenant({ arm, scope }: CheckedArm): boolean {
  const sources = scope.filter(({ kind }) => kind !== 'function')
  return arm.items.length === 1 && sources.length > 0 && sources.every(({ kind }) => kind !== 'unproven')
}

/** Is the result column at `position` the tenant's id: a parameter (noted in `found`) or an anchored `tenant_id`? */
function itemIsTenant(
  { arm, scope }: CheckedArm,
  position: number,
  outer: readonly Scope[],
  found: Set<number>,
): boolean {
  if (arm.items.some(({ star }) => star)) return false
  const expression = arm.items[position]?.expression
  return expression != null && isTenant(expression, [scope, ...outer], found)
}

function isTenant(expression: Expression, scopes: readonly Scope[], found: Set<number>): boolean {
  if (expression.kind === 'parameter') {
    found.add(expression.index)
    return true
  }
  return tenantReference(expression, scopes) !== null
}

function checkInsert(insert: Extract<Statement, { readonly kind: 'insert' }>, view: View, found: Set<number>): void {
  const refused = (message: string) => new RowGuardError('insert_tenant', `INSERT into "${insert.table}" ${message}`)
  const position = insert.columns.indexOf('tenant_id')
  if (position < 0 || position !== insert.columns.lastIndexOf('tenant_id')) {
    throw refused('must list tenant_id, once.')
  }
  for (const row of insert.rows) {
    const value = row[position]
    if (row.length !== insert.columns.length || value?.kind !== 'parameter') {
      throw refused('must bind tenant_id in every row of VALUES.')
    }
    found.add(value.index)
  }
  const arms = insert.query === null ? [] : checkQuery(insert.query, view, found)
  if (!arms.every((arm) => itemIsTenant(arm, position, [], found))) {
    throw refused('must select a parameter or an anchored tenant_id for tenant_id.')
  }
  for (const conflict of insert.conflicts) {
    refuseTenantAssignment(conflict.assigned)
    if (conflict.updates && !conflict.target.includes('tenant_id')) {
      throw new RowGuardError('conflict_target', 'DO UPDATE needs tenant_id among the columns of its conflict target.')
    }
  }
  const target: Scope = [
    { name: insert.name, kind: 'table' },
    { name: 'excluded', kind: 'table' },
  ]
  for (const query of insert.nested) checkQuery(query, { ...view, outer: [target] }, found)
}

function refuseTenantAssignment(columns: readonly string[]): void {
  if (columns.includes('tenant_id')) {
    throw new RowGuardError('tenant_assignment', 'A row never changes its tenant: tenant_id may not be set.')
  }
}
