import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const flightPolls = sqliteTable(
  'flight_polls',
  {
    flightNumber: text('flight_number').notNull(),
    departureDate: text('departure_date').notNull(),
    nextPollAt: integer('next_poll_at').notNull(),
    turn: integer('turn').notNull().default(0),
    heldUntil: integer('held_until'),
    polledAt: integer('polled_at'),
    fruitless: integer('fruitless').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.flightNumber, t.departureDate] }), index('flight_polls_due').on(t.nextPollAt)],
)

export const polledFlights = sqliteTable(
  'polled_flights',
  {
    flightNumber: text('flight_number').notNull(),
    departureDate: text('departure_date').notNull(),
    tenantId: text('tenant_id').notNull(),
    flightId: text('flight_id').notNull(),
    endsAt: integer('ends_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.flightNumber, t.departureDate, t.tenantId, t.flightId] })],
)

export const flightPollBudgets = sqliteTable('flight_poll_budgets', {
  provider: text('provider').notNull().primaryKey(),
  day: text('day').notNull(),
  used: integer('used').notNull(),
  toldDay: text('told_day'),
  restsUntil: integer('rests_until'),
})
