import { sql } from 'drizzle-orm'
import { type SqlStatement, statement } from '../../../core/database.ts'
import { AppError } from '../../../core/errors.ts'
import type { Bag, BagStatus } from '../../../domain/shipments/bag.ts'
import type { Shipment } from '../../../domain/shipments/shipment.ts'
import { changedMeanwhile } from './shipment-repository.ts'

/** Which shipment lies in which bag: the rows of `bag_shipments`, and what the bag counts of them. */

const inAnotherBag = () => new AppError('conflict', 'One of the shipments is in another bag already.')

const notOpen = () =>
  new AppError('conflict', 'The bag that the shipment lies in is not open: nothing leaves it. Unseal it first.')

export interface BagMove {
  readonly before: Shipment
  readonly after: Shipment
}

/**
 * Puts shipments that were read into an open bag, each from its version: any number, the same statements. The bag itself is
 * updated before these. Lists are looked up by `IN`, whose rows SQLite seeks one by one; joined to them it may read the tenant.
 */
export function addShipments(tenantId: string, bag: Bag, moves: readonly BagMove[]): readonly SqlStatement[] {
  const now = bag.updatedAt
  const shipmentIds = JSON.stringify(moves.map((move) => move.before.id))
  return [
    ...leaveLandedBags(tenantId, moves, now),
    statement(
      sql`INSERT INTO bag_shipments (tenant_id, bag_id, shipment_id, added_at, removed_at)
        SELECT ${tenantId}, ${bag.id}, j.value, ${now}, NULL FROM json_each(${shipmentIds}) j`,
      {
        unique: {
          'bag_shipments.tenant_id, bag_shipments.shipment_id': inAnotherBag,
          'bag_shipments.tenant_id, bag_shipments.bag_id, bag_shipments.shipment_id, bag_shipments.added_at':
            inAnotherBag,
        },
      },
    ),
    moveShipments(tenantId, bag, moves, now),
  ]
}

function moveShipments(tenantId: string, bag: Bag, moves: readonly BagMove[], now: number): SqlStatement {
  const list = JSON.stringify(moves.map(({ before }) => [before.id, before.version]))
  const withCourier = bag.courierUserId === null ? sql`` : sql`, courier_user_id = ${bag.courierUserId}`
  return statement(
    sql`UPDATE shipments SET status = 'bagged', bag_id = ${bag.id}, version = version + 1, updated_at = ${now}${withCourier}
      WHERE tenant_id = ${tenantId} AND (id, version) IN (SELECT j.value ->> 0, j.value ->> 1 FROM json_each(${list}) j)`,
    { expects: { rows: moves.length, otherwise: changedMeanwhile('shipment') } },
  )
}

/** A landed shipment goes into its next bag without waiting for the last one to be unpacked. */
function leaveLandedBags(tenantId: string, moves: readonly BagMove[], now: number): readonly SqlStatement[] {
  const lying = moves.flatMap(({ before }) => (before.bagId === null ? [] : [{ ...before, bagId: before.bagId }]))
  if (lying.length === 0) return []
  const pieces: Record<string, number> = {}
  const grams: Record<string, number> = {}
  for (const { bagId, weightGrams } of lying) {
    pieces[bagId] = (pieces[bagId] ?? 0) + 1
    grams[bagId] = (grams[bagId] ?? 0) + weightGrams
  }
  const list = JSON.stringify(lying.map(({ bagId, id }) => [bagId, id]))
  const piecesOf = JSON.stringify(pieces)
  return [
    statement(sql`UPDATE bags SET shipment_count = shipment_count - (${piecesOf} ->> id),
        total_weight_grams = total_weight_grams - (${JSON.stringify(grams)} ->> id), version = version + 1, updated_at = ${now}
      WHERE tenant_id = ${tenantId} AND id IN (SELECT j.key FROM json_each(${piecesOf}) j)
        AND +status IN ('arrived', 'received')`),
    statement(sql`UPDATE bag_shipments SET removed_at = ${now}
      WHERE tenant_id = ${tenantId} AND removed_at IS NULL
        AND (bag_id, shipment_id) IN (SELECT j.value ->> 0, j.value ->> 1 FROM json_each(${list}) j)
        AND EXISTS (SELECT 1 FROM bags b WHERE b.tenant_id = ${tenantId} AND b.id = bag_shipments.bag_id
          AND +b.status IN ('arrived', 'received'))`),
  ]
}

/** Out of its bag, and off the bag's count and weight. With `mustBe` the bag must stand there. */
export function forgetShipment(
  tenantId: string,
  bagId: string,
  shipment: Pick<Shipment, 'id' | 'weightGrams'>,
  now: number,
  mustBe?: BagStatus,
): readonly SqlStatement[] {
  const standsThere = mustBe === undefined ? sql`` : sql` AND status = ${mustBe}`
  return [
    statement(
      sql`UPDATE bags SET shipment_count = shipment_count - 1, total_weight_grams = total_weight_grams - ${shipment.weightGrams},
          version = version + 1, updated_at = ${now}
        WHERE tenant_id = ${tenantId} AND id = ${bagId}${standsThere}`,
      { expects: { rows: 1, otherwise: mustBe === 'open' ? notOpen : changedMeanwhile('bag') } },
    ),
    statement(
      sql`UPDATE bag_shipments SET removed_at = ${now}
        WHERE tenant_id = ${tenantId} AND bag_id = ${bagId} AND shipment_id = ${shipment.id} AND removed_at IS NULL`,
      { expects: { rows: 1, otherwise: changedMeanwhile('bag') } },
    ),
  ]
}

export function closeMembership(tenantId: string, bagId: string, now: number): SqlStatement {
  return statement(
    sql`UPDATE bag_shipments SET removed_at = ${now} WHERE tenant_id = ${tenantId} AND bag_id = ${bagId} AND removed_at IS NULL`,
  )
}
