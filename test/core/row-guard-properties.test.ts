import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { beforeAll, describe, it } from 'vitest'
import { RowGuardError, tenantParameters } from '../../src/core/row-guard.ts'

// Ids that a comparison could yield by itself (0 and 1), so that a misread precedence shows.
const OURS = '1'
const THEIRS = '0'

function accepts(sql: string): boolean {
  try {
    tenantParameters(sql)
    return true
  } catch (error) {
    if (error instanceof RowGuardError) return false
    throw error
  }
}

type Truth = boolean | null
type Tree =
  | { readonly kind: 'anchor' }
  | { readonly kind: 'variable'; readonly name: 'p' | 'q' | 'r' }
  | { readonly kind: 'not'; readonly of: Tree; readonly enclosed: boolean }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Tree[]; readonly enclosed: boolean }

const leaf: fc.Arbitrary<Tree> = fc.oneof(
  fc.constant<Tree>({ kind: 'anchor' }),
  fc.constantFrom('p', 'q', 'r').map((name): Tree => ({ kind: 'variable', name })),
)
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    leaf,
    fc.record({ kind: fc.constant('not'), of: tie('tree'), enclosed: fc.boolean() }),
    fc.record({
      kind: fc.constantFrom('and', 'and', 'or'),
      of: fc.array(tie('tree'), { minLength: 2, maxLength: 4 }),
      enclosed: fc.boolean(),
    }),
  ),
}))

/** SQL's three-valued logic. */
function evaluate(node: Tree, anchor: Truth, values: Readonly<Record<'p' | 'q' | 'r', Truth>>): Truth {
  if (node.kind === 'anchor') return anchor
  if (node.kind === 'variable') return values[node.name]
  if (node.kind === 'not') {
    const inner = evaluate(node.of, anchor, values)
    return inner === null ? null : !inner
  }
  const parts = node.of.map((each) => evaluate(each, anchor, values))
  const decisive = node.kind === 'or'
  if (parts.includes(decisive)) return decisive
  return parts.includes(null) ? null : !decisive
}

const POWER = { or: 1, and: 2, not: 3, anchor: 4, variable: 4 } as const

/** As text, with the parentheses that SQL's precedence needs and some that it does not. */
function render(node: Tree, around = 0): string {
  if (node.kind === 'anchor') return 'tenant_id = ?'
  if (node.kind === 'variable') return node.name
  const own = POWER[node.kind]
  const text =
    node.kind === 'not'
      ? `NOT ${render(node.of, own)}`
      : node.of.map((each) => render(each, own + 1)).join(` ${node.kind.toUpperCase()} `)
  return node.enclosed || own < around ? `(${text})` : text
}

function canHoldForAStranger(node: Tree): boolean {
  const truths: readonly Truth[] = [true, false, null]
  return truths.some((p) => truths.some((q) => truths.some((r) => evaluate(node, false, { p, q, r }) === true)))
}

describe('for any tree of AND, OR and NOT around the anchor', () => {
  it('what is accepted holds for no row of another tenant, whatever the rest says', ({ expect }) => {
    fc.assert(
      fc.property(tree, (node) => {
        if (accepts(`SELECT p FROM t WHERE ${render(node)}`)) expect(canHoldForAStranger(node)).toBe(false)
      }),
      { numRuns: 3_000 },
    )
  })

  it('an anchor that is a conjunct is found, whatever stands beside it', ({ expect }) => {
    const conjunct = fc.tuple(fc.array(tree, { maxLength: 3 }), fc.array(tree, { maxLength: 3 }), fc.boolean())
    fc.assert(
      fc.property(conjunct, ([before, after, enclosed]) => {
        const node: Tree = { kind: 'and', of: [...before, { kind: 'anchor' }, ...after], enclosed }
        expect(accepts(`SELECT p FROM t WHERE ${render(node)}`)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('against the real parser and real rows', () => {
  beforeAll(async () => {
    const db = env.TENANT_DB_0
    for (const table of ['ra', 'rb', 'rc']) {
      await db.exec(
        `CREATE TABLE ${table} (tenant_id TEXT, id TEXT, n INTEGER, owner TEXT, PRIMARY KEY (tenant_id, id))`,
      )
      await db
        .prepare(
          `INSERT INTO ${table} (tenant_id, id, n, owner) SELECT t.value, i.value, nullif(i.value, 2), t.value
           FROM json_each(?) t, json_each(?) i`,
        )
        .bind(JSON.stringify([OURS, THEIRS]), JSON.stringify(['0', '1', '2']))
        .run()
    }
  })

  /** Whose rows came back; null when D1 does not take the statement. */
  async function ownersSeen(sql: string): Promise<ReadonlySet<unknown> | null> {
    try {
      const { results } = await env.TENANT_DB_0.prepare(sql).bind(OURS).all()
      return new Set(results.flatMap((row) => Object.values(row)))
    } catch {
      return null
    }
  }

  async function staysOurs(expect: typeof import('vitest').expect, statements: fc.Arbitrary<string>, runs: number) {
    const seen = { accepted: 0, refusedAndLeaking: 0 }
    await fc.assert(
      fc.asyncProperty(statements, async (sql) => {
        const accepted = accepts(sql)
        const owners = await ownersSeen(sql)
        if (owners === null) return
        if (accepted) {
          expect([...owners].filter((owner) => owner !== OURS && owner !== null)).toEqual([])
          if (owners.has(OURS)) seen.accepted += 1
        } else if (owners.has(THEIRS)) seen.refusedAndLeaking += 1
      }),
      { numRuns: runs, interruptAfterTimeLimit: 25_000 },
    )
    expect(seen.accepted).toBeGreaterThan(0)
    expect(seen.refusedAndLeaking).toBeGreaterThan(0)
  }

  it('any chain of operators that is accepted reads our rows only', async ({ expect }) => {
    const operand = fc.constantFrom('tenant_id', '?1', 'tenant_id = ?1', 'n', '1', '0', "'1'", 'NULL', 'n = 1')
    const prefix = fc.constantFrom('', '', '', 'NOT ', '- ', '+', '~')
    const suffix = fc.constantFrom('', '', '', '', ' ISNULL', ' NOTNULL', ' NOT NULL', ' COLLATE NOCASE', ' IN (0, 1)')
    const infix = fc.constantFrom(
      ...['AND', 'AND', 'AND', 'OR', '=', '=', '==', '<>', '<', '>=', 'IS', 'IS NOT', 'IS NOT DISTINCT FROM', 'LIKE'],
      ...['NOT LIKE', 'GLOB', 'BETWEEN', 'NOT BETWEEN', 'ESCAPE', '||', '+', '-', '*', '&', '<<', '->>'],
    )
    const { chain } = fc.letrec<{ chain: string; term: string }>((tie) => ({
      term: fc.oneof(
        { maxDepth: 3 },
        operand,
        tie('chain').map((inner) => `(${inner})`),
        tie('chain').map((inner) => `CASE WHEN ${inner} THEN 1 ELSE n END`),
      ),
      chain: fc
        .tuple(
          fc.array(
            fc.tuple(prefix, tie('term'), suffix, infix).map((parts) => `${parts.slice(0, 3).join('')} ${parts[3]} `),
            {
              maxLength: 4,
            },
          ),
          fc.tuple(prefix, tie('term'), suffix),
        )
        .map(([parts, last]) => parts.join('') + last.join('')),
    }))
    const condition = fc
      .tuple(
        fc.constantFrom('', 'tenant_id = ?1 AND ', 'tenant_id = ?1 '),
        chain,
        fc.constantFrom('', ' AND tenant_id = ?1'),
      )
      .map((parts) => parts.join(''))
    await staysOurs(
      expect,
      condition.map((where) => `SELECT owner FROM ra WHERE ${where}`),
      800,
    )
  })

  it('any join that is accepted reads our rows only', async ({ expect }) => {
    const name = fc.constantFrom('a', 'b', 'c')
    const atom = fc.oneof(
      name.map((x) => `${x}.tenant_id = ?1`),
      fc.tuple(name, name).map(([x, y]) => `${x}.tenant_id = ${y}.tenant_id`),
      fc.tuple(name, name).map(([x, y]) => `${x}.id = ${y}.id`),
      name.map((x) => `EXISTS (SELECT 1 FROM rc e WHERE e.tenant_id = ${x}.tenant_id AND e.id = ${x}.id)`),
    )
    const disjunction = fc.tuple(atom, atom).map(([x, y]) => `(${x} OR ${y})`)
    const condition = fc
      .array(fc.oneof({ weight: 8, arbitrary: atom }, { weight: 1, arbitrary: disjunction }), {
        minLength: 1,
        maxLength: 3,
      })
      .map((parts) => parts.join(' AND '))
    const source = (table: string) =>
      fc.constantFrom(
        ...[table, table, table, `(SELECT tenant_id, id, owner FROM ${table} WHERE tenant_id = ?1)`],
        ...[
          `(SELECT * FROM ${table} WHERE tenant_id = ?1)`,
          `(SELECT id AS tenant_id, id, owner FROM ${table} WHERE tenant_id = ?1)`,
        ],
      )
    const join = fc.constantFrom('JOIN', 'INNER JOIN', 'CROSS JOIN', 'LEFT JOIN', 'LEFT JOIN')
    const statement = fc
      .tuple(source('ra'), join, source('rb'), condition, join, source('rc'), condition, condition, name)
      .map(
        ([a, first, b, on, second, c, onToo, where, x]) => `SELECT a.owner AS a, b.owner AS b, c.owner AS c,
          (SELECT min(e.owner) FROM ra e WHERE e.tenant_id = ${x}.tenant_id) AS e
          FROM ${a} a ${first} ${b} b ON ${on} ${second} ${c} c ON ${onToo} WHERE ${where}`,
      )
    await staysOurs(expect, statement, 800)
  })
})
