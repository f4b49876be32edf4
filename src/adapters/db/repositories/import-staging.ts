import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { type SqlStatement, statement } from '../../../core/database.ts'
import { AppError } from '../../../core/errors.ts'
import type { StagedRow } from '../../../domain/shipments/import-ports.ts'
import { notificationEvents } from '../schema/tenant/notifications.ts'
import { shipments, trackingEvents } from '../schema/tenant/shipments.ts'
import { changedMeanwhile } from './shipment-repository.ts'
import { fromShipment } from './shipment-rows.ts'

/** One parameter of a statement: D1 takes values of 2 MB, counted as UTF-8, which three bytes a UTF-16 unit never exceed. */
const PARAMETER_UNITS = 600_000

/** A row as D1 gets it, by its columns' names, so that a staged row outlives a deployment that adds a column. */
function driverRow(table: SQLiteTable, model: Readonly<Record<string, unknown>>): string {
  const columns = Object.entries(getTableColumns(table)).filter(([, column]) => column.name !== 'tenant_id')
  return JSON.stringify(
    Object.fromEntries(
      columns.map(([key, column]) => {
        const value = model[key]
        return [column.name, value === null || value === undefined ? null : column.mapToDriverValue(value)]
      }),
    ),
  )
}

/** Lists of JSON texts, each list short enough for one parameter. */
function parameters(lines: readonly string[]): readonly string[] {
  const lists: string[][] = []
  let units = Number.POSITIVE_INFINITY
  for (const line of lines) {
    if (units + line.length > PARAMETER_UNITS) {
      lists.push([])
      units = 0
    }
    lists.at(-1)?.push(line)
    units += line.length + 1
  }
  return lists.map((list) => `[${list.join(',')}]`)
}

export function stage(tenantId: string, importId: string, rows: readonly StagedRow[]): readonly SqlStatement[] {
  const lines = rows.map(({ row, shipment, event, notification }) =>
    JSON.stringify([
      row,
      driverRow(shipments, fromShipment(shipment)),
      driverRow(trackingEvents, { ...event }),
      driverRow(notificationEvents, { ...notification }),
    ]),
  )
  return parameters(lines).map((list) =>
    statement(sql`
      INSERT INTO import_rows (tenant_id, import_id, row_no, shipment, event, notification)
      SELECT ${tenantId}, ${importId}, j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3
      FROM json_each(${list}) j`),
  )
}

/** `INSERT INTO table (…) SELECT …` out of one JSON column of the staged rows. */
function unpack(table: SQLiteTable, name: string, from: string): SQL {
  const names = Object.values(getTableColumns(table))
    .map((column) => column.name)
    .filter((column) => column !== 'tenant_id')
  const values = names.map((column) => `r.${from} ->> '${column}'`)
  return sql.raw(`INSERT INTO ${name} (tenant_id, ${names.join(', ')}) SELECT r.tenant_id, ${values.join(', ')}`)
}

export function putIn(tenantId: string, importId: string, rows: number): readonly SqlStatement[] {
  const staged = sql`FROM import_rows r WHERE r.tenant_id = ${tenantId} AND r.import_id = ${importId} ORDER BY r.row_no`
  return [
    statement(sql`${unpack(shipments, 'shipments', 'shipment')} ${staged}`, {
      expects: { rows, otherwise: changedMeanwhile('import') },
      unique: {
        'shipments.tenant_id, shipments.tracking_id': () =>
          new AppError('unavailable', 'Try again.', { retryAfterSeconds: 1 }),
      },
    }),
    statement(sql`${unpack(trackingEvents, 'tracking_events', 'event')} ${staged}`),
    statement(sql`${unpack(notificationEvents, 'notification_events', 'notification')} ${staged}`),
    statement(sql`
      INSERT INTO outbox (tenant_id, id, type, payload, created_at)
      SELECT r.tenant_id, r.notification ->> 'id', 'notification', '{}', r.notification ->> 'created_at' ${staged}`),
  ]
}
