import { and, eq, isNull, lte, or, sql } from 'drizzle-orm'
import { orm, queryOf, type Row, statement, type TenantDatabase } from '../../../core/database.ts'
import { AppError } from '../../../core/errors.ts'
import { Bag } from '../../../domain/shipments/bag.ts'
import type { Flight } from '../../../domain/shipments/flight.ts'
import { flightList } from '../../../domain/shipments/flight-lists.ts'
import { numbersOf, spokenOf } from '../../../domain/shipments/flight-match.ts'
import type { FlightRepository } from '../../../domain/shipments/ports.ts'
import { decode } from '../decode.ts'
import { flights } from '../schema/tenant/flights.ts'
import { flyWith } from './bag-contents.ts'
import { cascadeStatements, delayStatements, onFlight } from './cascade.ts'
import { newestFirst } from './keyset.ts'
import { equalsOf, idsOf, pageOf } from './page.ts'
import { changedMeanwhile } from './shipment-repository.ts'

export function toFlight(row: Row): Flight {
  const { syncedAt: _asked, pollPlanned: _planned, ...flight } = decode(flights, row)
  return Object.freeze(flight)
}

const taken = {
  'flights.tenant_id, flights.flight_number, flights.departure_date, flights.origin': () =>
    new AppError('conflict', 'This flight exists already. Find it with GET /flights?flight_number=…', {
      errors: [{ pointer: '/flight_number', message: 'This number, date and origin exist already.' }],
    }),
}

const hasBags = () => new AppError('conflict', 'There are bags on this flight. Offload them first.')

export function createFlightRepository(db: TenantDatabase): FlightRepository {
  const { tenantId } = db
  const mine = eq(flights.tenantId, tenantId)

  return {
    async find(id) {
      const [row] = await db.all(
        queryOf(
          orm
            .select()
            .from(flights)
            .where(and(mine, eq(flights.id, id))),
        ),
      )
      return row ? toFlight(row) : null
    },

    async list(filter, page) {
      const { by, rowByRow } = flightList(filter)
      const range = newestFirst(
        { table: flights, tenantId },
        equalsOf(flights, filter, by),
        idsOf('flt', {}, page),
        page.limit + 1,
        equalsOf(flights, filter, rowByRow),
      )
      return pageOf(await db.all(queryOf(sql`SELECT * FROM ${flights} ${range}`)), page.limit, toFlight)
    },

    async findSpokenOf(update) {
      if (update.departureDate === null) return []
      const numbers = JSON.stringify(numbersOf(update))
      const rows = await db.all(
        // `unlikely`: see newestFirst.
        queryOf(sql`SELECT * FROM ${flights} WHERE tenant_id = ${tenantId}
          AND unlikely(departure_date = ${update.departureDate})
          AND unlikely(flight_number IN (SELECT j.value FROM json_each(${numbers}) j))`),
      )
      return spokenOf(rows.map(toFlight), update)
    },

    insert: (flight) => statement(orm.insert(flights).values(flight), { unique: taken }),

    update(before, after, otherwise = changedMeanwhile('flight')) {
      const { tenantId: _tenant, id: _id, createdAt: _created, ...values } = after
      return statement(
        orm
          .update(flights)
          .set({ ...values, pollPlanned: false })
          .where(and(mine, eq(flights.id, before.id), eq(flights.version, before.version))),
        { expects: { rows: 1, otherwise }, unique: taken },
      )
    },

    holdStatus: (flight) =>
      statement(
        orm
          .update(flights)
          .set({ status: flight.status })
          .where(
            and(
              mine,
              eq(flights.id, flight.id),
              eq(flights.status, flight.status),
              eq(flights.flightNumber, flight.flightNumber),
              eq(flights.departureDate, flight.departureDate),
              eq(flights.origin, flight.origin),
              eq(flights.destination, flight.destination),
            ),
          ),
        { expects: { rows: 1, otherwise: changedMeanwhile('flight') } },
      ),

    holdEmpty: (flight) =>
      statement(
        sql`UPDATE flights SET status = status WHERE tenant_id = ${tenantId} AND id = ${flight.id} AND NOT EXISTS
          (SELECT 1 FROM bags b WHERE b.tenant_id = ${tenantId} AND ${onFlight('b', flight.id)})`,
        { expects: { rows: 1, otherwise: hasBags } },
      ),

    async claimSync(id, now, every) {
      const [claimed] = await db.commit([
        statement(
          orm
            .update(flights)
            .set({ syncedAt: now })
            .where(and(mine, eq(flights.id, id), or(isNull(flights.syncedAt), lte(flights.syncedAt, now - every))))
            .returning({ id: flights.id }),
        ),
      ])
      return (claimed ?? []).length > 0
    },

    cascade(flight, move, stamp) {
      const bagsMoved = sql`${onFlight('b', flight.id)} AND +b.status = ${move.from}`
      const cascade = Bag.cascadeOf(move.from, move.to)
      const step = move.to === 'arrived' ? 1 : 0
      const leavesFlight = move.to === 'sealed'
      const bagMoves = sql`UPDATE bags SET status = ${move.to}, version = version + 1, updated_at = ${stamp.now}
        ${leavesFlight ? sql`, flight_id = NULL` : sql``}
        WHERE tenant_id = ${tenantId} AND ${onFlight('bags', flight.id)} AND +status = ${move.from}`
      return [
        ...(cascade ? cascadeStatements(tenantId, bagsMoved, cascade, stamp, step) : []),
        ...(leavesFlight ? [flyWith(tenantId, bagsMoved, null, stamp.now)] : []),
        statement(bagMoves),
      ]
    },

    tellDelay: (flight, delay, stamp) => delayStatements(tenantId, flight, delay, stamp),
  }
}
