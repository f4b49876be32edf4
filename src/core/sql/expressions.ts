import { accept, type Cursor, commaList, deeper, expect, identifier, isKeyword, notUnderstood, peek } from './cursor.ts'
import type { Expression } from './tree.ts'

const OPAQUE: Expression = { kind: 'opaque' }

const KEYWORD_FUNCTIONS = new Set(['replace', 'like', 'glob', 'if'])
const LITERAL_WORDS = new Set(['null', 'current_date', 'current_time', 'current_timestamp'])

// Binding powers in the order of the %left/%right lines of SQLite's parse.y.
const OR = 1
const AND = 2
const NOT = 3
const EQUALITY = 4
const COMPARISON = 5
const UNARY = 11
const BINARY = new Map<string, number>([
  ...['=', '==', '<>', '!='].map((symbol) => [symbol, EQUALITY] as const),
  ...['<', '<=', '>', '>='].map((symbol) => [symbol, COMPARISON] as const),
  ...['&', '|', '<<', '>>'].map((symbol) => [symbol, 6] as const),
  ...['+', '-'].map((symbol) => [symbol, 7] as const),
  ...['*', '/', '%'].map((symbol) => [symbol, 8] as const),
  ...['||', '->', '->>'].map((symbol) => [symbol, 9] as const),
])
const PATTERN_WORDS = new Set(['like', 'glob', 'regexp', 'match'])

/** Parses a whole expression by precedence climbing. Subqueries found on the way go to `cursor.nested`. */
export function parseExpression(cursor: Cursor): Expression {
  return climb(cursor, OR)
}

export function parseOrderBy(cursor: Cursor): void {
  if (!accept(cursor, 'order', 'by')) return
  commaList(cursor, () => {
    parseExpression(cursor)
    if (!accept(cursor, 'asc')) accept(cursor, 'desc')
    if (accept(cursor, 'nulls') && !accept(cursor, 'first')) expect(cursor, 'last')
  })
}

function climb(cursor: Cursor, minimum: number): Expression {
  return deeper(cursor, () => {
    let left = parsePrefix(cursor)
    for (;;) {
      const next = parseInfix(cursor, left, minimum)
      if (next === null) return left
      left = next
    }
  })
}

/** One operator and its right side, or null when what follows binds less tightly than `minimum`. */
function parseInfix(cursor: Cursor, left: Expression, minimum: number): Expression | null {
  const token = cursor.tokens[cursor.at]
  if (token?.kind === 'symbol') return parseSymbolOperator(cursor, left, token.text, minimum)
  if (token?.kind !== 'word') return null
  if (accept(cursor, 'collate')) {
    identifier(cursor)
    return OPAQUE
  }
  if (token.text === 'and') return minimum <= AND ? { kind: 'and', left, right: rightSide(cursor, AND) } : null
  if (token.text === 'or') return minimum <= OR ? opaque(rightSide(cursor, OR)) : null
  return minimum <= EQUALITY && parseWordOperator(cursor) ? OPAQUE : null
}

function parseSymbolOperator(cursor: Cursor, left: Expression, symbol: string, minimum: number): Expression | null {
  const power = BINARY.get(symbol)
  if (power === undefined || power < minimum) return null
  const right = rightSide(cursor, power)
  return symbol === '=' ? { kind: 'equals', left, right } : OPAQUE
}

/** Left-associative: the right side takes only what binds more tightly than the operator it stands behind. */
function rightSide(cursor: Cursor, power: number): Expression {
  cursor.at += 1
  return climb(cursor, power + 1)
}

function opaque(_parsed: Expression): Expression {
  return OPAQUE
}

/** IS, ISNULL, NOTNULL, [NOT] NULL, IN, BETWEEN, LIKE and their kin: all bind as tightly as `=` does. */
function parseWordOperator(cursor: Cursor): boolean {
  if (accept(cursor, 'isnull') || accept(cursor, 'notnull') || accept(cursor, 'not', 'null')) return true
  if (accept(cursor, 'is')) {
    accept(cursor, 'not')
    accept(cursor, 'distinct', 'from')
    climb(cursor, COMPARISON)
    return true
  }
  const negated = accept(cursor, 'not')
  if (accept(cursor, 'in')) {
    // `IN table` would read a table without a scope to anchor it in.
    expect(cursor, '(')
    parseInList(cursor)
    return true
  }
  if (accept(cursor, 'between')) {
    // Its AND is no conjunction: both bounds are taken here, and only as tight operands.
    climb(cursor, COMPARISON)
    expect(cursor, 'and')
    climb(cursor, COMPARISON)
    return true
  }
  const token = cursor.tokens[cursor.at]
  if (token?.kind === 'word' && PATTERN_WORDS.has(token.text)) {
    cursor.at += 1
    climb(cursor, COMPARISON)
    if (accept(cursor, 'escape')) climb(cursor, COMPARISON)
    return true
  }
  if (negated) throw notUnderstood()
  return false
}

function parseInList(cursor: Cursor): void {
  if (accept(cursor, ')')) return
  if (!parseSubquery(cursor)) commaList(cursor, parseExpression)
  expect(cursor, ')')
}

function parseSubquery(cursor: Cursor): boolean {
  if (!peek(cursor, 'select') && !peek(cursor, 'with')) return false
  cursor.nested.push(deeper(cursor, () => cursor.parseQuery(cursor)))
  return true
}

function parsePrefix(cursor: Cursor): Expression {
  if (accept(cursor, 'not')) return opaque(climb(cursor, NOT))
  if (accept(cursor, '-') || accept(cursor, '+') || accept(cursor, '~')) return opaque(climb(cursor, UNARY))
  if (accept(cursor, '(')) return parseParentheses(cursor)
  if (accept(cursor, 'exists')) {
    expect(cursor, '(')
    if (!parseSubquery(cursor)) throw notUnderstood()
    expect(cursor, ')')
    return OPAQUE
  }
  if (accept(cursor, 'case')) return parseCase(cursor)
  if (accept(cursor, 'cast')) return parseCast(cursor)
  const token = cursor.tokens[cursor.at]
  if (token?.kind === 'parameter' || token?.kind === 'literal') {
    cursor.at += 1
    return token.kind === 'parameter' ? { kind: 'parameter', index: token.index } : OPAQUE
  }
  if (token?.kind === 'word' && peek(cursor, '(', 1)) return parseCall(cursor, token.text)
  if (token?.kind === 'word' && LITERAL_WORDS.has(token.text)) {
    cursor.at += 1
    return OPAQUE
  }
  const name = identifier(cursor)
  if (!accept(cursor, '.')) return { kind: 'column', table: null, name }
  return { kind: 'column', table: name, name: identifier(cursor) }
}

function parseParentheses(cursor: Cursor): Expression {
  if (parseSubquery(cursor)) {
    expect(cursor, ')')
    return OPAQUE
  }
  const [first, ...rest] = commaList(cursor, parseExpression)
  expect(cursor, ')')
  return first !== undefined && rest.length === 0 ? { kind: 'group', inner: first } : OPAQUE
}

function parseCase(cursor: Cursor): Expression {
  if (!peek(cursor, 'when')) parseExpression(cursor)
  do {
    expect(cursor, 'when')
    parseExpression(cursor)
    expect(cursor, 'then')
    parseExpression(cursor)
  } while (peek(cursor, 'when'))
  if (accept(cursor, 'else')) parseExpression(cursor)
  expect(cursor, 'end')
  return OPAQUE
}

function parseCast(cursor: Cursor): Expression {
  expect(cursor, '(')
  parseExpression(cursor)
  expect(cursor, 'as')
  identifier(cursor)
  expect(cursor, ')')
  return OPAQUE
}

function parseCall(cursor: Cursor, name: string): Expression {
  if (isKeyword(name) && !KEYWORD_FUNCTIONS.has(name)) throw notUnderstood()
  cursor.at += 1
  parseArguments(cursor)
  if (accept(cursor, 'filter', '(', 'where')) {
    parseExpression(cursor)
    expect(cursor, ')')
  }
  if (accept(cursor, 'over', '(')) {
    if (accept(cursor, 'partition', 'by')) commaList(cursor, parseExpression)
    parseOrderBy(cursor)
    expect(cursor, ')')
  }
  return OPAQUE
}

/** `( … )` of a function or a table-valued function. */
export function parseArguments(cursor: Cursor): void {
  expect(cursor, '(')
  if (accept(cursor, ')')) return
  if (!accept(cursor, '*')) {
    accept(cursor, 'distinct')
    commaList(cursor, parseExpression)
    parseOrderBy(cursor)
  }
  expect(cursor, ')')
}
