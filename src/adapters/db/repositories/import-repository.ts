import { and, eq, sql } from 'drizzle-orm'
import { orm, queryOf, type Row, type SqlStatement, statement, type TenantDatabase } from '../../../core/database.ts'
import type { RowProblem, ShipmentImport } from '../../../domain/shipments/import.ts'
import { KEPT_PROBLEMS } from '../../../domain/shipments/import.ts'
import type { ImportRepository } from '../../../domain/shipments/import-ports.ts'
import { changesOf } from '../changes.ts'
import { decode } from '../decode.ts'
import { importProblems, importRows, imports } from '../schema/tenant/imports.ts'
import { putIn, stage } from './import-staging.ts'
import { LAST_ID, newestFirst } from './keyset.ts'
import { pageOf } from './page.ts'
import { changedMeanwhile } from './shipment-repository.ts'

const toImport = (row: Row): ShipmentImport => Object.freeze(decode(imports, row))

function toProblem(row: Row): RowProblem {
  const { severity, rowNo, field, message } = decode(importProblems, row)
  return { severity, row: rowNo, field, message }
}

export function createImportRepository(db: TenantDatabase): ImportRepository {
  const { tenantId } = db
  const byId = (id: string) =>
    queryOf(
      orm
        .select()
        .from(imports)
        .where(and(eq(imports.tenantId, tenantId), eq(imports.id, id))),
    )

  return {
    async find(id) {
      const [row] = await db.all(byId(id))
      return row ? toImport(row) : null
    },

    async findWithProblems(id) {
      const [found, problems] = await db.allOf([
        byId(id),
        queryOf(sql`SELECT * FROM import_problems p WHERE p.tenant_id = ${tenantId} AND p.import_id = ${id}
          ORDER BY p.severity, p.seq`),
      ])
      const row = found?.[0]
      return row ? { import: toImport(row), problems: (problems ?? []).map(toProblem) } : null
    },

    async list(page) {
      const ids = { from: '', before: page.after ?? LAST_ID }
      const range = newestFirst({ table: imports, tenantId }, [], ids, page.limit + 1)
      return pageOf(await db.all(queryOf(sql`SELECT * FROM ${imports} ${range}`)), page.limit, toImport)
    },

    insert: (it) => statement(orm.insert(imports).values(it)),

    update: (before, after) =>
      statement(
        orm
          .update(imports)
          .set(changesOf(before, after))
          .where(and(eq(imports.tenantId, tenantId), eq(imports.id, before.id), eq(imports.version, before.version))),
        { expects: { rows: 1, otherwise: changedMeanwhile('import') } },
      ),

    stage: (id, rows) => stage(tenantId, id, rows),

    noteProblems: (id, problems, after) => [
      ...noteProblems(tenantId, id, problems, 'error', after.errors),
      ...noteProblems(tenantId, id, problems, 'warning', after.warnings),
    ],

    putIn: (id, rows) => putIn(tenantId, id, rows),

    discardStaged: (id) =>
      statement(orm.delete(importRows).where(and(eq(importRows.tenantId, tenantId), eq(importRows.importId, id)))),
  }
}

function noteProblems(
  tenantId: string,
  id: string,
  problems: readonly RowProblem[],
  severity: RowProblem['severity'],
  after: number,
): readonly SqlStatement[] {
  const kept = problems.filter((each) => each.severity === severity).slice(0, Math.max(0, KEPT_PROBLEMS - after))
  if (kept.length === 0) return []
  const lines = JSON.stringify(kept.map((each, index) => [after + index, each.row, each.field, each.message]))
  return [
    statement(sql`
      INSERT INTO import_problems (tenant_id, import_id, severity, seq, row_no, field, message)
      SELECT ${tenantId}, ${id}, ${severity}, j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3
      FROM json_each(${lines}) j`),
  ]
}
