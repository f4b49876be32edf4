import type { Arm, Expression, Source } from './sql/tree.ts'

/**
 * One entry of a FROM clause, as names resolve to it. `table`: a stored table, which must be anchored, and whose
 * tenant_id is then the tenant's. `proven`: a subquery or CTE whose tenant_id is known to be the tenant's.
 * `unproven`: one that holds only the tenant's rows, but whose tenant_id, if any, could be anything.
 */
export interface Reference {
  readonly name: string | null
  readonly kind: 'table' | 'proven' | 'unproven' | 'function'
}
export type Scope = readonly Reference[]

/**
 * The reference whose `tenant_id` the expression names, or null. Scopes are innermost first, as SQLite resolves
 * names. Null also where SQLite might resolve the name to something else than this function would.
 */
export function tenantReference(expression: Expression, scopes: readonly Scope[]): Reference | null {
  if (expression.kind !== 'column' || expression.name !== 'tenant_id') return null
  const { table } = expression
  const found = table === null ? onlyReference(scopes[0]) : named(table, scopes)
  return found?.kind === 'table' || found?.kind === 'proven' ? found : null
}

/** A bare column: clear only where there is one reference that can have it. */
function onlyReference(scope: Scope | undefined): Reference | undefined {
  const [only, ...others] = scope?.filter(({ kind }) => kind !== 'function') ?? []
  return others.length === 0 ? only : undefined
}

function named(name: string, scopes: readonly Scope[]): Reference | undefined {
  for (const scope of scopes) {
    const found = scope.find((reference) => reference.name === name)
    if (found) return found
  }
  return undefined
}

/** `to` holds the tenant's id if `from` does: another source of the scope, a bound parameter, or what is known already. */
interface Link {
  readonly to: number
  readonly from: number | 'known' | { readonly parameter: number }
}

/**
 * The indexes of the arm's sources whose `tenant_id` is proved to be the tenant's. Parameters that the proof rests on
 * are added to `found`.
 */
export function anchoredSources(
  arm: Arm,
  scope: Scope,
  outer: readonly Scope[],
  found: Set<number>,
): ReadonlySet<number> {
  const links = [
    ...equalities(arm.where).flatMap((pair) => linksOf(pair, scope, outer)),
    ...arm.sources.flatMap((source, index) => joinLinks(source, index, scope, outer)),
  ]
  const anchored = new Set(scope.flatMap(({ kind }, index) => (kind === 'proven' ? [index] : [])))
  for (const { to, from } of links) {
    if (typeof from !== 'object') continue
    found.add(from.parameter)
    anchored.add(to)
  }
  for (let before = -1; before !== anchored.size; ) {
    before = anchored.size
    for (const { to, from } of links)
      if (from === 'known' || (typeof from === 'number' && anchored.has(from))) anchored.add(to)
  }
  return anchored
}

/**
 * ON of an inner join filters all sources so far, as WHERE does. ON of a left join filters only the joined one: the
 * rows to its left stay, whatever the condition says of them.
 */
function joinLinks(source: Source, index: number, scope: Scope, outer: readonly Scope[]): Link[] {
  const links = equalities(source.on).flatMap((pair) => linksOf(pair, scope, outer))
  return links.filter(({ to, from }) => {
    if (typeof from === 'number' && from > index) return false
    return source.join === 'left' ? to === index : to <= index
  })
}

type Equality = Extract<Expression, { readonly kind: 'equals' }>

/** The `=` comparisons that hold for every row which satisfies the condition: its conjuncts, parentheses seen through. */
function equalities(condition: Expression | null): Equality[] {
  const found: Equality[] = []
  const open = condition === null ? [] : [condition]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'and') open.push(next.left, next.right)
    else if (next.kind === 'group') open.push(next.inner)
    else if (next.kind === 'equals') found.push(next)
  }
  return found
}

function linksOf({ left, right }: Equality, scope: Scope, outer: readonly Scope[]): Link[] {
  return [...linkTo(left, right, scope, outer), ...linkTo(right, left, scope, outer)]
}

function linkTo(target: Expression, value: Expression, scope: Scope, outer: readonly Scope[]): Link[] {
  const scopes = [scope, ...outer]
  const reference = tenantReference(target, scopes)
  const to = reference === null ? -1 : scope.indexOf(reference)
  if (to < 0) return []
  if (value.kind === 'parameter') return [{ to, from: { parameter: value.index } }]
  const other = tenantReference(value, scopes)
  if (other === null) return []
  const from = scope.indexOf(other)
  return [{ to, from: from < 0 ? 'known' : from }]
}
