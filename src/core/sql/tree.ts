/**
 * What the guard needs to know of an expression: which conjuncts it has, and which of them compare a column.
 * Everything else is `opaque`, but its subqueries are collected. `group` is one expression in parentheses.
 */
export type Expression =
  | { readonly kind: 'and'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'equals'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'group'; readonly inner: Expression }
  | { readonly kind: 'column'; readonly table: string | null; readonly name: string }
  | { readonly kind: 'parameter'; readonly index: number }
  | { readonly kind: 'opaque' }

/**
 * One entry of a FROM clause, or the target of a write. `table` may turn out to be a CTE, `target` never does;
 * `function` is json_each or json_tree. `name` is what the rest of the scope calls it.
 */
export interface Source {
  readonly kind: 'table' | 'target' | 'derived' | 'function'
  readonly table: string
  readonly name: string | null
  readonly query: Query | null
  readonly join: 'inner' | 'left'
  readonly on: Expression | null
}

/** A result column. For `*` and `name.*` the expression is null and `star` is true. */
export interface Item {
  readonly star: boolean
  readonly qualifier: string | null
  readonly expression: Expression | null
  readonly alias: string | null
}

/** One SELECT without its compound; or the target, FROM and WHERE of an UPDATE or DELETE. */
export interface Arm {
  readonly items: readonly Item[]
  readonly sources: readonly Source[]
  readonly where: Expression | null
  /** Subqueries anywhere in the arm but in FROM: they see the arm's sources. */
  readonly nested: readonly Query[]
}

export interface Query {
  readonly ctes: readonly CommonTable[]
  readonly arms: readonly Arm[]
}

export interface CommonTable {
  readonly name: string
  readonly columns: readonly string[] | null
  readonly query: Query
}

export interface Conflict {
  /** The plain columns of the conflict target; empty when there is none. */
  readonly target: readonly string[]
  readonly updates: boolean
  readonly assigned: readonly string[]
}

export type Statement =
  | { readonly kind: 'select'; readonly query: Query }
  | {
      readonly kind: 'insert'
      readonly ctes: readonly CommonTable[]
      readonly table: string
      readonly name: string
      readonly columns: readonly string[]
      readonly rows: readonly (readonly Expression[])[]
      readonly query: Query | null
      readonly conflicts: readonly Conflict[]
      readonly nested: readonly Query[]
    }
  | {
      readonly kind: 'change'
      readonly ctes: readonly CommonTable[]
      readonly arm: Arm
      readonly assigned: readonly string[]
    }
