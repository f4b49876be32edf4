import { type SQL, sql } from 'drizzle-orm'
import { type SqlStatement, statement } from '../../../core/database.ts'
import { AppError } from '../../../core/errors.ts'
import type { Bag } from '../../../domain/shipments/bag.ts'
import type { BagLine, CascadeStamp } from '../../../domain/shipments/ports.ts'
import { Shipment } from '../../../domain/shipments/shipment.ts'
import { SHIPMENT_STATUSES } from '../../../domain/shipments/shipment-status.ts'
import { inBag } from './cascade.ts'

/** Acts on a bag that all its shipments take part in: each is one statement, whatever their number. */

const OVER = JSON.stringify(SHIPMENT_STATUSES.filter(Shipment.isOver))

/** `bagsMoved` is a condition on `bags b`. */
export function flyWith(tenantId: string, bagsMoved: SQL, flightId: string | null, now: number): SqlStatement {
  return statement(sql`UPDATE shipments SET flight_id = ${flightId}, version = shipments.version + 1, updated_at = ${now}
    FROM bags b WHERE b.tenant_id = ${tenantId} AND ${bagsMoved} AND shipments.tenant_id = b.tenant_id AND ${inBag('shipments')}`)
}

/** Those whose way is over keep the courier who brought them. */
export function goWithCourier(tenantId: string, bag: Bag, now: number): SqlStatement {
  return statement(sql`UPDATE shipments SET courier_user_id = ${bag.courierUserId}, version = shipments.version + 1, updated_at = ${now}
    FROM bags b WHERE b.tenant_id = ${tenantId} AND b.id = ${bag.id} AND shipments.tenant_id = b.tenant_id
      AND ${inBag('shipments')} AND +shipments.status NOT IN (SELECT j.value FROM json_each(${OVER}) j)`)
}

/** One of its shipments weighs more or less than was said. The list of a bag that is sealed is frozen, its weight too. */
export function reweigh(tenantId: string, bagId: string, grams: number, now: number): SqlStatement {
  return statement(
    sql`UPDATE bags SET total_weight_grams = total_weight_grams + ${grams}, version = version + 1, updated_at = ${now}
      WHERE tenant_id = ${tenantId} AND id = ${bagId} AND status = 'open'`,
    {
      expects: {
        rows: 1,
        otherwise: () =>
          new AppError(
            'conflict',
            'The bag that the shipment lies in is not open: its weight is frozen. Unseal it first.',
          ),
      },
    },
  )
}

/**
 * Timeline lines for shipments of which only the ids were read: each tells the status that the shipment has at the commit.
 * One that is gone out since is not missing. That a piece was found is public news only where it was said to be missing.
 */
export function noteLines(tenantId: string, bag: Bag, lines: readonly BagLine[], stamp: CascadeStamp): SqlStatement {
  const list = JSON.stringify(lines.map((line) => [line.shipmentId, line.id, line.code, line.reasonCode]))
  return statement(sql`
    INSERT INTO tracking_events (tenant_id, shipment_id, id, status, code, reason_code, occurred_at, recorded_at,
      time_type, airport, flight_id, bag_id, actor, source, is_public, note)
    SELECT s.tenant_id, s.id, j.value ->> 1, s.status, j.value ->> 2, j.value ->> 3, ${stamp.occurredAt}, ${stamp.now},
      'actual', ${stamp.airport}, ${bag.flightId}, ${bag.id}, ${stamp.actor}, ${stamp.source},
      CASE WHEN j.value ->> 3 = 'found_cargo' THEN EXISTS (SELECT 1 FROM tracking_events e
        WHERE e.tenant_id = s.tenant_id AND e.shipment_id = s.id AND e.reason_code = 'missing_cargo') ELSE 1 END,
      NULL
    FROM json_each(${list}) j CROSS JOIN shipments s ON s.tenant_id = ${tenantId} AND s.id = j.value ->> 0
    WHERE j.value ->> 3 IS NULL OR j.value ->> 3 <> 'missing_cargo' OR s.status IN ('in_transit', 'arrived')`)
}
