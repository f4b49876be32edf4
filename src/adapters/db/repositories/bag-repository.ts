import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { orm, queryOf, type Row, type SqlStatement, statement, type TenantDatabase } from '../../../core/database.ts'
import { AppError } from '../../../core/errors.ts'
import type { Bag } from '../../../domain/shipments/bag.ts'
import type { BagRepository } from '../../../domain/shipments/ports.ts'
import type { Shipment } from '../../../domain/shipments/shipment.ts'
import { decode } from '../decode.ts'
import { bags } from '../schema/tenant/bags.ts'
import { flights } from '../schema/tenant/flights.ts'
import { cascadeStatements } from './cascade.ts'
import { equals, pageOf } from './page.ts'
import { changedMeanwhile } from './shipment-repository.ts'
import { toShipment } from './shipment-rows.ts'

export const toBag = (row: Row, prefix = ''): Bag => Object.freeze(decode(bags, row, prefix))

const inAnotherBag = () => new AppError('conflict', 'One of the shipments is in another bag already.')

export function createBagRepository(db: TenantDatabase): BagRepository {
  const { tenantId } = db
  const mine = eq(bags.tenantId, tenantId)
  const byId = (id: string) =>
    queryOf(
      orm
        .select()
        .from(bags)
        .where(and(mine, eq(bags.id, id))),
    )

  return {
    async find(id) {
      const [row] = await db.all(byId(id))
      return row ? toBag(row) : null
    },

    async list(filter, page) {
      const rows = await db.all(
        queryOf(
          orm
            .select()
            .from(bags)
            .where(
              and(
                mine,
                equals(bags.status, filter.status),
                equals(bags.flightId, filter.flightId),
                page.after === null ? undefined : lt(bags.id, page.after),
              ),
            )
            .orderBy(desc(bags.id))
            .limit(page.limit + 1),
        ),
      )
      return pageOf(rows, page.limit, toBag)
    },

    async findWithShipments(bagId, shipmentIds) {
      const [found, rows] = await db.allOf([
        byId(bagId),
        queryOf(sql`SELECT s.* FROM shipments s
          WHERE s.tenant_id = ${tenantId} AND s.id IN (SELECT j.value FROM json_each(${JSON.stringify(shipmentIds)}) j)`),
      ])
      const row = found?.[0]
      return row ? { bag: toBag(row), shipments: (rows ?? []).map((each) => toShipment(each)) } : null
    },

    async findWithFlight(bagId, flightId) {
      const [bagRows, flightRows] = await db.allOf([
        byId(bagId),
        queryOf(
          orm
            .select()
            .from(flights)
            .where(and(eq(flights.tenantId, tenantId), eq(flights.id, flightId))),
        ),
      ])
      const bag = bagRows?.[0]
      const flight = flightRows?.[0]
      return { bag: bag ? toBag(bag) : null, flight: flight ? Object.freeze(decode(flights, flight)) : null }
    },

    insert: (bag) =>
      statement(orm.insert(bags).values(bag), {
        unique: {
          'bags.tenant_id, bags.bag_number': () =>
            new AppError('conflict', 'A bag with this number exists already. Choose another.', {
              errors: [{ pointer: '/bag_number', message: 'This number is taken.' }],
            }),
        },
      }),

    update: (before, after) => updateBag(tenantId, before, after),

    addShipments: (before, after, moves) => addShipments(tenantId, before, after, moves),

    forgetShipment: (bagId, shipment, now, mustBe) => [
      statement(
        orm
          .update(bags)
          .set({
            shipmentCount: sql`shipment_count - 1`,
            totalWeightGrams: sql`total_weight_grams - ${shipment.weightGrams}`,
            version: sql`version + 1`,
            updatedAt: now,
          })
          .where(and(mine, eq(bags.id, bagId), equals(bags.status, mustBe))),
        { expects: { rows: 1, otherwise: changedMeanwhile('bag') } },
      ),
      statement(
        sql`UPDATE bag_shipments SET removed_at = ${now}
          WHERE tenant_id = ${tenantId} AND bag_id = ${bagId} AND shipment_id = ${shipment.id} AND removed_at IS NULL`,
        { expects: { rows: 1, otherwise: changedMeanwhile('bag') } },
      ),
    ],

    cascade: (bag, cascade, stamp) => [
      ...cascadeStatements(tenantId, sql`b.id = ${bag.id}`, cascade, stamp),
      ...(cascade.leavesBag ? [closeMembership(tenantId, bag.id, stamp.now)] : []),
    ],
  }
}

function updateBag(tenantId: string, before: Bag, after: Bag): SqlStatement {
  const { tenantId: _tenant, id: _id, createdAt: _created, ...values } = after
  return statement(
    orm
      .update(bags)
      .set(values)
      .where(and(eq(bags.tenantId, tenantId), eq(bags.id, before.id), eq(bags.version, before.version))),
    { expects: { rows: 1, otherwise: changedMeanwhile('bag') } },
  )
}

/** All shipments of a list from the version that was read to their new state, as one statement. */
function moveShipments(
  tenantId: string,
  moves: readonly { before: Shipment; after: Shipment }[],
  now: number,
): SqlStatement {
  const list = JSON.stringify(
    moves.map(({ before, after }) => [before.id, before.version, after.status, after.bagId, after.version]),
  )
  return statement(
    sql`UPDATE shipments SET status = j.value ->> 2, bag_id = j.value ->> 3, version = j.value ->> 4, updated_at = ${now}
      FROM json_each(${list}) j
      WHERE shipments.tenant_id = ${tenantId} AND shipments.id = j.value ->> 0 AND shipments.version = j.value ->> 1`,
    { expects: { rows: moves.length, otherwise: changedMeanwhile('shipment') } },
  )
}

function addShipments(
  tenantId: string,
  before: Bag,
  after: Bag,
  moves: readonly { before: Shipment; after: Shipment }[],
): readonly SqlStatement[] {
  const now = after.updatedAt
  const shipmentIds = JSON.stringify(moves.map((move) => move.before.id))
  return [
    updateBag(tenantId, before, after),
    ...leaveLandedBags(tenantId, shipmentIds, now),
    statement(
      sql`INSERT INTO bag_shipments (tenant_id, bag_id, shipment_id, added_at, removed_at)
        SELECT ${tenantId}, ${after.id}, j.value, ${now}, NULL FROM json_each(${shipmentIds}) j`,
      {
        unique: {
          'bag_shipments.tenant_id, bag_shipments.shipment_id': inAnotherBag,
          'bag_shipments.tenant_id, bag_shipments.bag_id, bag_shipments.shipment_id, bag_shipments.added_at':
            inAnotherBag,
        },
      },
    ),
    moveShipments(tenantId, moves, now),
  ]
}

/** A landed shipment goes into its next bag without waiting for the last one to be unpacked. */
function leaveLandedBags(tenantId: string, shipmentIds: string, now: number): readonly SqlStatement[] {
  const left = sql`SELECT m.bag_id, count(*) AS pieces, sum(s.weight_grams) AS weight
    FROM json_each(${shipmentIds}) j
    JOIN bag_shipments m ON m.tenant_id = ${tenantId} AND m.shipment_id = j.value AND m.removed_at IS NULL
    JOIN bags b ON b.tenant_id = m.tenant_id AND b.id = m.bag_id AND b.status IN ('arrived', 'received')
    JOIN shipments s ON s.tenant_id = m.tenant_id AND s.id = m.shipment_id
    GROUP BY m.bag_id`
  return [
    statement(sql`UPDATE bags SET shipment_count = shipment_count - x.pieces,
        total_weight_grams = total_weight_grams - x.weight, version = version + 1, updated_at = ${now}
      FROM (${left}) x WHERE bags.tenant_id = ${tenantId} AND bags.id = x.bag_id`),
    statement(sql`UPDATE bag_shipments SET removed_at = ${now}
      WHERE tenant_id = ${tenantId} AND removed_at IS NULL
        AND shipment_id IN (SELECT j.value FROM json_each(${shipmentIds}) j)
        AND EXISTS (SELECT 1 FROM bags b WHERE b.tenant_id = ${tenantId} AND b.id = bag_shipments.bag_id
          AND b.status IN ('arrived', 'received'))`),
  ]
}

function closeMembership(tenantId: string, bagId: string, now: number): SqlStatement {
  return statement(
    sql`UPDATE bag_shipments SET removed_at = ${now} WHERE tenant_id = ${tenantId} AND bag_id = ${bagId} AND removed_at IS NULL`,
  )
}
