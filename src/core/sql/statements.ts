import { RowGuardError } from '../row-guard-error.ts'
import { accept, type Cursor, commaList, expect, identifier, notUnderstood, peek } from './cursor.ts'
import { parseExpression } from './expressions.ts'
import {
  assertTableName,
  collecting,
  parseCompound,
  parseItem,
  parseNames,
  parseQuery,
  parseSources,
  parseWhere,
  parseWith,
} from './queries.ts'
import { tokenise } from './tokens.ts'
import type { CommonTable, Conflict, Expression, Source, Statement } from './tree.ts'

/**
 * Parses the subset of SQLite's SQL that a tenant statement may use. Precedence and scoping follow SQLite's parse.y;
 * a form that is not listed here is refused, not skipped.
 *
 * @throws RowGuardError
 */
export function parseStatement(sql: string): Statement {
  const cursor: Cursor = { tokens: tokenise(sql), parseQuery, at: 0, depth: 0, nested: [] }
  const ctes = parseWith(cursor)
  const statement = parseBody(cursor, ctes)
  if (cursor.at !== cursor.tokens.length) throw notUnderstood()
  return statement
}

function parseBody(cursor: Cursor, ctes: readonly CommonTable[]): Statement {
  if (peek(cursor, 'select')) return { kind: 'select', query: parseCompound(cursor, ctes) }
  if (accept(cursor, 'insert')) return parseInsert(cursor, ctes)
  if (accept(cursor, 'update')) return parseUpdate(cursor, ctes)
  if (accept(cursor, 'delete', 'from')) return parseDelete(cursor, ctes)
  throw new RowGuardError('statement_kind', 'Only SELECT, INSERT, UPDATE and DELETE are allowed.')
}

/** The target of a write: a real table even where a CTE has its name. */
function parseTarget(cursor: Cursor): Source & { readonly name: string } {
  const table = identifier(cursor)
  assertTableName(cursor, table)
  const name = accept(cursor, 'as') ? identifier(cursor) : table
  return { kind: 'target', table, name, query: null, join: 'inner', on: null }
}

function acceptOrIgnore(cursor: Cursor): void {
  if (!peek(cursor, 'or')) return
  if (!accept(cursor, 'or', 'ignore')) throw new RowGuardError('statement_kind', 'Of OR …, only OR IGNORE is allowed.')
}

function parseInsert(cursor: Cursor, ctes: readonly CommonTable[]): Statement {
  acceptOrIgnore(cursor)
  expect(cursor, 'into')
  const { table, name } = parseTarget(cursor)
  if (!peek(cursor, '(')) throw new RowGuardError('insert_tenant', `An INSERT into "${table}" must list its columns.`)
  const columns = parseNames(cursor)
  const { result, nested } = collecting(cursor, () => {
    const rows = accept(cursor, 'values') ? commaList(cursor, parseRow) : []
    const query = rows.length === 0 ? parseQuery(cursor) : null
    const conflicts: Conflict[] = []
    while (accept(cursor, 'on', 'conflict')) conflicts.push(parseConflict(cursor))
    parseReturning(cursor)
    return { rows, query, conflicts }
  })
  return { kind: 'insert', ctes, table, name, columns, ...result, nested }
}

function parseRow(cursor: Cursor): readonly Expression[] {
  expect(cursor, '(')
  const row = commaList(cursor, parseExpression)
  expect(cursor, ')')
  return row
}

function parseConflict(cursor: Cursor): Conflict {
  const target: string[] = []
  if (accept(cursor, '(')) {
    for (const term of commaList(cursor, parseExpression)) if (term.kind === 'column') target.push(term.name)
    expect(cursor, ')')
    parseWhere(cursor)
  }
  expect(cursor, 'do')
  if (accept(cursor, 'nothing')) return { target, updates: false, assigned: [] }
  expect(cursor, 'update')
  const assigned = parseAssignments(cursor)
  parseWhere(cursor)
  return { target, updates: true, assigned }
}

function parseAssignments(cursor: Cursor): readonly string[] {
  expect(cursor, 'set')
  return commaList(cursor, () => {
    const names = peek(cursor, '(') ? parseNames(cursor) : [identifier(cursor)]
    expect(cursor, '=')
    parseExpression(cursor)
    return names
  }).flat()
}

function parseReturning(cursor: Cursor): void {
  if (accept(cursor, 'returning')) commaList(cursor, parseItem)
}

function parseUpdate(cursor: Cursor, ctes: readonly CommonTable[]): Statement {
  acceptOrIgnore(cursor)
  const target = parseTarget(cursor)
  const { result, nested } = collecting(cursor, () => {
    const assigned = parseAssignments(cursor)
    const from = accept(cursor, 'from') ? parseSources(cursor) : []
    const where = parseWhere(cursor)
    parseReturning(cursor)
    return { assigned, from, where }
  })
  const arm = { items: [], sources: [target, ...result.from], where: result.where, nested }
  return { kind: 'change', ctes, arm, assigned: result.assigned }
}

function parseDelete(cursor: Cursor, ctes: readonly CommonTable[]): Statement {
  const target = parseTarget(cursor)
  const { result, nested } = collecting(cursor, () => {
    const where = parseWhere(cursor)
    parseReturning(cursor)
    return where
  })
  return { kind: 'change', ctes, arm: { items: [], sources: [target], where: result, nested }, assigned: [] }
}
