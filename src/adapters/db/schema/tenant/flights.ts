import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Flight } from '../../../../domain/shipments/flight.ts'
import type { FlightStatus } from '../../../../domain/shipments/flight-status.ts'

export const flights = sqliteTable(
  'flights',
  {
    tenantId: text('tenant_id').notNull(),
    id: text('id').notNull(),
    flightNumber: text('flight_number').notNull(),
    departureDate: text('departure_date').notNull(),
    origin: text('origin').notNull(),
    destination: text('destination').notNull(),
    status: text('status').$type<FlightStatus>().notNull(),
    providerStatus: text('provider_status'),
    scheduledDeparture: integer('scheduled_departure'),
    estimatedDeparture: integer('estimated_departure'),
    actualDeparture: integer('actual_departure'),
    scheduledArrival: integer('scheduled_arrival'),
    estimatedArrival: integer('estimated_arrival'),
    actualArrival: integer('actual_arrival'),
    terminal: text('terminal'),
    gate: text('gate'),
    arrivalTerminal: text('arrival_terminal'),
    baggageBelt: text('baggage_belt'),
    aircraft: text('aircraft'),
    provider: text('provider'),
    lastProviderUpdateAt: integer('last_provider_update_at'),
    toldAt: text('told_at', { mode: 'json' }).$type<Flight['toldAt']>().notNull().default({}),
    version: integer('version').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('flights_by_identity').on(t.tenantId, t.flightNumber, t.departureDate, t.origin),
    index('flights_by_date').on(t.tenantId, t.departureDate, t.id),
    index('flights_by_status').on(t.tenantId, t.status, t.id),
  ],
)
