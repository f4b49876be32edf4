import { and, eq, sql } from 'drizzle-orm'
import { orm, queryOf, type Row, type SqlStatement, statement, type TenantDatabase } from '../../../core/database.ts'
import { AppError } from '../../../core/errors.ts'
import type { Bag } from '../../../domain/shipments/bag.ts'
import type { BagRepository } from '../../../domain/shipments/ports.ts'
import type { Piece } from '../../../domain/shipments/receiving.ts'
import type { ShipmentStatus } from '../../../domain/shipments/shipment-status.ts'
import { changesOf } from '../changes.ts'
import { decode } from '../decode.ts'
import { bags } from '../schema/tenant/bags.ts'
import { flights } from '../schema/tenant/flights.ts'
import { shipments } from '../schema/tenant/shipments.ts'
import { flyWith, goWithCourier, noteLines, reweigh } from './bag-contents.ts'
import { listBags } from './bag-lists.ts'
import { addShipments, closeMembership, forgetShipment } from './bag-membership.ts'
import { fromBag, toBag } from './bag-rows.ts'
import { cascadeStatements } from './cascade.ts'
import { newestFirst } from './keyset.ts'
import { changedMeanwhile } from './shipment-repository.ts'
import { toShipment } from './shipment-rows.ts'

const numberTaken = {
  'bags.tenant_id, bags.bag_number': () =>
    new AppError('conflict', 'A bag with this number exists already. Choose another.', {
      errors: [{ pointer: '/bag_number', message: 'This number is taken.' }],
    }),
}

const ALL_IDS = { from: null, before: null }

const toPiece = (row: Row): Piece => ({
  shipmentId: String(row.id),
  trackingId: String(row.tracking_id),
  status: row.status as ShipmentStatus,
})

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

    list: (filter, page) => listBags(db, filter, page),

    async findWithShipments(bagId, shipmentIds) {
      const [found, rows] = await db.allOf([
        byId(bagId),
        queryOf(sql`SELECT s.* FROM shipments s
          WHERE s.tenant_id = ${tenantId} AND s.id IN (SELECT j.value FROM json_each(${JSON.stringify(shipmentIds)}) j)`),
      ])
      const row = found?.[0]
      return row ? { bag: toBag(row), shipments: (rows ?? []).map((each) => toShipment(each)) } : null
    },

    async findForReceiving(bagId, trackingIds) {
      const inThisBag = newestFirst({ table: shipments, tenantId }, [[shipments.bagId, bagId]], ALL_IDS, -1)
      const [found, listed, scanned] = await db.allOf([
        byId(bagId),
        queryOf(sql`SELECT id, tracking_id, status FROM shipments ${inThisBag}`),
        queryOf(sql`SELECT s.id, s.tracking_id, s.status FROM json_each(${JSON.stringify(trackingIds)}) j
          CROSS JOIN shipments s ON s.tenant_id = ${tenantId} AND s.tracking_id = j.value`),
      ])
      const row = found?.[0]
      return row
        ? { bag: toBag(row), listed: (listed ?? []).map(toPiece), scanned: (scanned ?? []).map(toPiece) }
        : null
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

    insert: (bag) => statement(orm.insert(bags).values(fromBag(bag)), { unique: numberTaken }),

    update: (before, after, otherwise) => updateBag(tenantId, before, after, otherwise),

    addShipments: (before, after, moves) => [
      updateBag(tenantId, before, after),
      ...addShipments(tenantId, after, moves),
    ],

    forgetShipment: (bagId, shipment, now, mustBe) => forgetShipment(tenantId, bagId, shipment, now, mustBe),

    cascade: (bag, cascade, stamp) => [
      ...cascadeStatements(tenantId, sql`b.id = ${bag.id}`, cascade, stamp),
      ...(cascade.leavesBag ? [closeMembership(tenantId, bag.id, stamp.now)] : []),
    ],

    flyWith: (bag, now) => flyWith(tenantId, sql`b.id = ${bag.id}`, bag.flightId, now),
    goWithCourier: (bag, now) => goWithCourier(tenantId, bag, now),
    reweigh: (bagId, grams, now) => reweigh(tenantId, bagId, grams, now),
    noteLines: (bag, lines, stamp) => noteLines(tenantId, bag, lines, stamp),
  }
}

function updateBag(
  tenantId: string,
  before: Bag,
  after: Bag,
  otherwise: () => Error = changedMeanwhile('bag'),
): SqlStatement {
  return statement(
    orm
      .update(bags)
      .set(changesOf(fromBag(before), fromBag(after)))
      .where(and(eq(bags.tenantId, tenantId), eq(bags.id, before.id), eq(bags.version, before.version))),
    { expects: { rows: 1, otherwise }, unique: numberTaken },
  )
}
