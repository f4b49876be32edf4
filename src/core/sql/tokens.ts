import { RowGuardError } from '../row-guard-error.ts'

/**
 * `word`: unquoted, lower case, may be a keyword. `name`: a quoted identifier, lower case, never a keyword.
 * `parameter`: `index` is the 0-based position among the bound values.
 */
export type Token =
  | { readonly kind: 'word' | 'name' | 'symbol'; readonly text: string }
  | { readonly kind: 'literal' }
  | { readonly kind: 'parameter'; readonly index: number }

const SPACE = /[ \t\n\f\r]+/y
const COMMENT = /--|\/\*/y
const STRING = /[xX]?'(?:[^'\0]|'')*'(?!')/y
const NUMBER = /(?:0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![A-Za-z0-9_.$\u0080-\uffff])/y
const WORD = /[A-Za-z_][A-Za-z0-9_]*(?![A-Za-z0-9_$\u0080-\uffff])/y
// Only plain ASCII between the quotes: an escaped quote, or a letter that JavaScript and SQLite fold differently,
// would let this file and SQLite read two different names.
const QUOTED = /"([A-Za-z_][A-Za-z0-9_]*)"(?!")|`([A-Za-z_][A-Za-z0-9_]*)`(?!`)/y
const PARAMETER = /\?(\d{0,5})(?![A-Za-z0-9_$\u0080-\uffff])/y
const SYMBOL = /->>|->|<=|>=|<>|<<|>>|==|!=|\|\||[(),.=<>|&+\-*/%~]/y

/**
 * Splits one SQLite statement into tokens, by the rules of SQLite's own tokeniser for the subset that is let in.
 *
 * @throws RowGuardError for comments, semicolons, named or mixed parameters, and characters outside the subset.
 */
export function tokenise(sql: string): readonly Token[] {
  const tokens: Token[] = []
  const numbering = parameterNumbering()
  let at = 0
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(sql)
    if (found) at += found[0].length
    return found
  }
  while (at < sql.length) {
    if (match(SPACE)) continue
    if (match(COMMENT)) throw new RowGuardError('comment', 'Comments are not allowed in a tenant statement.')
    const token = nextToken(match, numbering)
    if (token === null) throw unknownCharacter(sql.charAt(at))
    tokens.push(token)
  }
  return tokens
}

type Match = (pattern: RegExp) => RegExpExecArray | null

function nextToken(match: Match, numbering: (digits: string) => number): Token | null {
  if (match(STRING) ?? match(NUMBER)) return { kind: 'literal' }
  const quoted = match(QUOTED)
  if (quoted) return { kind: 'name', text: (quoted[1] ?? quoted[2] ?? '').toLowerCase() }
  const word = match(WORD)
  if (word) return { kind: 'word', text: word[0].toLowerCase() }
  const parameter = match(PARAMETER)
  if (parameter) return { kind: 'parameter', index: numbering(parameter[1] ?? '') }
  const symbol = match(SYMBOL)
  return symbol && { kind: 'symbol', text: symbol[0] }
}

/** `?` counts up from 0, `?N` is N - 1. Mixing the two is refused: its numbering is easy to misread. */
function parameterNumbering(): (digits: string) => number {
  let next = 0
  let numbered: boolean | null = null
  return (digits) => {
    const isNumbered = digits !== ''
    if (numbered !== null && numbered !== isNumbered) {
      throw new RowGuardError('parameter_form', 'Use either ? or ?N for every parameter, not both.')
    }
    numbered = isNumbered
    if (!isNumbered) return next++
    if (Number(digits) < 1) throw new RowGuardError('parameter_form', 'Numbered parameters start at ?1.')
    return Number(digits) - 1
  }
}

function unknownCharacter(character: string): RowGuardError {
  if (character === ';') return new RowGuardError('stacked', 'One statement at a time, and without a semicolon.')
  if (':@$#?'.includes(character)) return new RowGuardError('parameter_form', 'Bind by position: ? or ?N.')
  return new RowGuardError('not_understood', 'The statement holds a character or quoting outside the allowed subset.')
}
