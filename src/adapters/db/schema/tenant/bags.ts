import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { BagStatus } from '../../../../domain/shipments/bag.ts'

export const bags = sqliteTable(
  'bags',
  {
    tenantId: text('tenant_id').notNull(),
    id: text('id').notNull(),
    bagNumber: text('bag_number').notNull(),
    sealNumber: text('seal_number'),
    origin: text('origin').notNull(),
    destination: text('destination').notNull(),
    status: text('status').$type<BagStatus>().notNull(),
    flightId: text('flight_id'),
    courierUserId: text('courier_user_id'),
    shipmentCount: integer('shipment_count').notNull(),
    totalWeightGrams: integer('total_weight_grams').notNull(),
    version: integer('version').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    numberFolded: text('number_folded'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('bags_by_number').on(t.tenantId, t.bagNumber),
    index('bags_by_flight').on(t.tenantId, t.flightId, t.id).where(sql`flight_id IS NOT NULL`),
    index('bags_by_status').on(t.tenantId, t.status, t.id),
    index('bags_by_courier').on(t.tenantId, t.courierUserId, t.id).where(sql`courier_user_id IS NOT NULL`),
    index('bags_by_origin').on(t.tenantId, t.origin, t.id),
    index('bags_by_destination').on(t.tenantId, t.destination, t.id),
    index('bags_by_route').on(t.tenantId, t.origin, t.destination, t.id),
    index('bags_by_status_origin').on(t.tenantId, t.status, t.origin, t.id),
    index('bags_by_status_destination').on(t.tenantId, t.status, t.destination, t.id),
    index('bags_by_status_route').on(t.tenantId, t.status, t.origin, t.destination, t.id),
    index('bags_by_flight_status').on(t.tenantId, t.flightId, t.status, t.id).where(sql`flight_id IS NOT NULL`),
    index('bags_by_courier_status')
      .on(t.tenantId, t.courierUserId, t.status, t.id)
      .where(sql`courier_user_id IS NOT NULL`),
    index('bags_by_folded_number').on(t.tenantId, t.numberFolded, t.id).where(sql`number_folded IS NOT NULL`),
  ],
)
