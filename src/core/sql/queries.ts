import { RowGuardError } from '../row-guard-error.ts'
import {
  accept,
  type Cursor,
  commaList,
  deeper,
  expect,
  identifier,
  isIdentifier,
  notUnderstood,
  peek,
} from './cursor.ts'
import { parseArguments, parseExpression, parseOrderBy } from './expressions.ts'
import type { Arm, CommonTable, Expression, Item, Query, Source } from './tree.ts'

export function parseQuery(cursor: Cursor): Query {
  return parseCompound(cursor, parseWith(cursor))
}

export function parseWith(cursor: Cursor): readonly CommonTable[] {
  if (!accept(cursor, 'with')) return []
  accept(cursor, 'recursive')
  return commaList(cursor, () => {
    const name = identifier(cursor)
    const columns = peek(cursor, '(') ? parseNames(cursor) : null
    expect(cursor, 'as')
    if (!accept(cursor, 'not', 'materialized')) accept(cursor, 'materialized')
    return { name, columns, query: parseEnclosedQuery(cursor) }
  })
}

function parseEnclosedQuery(cursor: Cursor): Query {
  expect(cursor, '(')
  const query = deeper(cursor, () => parseQuery(cursor))
  expect(cursor, ')')
  return query
}

export function parseNames(cursor: Cursor): readonly string[] {
  expect(cursor, '(')
  const names = commaList(cursor, identifier)
  expect(cursor, ')')
  return names
}

/** Collects the subqueries that `parse` meets, apart from those of the query around it. */
export function collecting<T>(cursor: Cursor, parse: () => T): { readonly result: T; readonly nested: Query[] } {
  const around = cursor.nested
  const nested: Query[] = []
  cursor.nested = nested
  const result = parse()
  cursor.nested = around
  return { result, nested }
}

export function parseCompound(cursor: Cursor, ctes: readonly CommonTable[]): Query {
  const first = parseArm(cursor)
  const more: Arm[] = []
  while (acceptCompound(cursor)) more.push(parseArm(cursor))
  const { nested } = collecting(cursor, () => {
    parseOrderBy(cursor)
    if (!accept(cursor, 'limit')) return
    parseExpression(cursor)
    if (accept(cursor, 'offset') || accept(cursor, ',')) parseExpression(cursor)
  })
  // Behind a compound a subquery would see no single scope.
  if (more.length > 0 && nested.length > 0) throw notUnderstood()
  return { ctes, arms: [{ ...first, nested: [...first.nested, ...nested] }, ...more] }
}

function acceptCompound(cursor: Cursor): boolean {
  if (accept(cursor, 'union')) {
    accept(cursor, 'all')
    return true
  }
  return accept(cursor, 'except') || accept(cursor, 'intersect')
}

function parseArm(cursor: Cursor): Arm {
  expect(cursor, 'select')
  const { result, nested } = collecting(cursor, () => {
    if (!accept(cursor, 'distinct')) accept(cursor, 'all')
    const items = commaList(cursor, parseItem)
    const sources = accept(cursor, 'from') ? parseSources(cursor) : []
    const where = parseWhere(cursor)
    if (accept(cursor, 'group', 'by')) commaList(cursor, parseExpression)
    if (accept(cursor, 'having')) parseExpression(cursor)
    return { items, sources, where }
  })
  return { ...result, nested }
}

export function parseWhere(cursor: Cursor): Expression | null {
  return accept(cursor, 'where') ? parseExpression(cursor) : null
}

export function parseItem(cursor: Cursor): Item {
  if (accept(cursor, '*')) return { star: true, qualifier: null, expression: null, alias: null }
  if (isIdentifier(cursor.tokens[cursor.at]) && peek(cursor, '.', 1) && peek(cursor, '*', 2)) {
    const qualifier = identifier(cursor)
    cursor.at += 2
    return { star: true, qualifier, expression: null, alias: null }
  }
  const expression = parseExpression(cursor)
  return { star: false, qualifier: null, expression, alias: accept(cursor, 'as') ? identifier(cursor) : null }
}

export function parseSources(cursor: Cursor): readonly Source[] {
  const sources = [parseSource(cursor, 'inner')]
  for (;;) {
    if (accept(cursor, ',')) {
      const source = parseSource(cursor, 'inner')
      if (source.kind !== 'function') {
        throw new RowGuardError('join_kind', 'Join with JOIN … ON; a comma may only precede json_each or json_tree.')
      }
      sources.push(source)
      continue
    }
    const join = parseJoinKind(cursor)
    if (join === null) return sources
    const source = parseSource(cursor, join)
    if (peek(cursor, 'using')) throw joinRefused()
    sources.push(accept(cursor, 'on') ? { ...source, on: parseExpression(cursor) } : source)
  }
}

function parseJoinKind(cursor: Cursor): 'inner' | 'left' | null {
  if (['natural', 'right', 'full', 'using'].some((word) => peek(cursor, word))) throw joinRefused()
  if (accept(cursor, 'left', 'outer', 'join') || accept(cursor, 'left', 'join')) return 'left'
  const inner = accept(cursor, 'inner', 'join') || accept(cursor, 'cross', 'join') || accept(cursor, 'join')
  return inner ? 'inner' : null
}

function joinRefused(): RowGuardError {
  return new RowGuardError('join_kind', 'Only JOIN, INNER, CROSS and LEFT JOIN, with ON, are allowed.')
}

function parseSource(cursor: Cursor, join: 'inner' | 'left'): Source {
  if (peek(cursor, '(')) {
    const query = parseEnclosedQuery(cursor)
    return { kind: 'derived', table: 'subquery', name: parseAlias(cursor), query, join, on: null }
  }
  const table = identifier(cursor)
  if (peek(cursor, '(')) {
    if (table !== 'json_each' && table !== 'json_tree') throw tableRefused(table)
    parseArguments(cursor)
    return { kind: 'function', table, name: parseAlias(cursor) ?? table, query: null, join, on: null }
  }
  assertTableName(cursor, table)
  return { kind: 'table', table, name: parseAlias(cursor) ?? table, query: null, join, on: null }
}

function parseAlias(cursor: Cursor): string | null {
  return accept(cursor, 'as') || isIdentifier(cursor.tokens[cursor.at]) ? identifier(cursor) : null
}

export function assertTableName(cursor: Cursor, table: string): void {
  if (peek(cursor, '.') || /^(sqlite_|d1_|_cf_|pragma_|json_each$|json_tree$)/.test(table)) throw tableRefused(table)
}

function tableRefused(table: string): RowGuardError {
  return new RowGuardError('table_name', `"${table}" is a system, schema-qualified or table-valued name.`)
}
