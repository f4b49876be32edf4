import { RowGuardError } from '../row-guard-error.ts'
import type { Token } from './tokens.ts'
import type { Query } from './tree.ts'

/** Where the parser stands. `parseQuery` is handed in, since expressions and queries hold each other. */
export interface Cursor {
  readonly tokens: readonly Token[]
  readonly parseQuery: (cursor: Cursor) => Query
  at: number
  depth: number
  nested: Query[]
}

const MAX_DEPTH = 100

/** Every word of SQLite's keyword list (sqlite.org/lang_keywords.html) that a name here must not be, unless quoted. */
const KEYWORDS = new Set(
  `abort add after all alter always analyze and as asc attach autoincrement before begin between by cascade case cast
  check collate column commit conflict constraint create cross current current_date current_time current_timestamp
  default deferrable deferred delete desc detach distinct do drop each else end escape except exclude exclusive exists
  explain fail filter first following for foreign from full generated glob group groups having if ignore immediate in
  index indexed initially inner insert instead intersect into is isnull join last left like limit match materialized
  natural no not nothing notnull null nulls of offset on or order others outer over partition pragma preceding primary
  raise range recursive references regexp reindex release rename replace restrict returning right rollback row rows
  savepoint select set table temp temporary then ties to transaction unbounded union unique update using vacuum values
  virtual when where window with without within`.split(/\s+/),
)

export function notUnderstood(): RowGuardError {
  return new RowGuardError('not_understood', 'The statement uses a form outside the allowed subset of SQL.')
}

/** Does the unquoted keyword or the symbol `text` stand here? A quoted name never matches. */
export function peek(cursor: Cursor, text: string, ahead = 0): boolean {
  const token = cursor.tokens[cursor.at + ahead]
  return token !== undefined && (token.kind === 'word' || token.kind === 'symbol') && token.text === text
}

export function accept(cursor: Cursor, ...texts: readonly string[]): boolean {
  if (!texts.every((text, ahead) => peek(cursor, text, ahead))) return false
  cursor.at += texts.length
  return true
}

export function expect(cursor: Cursor, ...texts: readonly string[]): void {
  if (!accept(cursor, ...texts)) throw notUnderstood()
}

export function isKeyword(word: string): boolean {
  return KEYWORDS.has(word)
}

type Identifier = Extract<Token, { readonly text: string }>

/** A quoted name, or an unquoted word that is no keyword. */
export function isIdentifier(token: Token | undefined): token is Identifier {
  return token?.kind === 'name' || (token?.kind === 'word' && !KEYWORDS.has(token.text))
}

export function identifier(cursor: Cursor): string {
  const token = cursor.tokens[cursor.at]
  if (!isIdentifier(token)) throw notUnderstood()
  cursor.at += 1
  return token.text
}

export function commaList<T>(cursor: Cursor, parse: (cursor: Cursor) => T): T[] {
  const list = [parse(cursor)]
  while (accept(cursor, ',')) list.push(parse(cursor))
  return list
}

/** Runs `parse` one level deeper; SQLite's own limit on expression depth is 100 on D1. */
export function deeper<T>(cursor: Cursor, parse: () => T): T {
  cursor.depth += 1
  if (cursor.depth > MAX_DEPTH) throw notUnderstood()
  const result = parse()
  cursor.depth -= 1
  return result
}
