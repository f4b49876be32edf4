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
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('bags_by_number').on(t.tenantId, t.bagNumber),
    index('bags_by_flight').on(t.tenantId, t.flightId, t.id).where(sql`flight_id IS NOT NULL`),
    index('bags_by_status').on(t.tenantId, t.status, t.id),
    index('bags_by_courier').on(t.tenantId, t.courierUserId, t.id).where(sql`courier_user_id IS NOT NULL`),
  ],
)
