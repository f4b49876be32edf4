import { type SQL, sql } from 'drizzle-orm'
import { type DirectoryDatabase, queryOf, type Row, type SqlStatement, statement } from '../../../core/database.ts'
import type { Watcher } from '../../../domain/shipments/flight-alert-subscription.ts'
import type { FlightPoll, FlightPollRepository, PollKey } from '../../../domain/shipments/flight-poll-ports.ts'
import { decode } from '../decode.ts'
import { flightPolls } from '../schema/directory/flight-polls.ts'

const toPoll = (row: Row): FlightPoll => Object.freeze(decode(flightPolls, row))
const text = (row: Row, name: string): string => String(row[name])
const isThis = ({ flightNumber, departureDate }: PollKey): SQL =>
  sql`flight_number = ${flightNumber} AND departure_date = ${departureDate}`

/** Flights that are over leave; any number in one statement. */
const forget = (key: PollKey, over: readonly Watcher[]): SqlStatement =>
  statement(sql`
    DELETE FROM polled_flights WHERE ${isThis(key)} AND (tenant_id, flight_id) IN
      (SELECT j.value ->> 0, j.value ->> 1 FROM json_each(${JSON.stringify(over.map((each) => [each.tenantId, each.flightId]))}) j)`)

export function createFlightPollRepository(db: DirectoryDatabase): FlightPollRepository {
  return {
    async findAll(keys) {
      const list = JSON.stringify(keys.map((key) => [key.flightNumber, key.departureDate]))
      const rows = await db.all(
        queryOf(sql`SELECT p.* FROM json_each(${list}) j CROSS JOIN flight_polls p
          ON p.flight_number = j.value ->> 0 AND p.departure_date = j.value ->> 1`),
      )
      return rows.map(toPoll)
    },

    async subscribed(provider, flightNumbers) {
      const rows = await db.all(
        queryOf(sql`SELECT s.flight_number FROM json_each(${JSON.stringify(flightNumbers)}) j
          CROSS JOIN flight_alert_subscriptions s
          ON s.provider = ${provider} AND s.flight_number = j.value AND s.status <> 'ended' AND s.status = 'active'`),
      )
      return new Set(rows.map((row) => text(row, 'flight_number')))
    },

    plan(flights) {
      const list = JSON.stringify(
        flights.map((each) => [
          each.flightNumber,
          each.departureDate,
          each.tenantId,
          each.flightId,
          each.endsAt,
          each.nextPollAt,
        ]),
      )
      return [
        statement(sql`
          INSERT INTO polled_flights (flight_number, departure_date, tenant_id, flight_id, ends_at)
          SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4 FROM json_each(${list}) j
          WHERE EXISTS (SELECT 1 FROM tenants t WHERE t.id = j.value ->> 2)
          ON CONFLICT (flight_number, departure_date, tenant_id, flight_id) DO UPDATE SET ends_at = excluded.ends_at`),
        statement(sql`
          INSERT INTO flight_polls (flight_number, departure_date, next_poll_at)
          SELECT j.value ->> 0, j.value ->> 1, min(j.value ->> 5) FROM json_each(${list}) j GROUP BY 1, 2
          ON CONFLICT (flight_number, departure_date) DO UPDATE SET
            next_poll_at = min(next_poll_at, excluded.next_poll_at), turn = turn + (held_until IS NOT NULL)
          WHERE next_poll_at > excluded.next_poll_at OR held_until IS NOT NULL`),
      ]
    },

    async take(now, leaseUntil, limit) {
      const rows = await db.all(
        queryOf(sql`
          UPDATE flight_polls SET next_poll_at = ${leaseUntil} WHERE (flight_number, departure_date) IN
            (SELECT flight_number, departure_date FROM flight_polls WHERE next_poll_at <= ${now} ORDER BY next_poll_at LIMIT ${limit})
          RETURNING flight_number, departure_date, turn, polled_at`),
      )
      // Rows are returned in no order. Where requests are short, those that were never asked about come first.
      const oldestFirst = rows.toSorted((a, b) => Number(a.polled_at) - Number(b.polled_at))
      return oldestFirst.map((row) => ({
        flightNumber: text(row, 'flight_number'),
        departureDate: text(row, 'departure_date'),
        turn: Number(row.turn),
      }))
    },

    async hold(turn, now, until) {
      const [held = [], flights = []] = await db.commit([
        statement(sql`
          UPDATE flight_polls SET held_until = ${until}, next_poll_at = max(next_poll_at, ${until})
          WHERE ${isThis(turn)} AND turn = ${turn.turn} AND (held_until IS NULL OR held_until <= ${now}) RETURNING *`),
        statement(sql`
          SELECT p.tenant_id, p.flight_id, t.status FROM polled_flights p JOIN tenants t ON t.id = p.tenant_id
          WHERE ${isThis(turn)} AND p.ends_at > ${now}`),
      ])
      const [row] = held
      if (!row) return null
      return {
        poll: toPoll(row),
        flights: flights.map((each) => ({
          tenantId: text(each, 'tenant_id'),
          flightId: text(each, 'flight_id'),
          isActive: each.status === 'active',
        })),
      }
    },

    settle(held, { polledAt, fruitless, nextPollAt }, over) {
      return [
        ...(over.length > 0 ? [forget(held, over)] : []),
        statement(sql`
          UPDATE flight_polls SET turn = turn + 1, held_until = NULL, polled_at = ${polledAt}, fruitless = ${fruitless},
            next_poll_at = ${nextPollAt}
          WHERE ${isThis(held)} AND turn = ${held.turn} AND held_until = ${held.heldUntil}`),
      ]
    },

    end(held, over, now) {
      return [
        forget(held, over),
        statement(sql`DELETE FROM polled_flights WHERE ${isThis(held)} AND ends_at <= ${now}`),
        statement(sql`
          DELETE FROM flight_polls WHERE ${isThis(held)} AND turn = ${held.turn} AND held_until = ${held.heldUntil}
            AND NOT EXISTS (SELECT 1 FROM polled_flights f WHERE f.flight_number = flight_polls.flight_number
              AND f.departure_date = flight_polls.departure_date)`),
      ]
    },

    wake: (now, flightNumber) =>
      statement(sql`
        UPDATE flight_polls SET next_poll_at = ${now} WHERE next_poll_at > ${now}
          ${flightNumber === undefined ? sql`` : sql`AND flight_number = ${flightNumber}`}`),

    async tenantsDueBefore(before) {
      const rows = await db.all(
        // Of a group, SQLite takes the other columns from the row that holds the minimum.
        queryOf(sql`
          SELECT f.tenant_id, min(f.flight_id) AS flight_id, f.flight_number FROM flight_polls p
          CROSS JOIN polled_flights f ON f.flight_number = p.flight_number AND f.departure_date = p.departure_date
          JOIN tenants t ON t.id = f.tenant_id AND t.status = 'active'
          WHERE p.next_poll_at < ${before} GROUP BY f.tenant_id`),
      )
      return rows.map((row) => ({
        tenantId: text(row, 'tenant_id'),
        flightId: text(row, 'flight_id'),
        flightNumber: text(row, 'flight_number'),
      }))
    },
  }
}
