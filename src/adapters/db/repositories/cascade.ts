import { type SQL, sql } from 'drizzle-orm'
import { type SqlStatement, statement } from '../../../core/database.ts'
import { idHead } from '../../../core/ids.ts'
import { PEOPLE_ARE_TOLD } from '../../../domain/notifications/notification-event.ts'
import type { Cascade } from '../../../domain/shipments/bag.ts'
import type { CascadeStamp } from '../../../domain/shipments/ports.ts'

/**
 * What a bag's or a flight's move does to all the shipments under it, in a number of statements that does not depend on
 * how many there are. `bagsMoved` is a condition on `bags b`; it must still hold when these run, so the bags
 * themselves are updated last. `+s.status` keeps the planner on the bag's index: by status it would read the whole tenant.
 * @param step the place of this move among several in one commit: it keeps the lines of one shipment in order
 */
export function cascadeStatements(
  tenantId: string,
  bagsMoved: SQL,
  cascade: Cascade,
  stamp: CascadeStamp,
  step = 0,
): readonly SqlStatement[] {
  const chance = crypto.getRandomValues(new Uint8Array(1))[0] ?? 0
  const statusMoves = cascade.from !== cascade.to
  const type = `shipment.${cascade.to}`
  const people = statusMoves && PEOPLE_ARE_TOLD.some((told) => told === type)
  const under = sql`
    FROM bags b JOIN shipments s ON s.tenant_id = b.tenant_id AND s.bag_id = b.id
    WHERE b.tenant_id = ${tenantId} AND ${bagsMoved} AND +s.status = ${cascade.from}`
  const idOf = (prefix: 'evt' | 'ntf') => sql`${idHead(prefix, stamp.now + step, chance)} || substr(s.id, -12)`

  const lines = sql`
    INSERT INTO tracking_events (tenant_id, shipment_id, id, status, code, reason_code, occurred_at, recorded_at,
      time_type, airport, flight_id, bag_id, actor, source, is_public, note)
    SELECT b.tenant_id, s.id, ${idOf('evt')}, ${cascade.to}, ${cascade.code}, ${cascade.reasonCode}, ${stamp.occurredAt},
      ${stamp.now}, 'actual', ${stamp.airport}, b.flight_id, b.id, ${stamp.actor}, ${stamp.source}, 1, NULL
    ${under}`
  if (!statusMoves && !cascade.leavesBag) return [statement(lines)]

  const users = sql`json_remove(json_array(s.customer_user_id, s.courier_user_id),
        CASE WHEN s.courier_user_id IS NULL THEN '$[1]' ELSE '$[9]' END,
        CASE WHEN s.customer_user_id IS NULL THEN '$[0]' ELSE '$[9]' END)`
  const notifications = sql`
    INSERT INTO notification_events (tenant_id, id, type, subject_type, subject_id, payload, audience, created_at)
    SELECT b.tenant_id, ${idOf('ntf')}, ${type}, 'shipment', s.id,
      json_object('shipment_id', s.id, 'tracking_id', s.tracking_id, 'status', ${cascade.to}, 'code', ${cascade.code},
        'bag_id', b.id, 'flight_id', b.flight_id, 'airport', ${stamp.airport}, 'occurred_at', ${stamp.occurredAt}),
      json_object('staff', json('true'), 'users', ${users}, 'people', json(${String(people)})),
      ${stamp.now}
    ${under}`
  const outbox = sql`
    INSERT INTO outbox (tenant_id, id, type, payload, created_at)
    SELECT b.tenant_id, ${idOf('ntf')}, 'notification', '{}', ${stamp.now}
    ${under}`
  const ofTheseBags = sql`tenant_id = ${tenantId}
      AND bag_id IN (SELECT b.id FROM bags b WHERE b.tenant_id = ${tenantId} AND ${bagsMoved})`
  if (cascade.leavesBag) {
    const leaves = sql`UPDATE shipments SET bag_id = NULL, version = version + 1, updated_at = ${stamp.now} WHERE ${ofTheseBags}`
    return [statement(lines), statement(leaves)]
  }
  const moves = sql`UPDATE shipments SET status = ${cascade.to}, version = version + 1, updated_at = ${stamp.now}
    WHERE ${ofTheseBags} AND +status = ${cascade.from}`
  return [statement(lines), statement(notifications), statement(outbox), statement(moves)]
}
