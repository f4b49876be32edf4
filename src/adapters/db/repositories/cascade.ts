import { type SQL, sql } from 'drizzle-orm'
import { type SqlStatement, statement } from '../../../core/database.ts'
import { idHead } from '../../../core/ids.ts'
import { TOLD_EVENTS } from '../../../domain/notifications/preferences.ts'
import type { Cascade } from '../../../domain/shipments/bag.ts'
import type { Flight } from '../../../domain/shipments/flight.ts'
import type { FlightDelay } from '../../../domain/shipments/flight-delay.ts'
import type { CascadeStamp } from '../../../domain/shipments/ports.ts'
import { LAST_ID } from './keyset.ts'

/**
 * The shipments of `bags b`, as a range of an index and not as an equality: for that SQLite takes the primary key, whose first
 * column it knows too, and reads the whole tenant. A status beside it is written `+status` for the same reason.
 * @param shipments the name by which the statement knows that table
 */
export const inBag = (shipments: 's' | 'shipments'): SQL => {
  const s = sql.raw(shipments)
  return sql`${s}.bag_id IS NOT NULL AND (${s}.bag_id, ${s}.id) >= (b.id, '') AND (${s}.bag_id, ${s}.id) < (b.id, ${LAST_ID})`
}

/** The bags of a flight, in the same form. `bags`: the name by which the statement knows that table. */
export const onFlight = (bags: 'b' | 'bags', flightId: string): SQL => {
  const b = sql.raw(bags)
  return sql`${b}.flight_id IS NOT NULL AND (${b}.flight_id, ${b}.id) >= (${flightId}, '') AND (${b}.flight_id, ${b}.id) < (${flightId}, ${LAST_ID})`
}

/** Ids that differ by their shipment. `step`: its place among the statements of one commit that make ids, which keeps them apart and in order. */
function idsIn(now: number, step: number) {
  const chance = crypto.getRandomValues(new Uint8Array(1))[0] ?? 0
  return (prefix: 'evt' | 'ntf') => sql`${idHead(prefix, now + step, chance)} || substr(s.id, -12)`
}

/** One notification for each of the shipments `s` in the bags `b` that `under` finds, and its entry in the outbox. */
function newsStatements(
  under: SQL,
  news: {
    readonly id: SQL
    readonly type: string
    readonly payload: SQL
    readonly people: boolean
    readonly now: number
  },
): readonly [SqlStatement, SqlStatement] {
  const users = sql`json_remove(json_array(s.customer_user_id, s.courier_user_id),
        CASE WHEN s.courier_user_id IS NULL THEN '$[1]' ELSE '$[9]' END,
        CASE WHEN s.customer_user_id IS NULL THEN '$[0]' ELSE '$[9]' END)`
  const notifications = sql`
    INSERT INTO notification_events (tenant_id, id, type, subject_type, subject_id, payload, audience, created_at)
    SELECT b.tenant_id, ${news.id}, ${news.type}, 'shipment', s.id, ${news.payload},
      json_object('staff', json('true'), 'users', ${users}, 'people', json(${String(news.people)})),
      ${news.now}
    ${under}`
  const outbox = sql`
    INSERT INTO outbox (tenant_id, id, type, payload, created_at)
    SELECT b.tenant_id, ${news.id}, 'notification', '{}', ${news.now}
    ${under}`
  return [statement(notifications), statement(outbox)]
}

/**
 * What a bag's or a flight's move does to all the shipments under it, in a number of statements that does not depend on
 * how many there are. `bagsMoved` is a condition on `bags b`; it must still hold when these run, so the bags
 * themselves are updated last.
 * @param step the place of this move among several in one commit: it keeps the lines of one shipment in order
 */
export function cascadeStatements(
  tenantId: string,
  bagsMoved: SQL,
  cascade: Cascade,
  stamp: CascadeStamp,
  step = 0,
): readonly SqlStatement[] {
  const idOf = idsIn(stamp.now, step)
  const statusMoves = cascade.from !== cascade.to
  const type = `shipment.${cascade.to}`
  const people = statusMoves && TOLD_EVENTS.some((told) => told === type)
  const under = sql`
    FROM bags b JOIN shipments s ON s.tenant_id = b.tenant_id AND ${inBag('s')}
    WHERE b.tenant_id = ${tenantId} AND ${bagsMoved} AND +s.status = ${cascade.from}`
  const lines = sql`
    INSERT INTO tracking_events (tenant_id, shipment_id, id, status, code, reason_code, occurred_at, recorded_at,
      time_type, airport, flight_id, bag_id, actor, source, is_public, note)
    SELECT b.tenant_id, s.id, ${idOf('evt')}, ${cascade.to}, ${cascade.code}, ${cascade.reasonCode}, ${stamp.occurredAt},
      ${stamp.now}, 'actual', ${stamp.airport}, b.flight_id, b.id, ${stamp.actor}, ${stamp.source}, 1, NULL
    ${under}`
  if (!statusMoves && !cascade.leavesBag) return [statement(lines)]

  const payload = sql`json_object('shipment_id', s.id, 'tracking_id', s.tracking_id, 'status', ${cascade.to}, 'code', ${cascade.code},
        'bag_id', b.id, 'flight_id', b.flight_id, 'airport', ${stamp.airport}, 'occurred_at', ${stamp.occurredAt})`
  const news = newsStatements(under, { id: idOf('ntf'), type, payload, people, now: stamp.now })
  const ofTheseBags = sql`FROM bags b
    WHERE b.tenant_id = ${tenantId} AND ${bagsMoved} AND shipments.tenant_id = b.tenant_id AND ${inBag('shipments')}`
  if (cascade.leavesBag) {
    const leaves = sql`UPDATE shipments SET bag_id = NULL, version = shipments.version + 1, updated_at = ${stamp.now} ${ofTheseBags}`
    return [statement(lines), statement(leaves)]
  }
  const moves = sql`UPDATE shipments SET status = ${cascade.to}, version = shipments.version + 1, updated_at = ${stamp.now}
    ${ofTheseBags} AND +shipments.status = ${cascade.from}`
  return [statement(lines), ...news, statement(moves)]
}

/**
 * Tells of a new time of arrival whoever waits for a shipment that waits on board or flies, in two statements. Its page shows the time
 * already, so the timeline gets no line. `flight_version` tells the news from older and newer ones.
 */
export function delayStatements(
  tenantId: string,
  flight: Flight,
  delay: FlightDelay,
  stamp: CascadeStamp,
): readonly SqlStatement[] {
  const under = sql`
    FROM bags b JOIN shipments s ON s.tenant_id = b.tenant_id AND ${inBag('s')}
    WHERE b.tenant_id = ${tenantId} AND ${onFlight('b', flight.id)} AND +b.status IN ('loaded', 'in_transit')
      AND +s.status IN ('bagged', 'in_transit')`
  const payload = sql`json_object('shipment_id', s.id, 'tracking_id', s.tracking_id, 'status', s.status, 'code', NULL,
        'bag_id', b.id, 'flight_id', b.flight_id, 'airport', ${stamp.airport}, 'occurred_at', ${stamp.occurredAt},
        'estimated_arrival', ${delay.arrival}, 'previous_arrival', ${delay.insteadOf}, 'flight_version', ${flight.version})`
  // Behind the moves of the same commit.
  const id = idsIn(stamp.now, 2)('ntf')
  return newsStatements(under, { id, type: 'shipment.delayed', payload, people: true, now: stamp.now })
}
