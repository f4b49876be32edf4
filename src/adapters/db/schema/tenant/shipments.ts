import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Locale } from '../../../../domain/auth/tenant.ts'
import type { PaymentMethod, PaymentStatus } from '../../../../domain/shipments/payment-status.ts'
import type { Address } from '../../../../domain/shipments/shipment.ts'
import type { ShipmentStatus } from '../../../../domain/shipments/shipment-status.ts'
import type { EventSource, TimeType } from '../../../../domain/shipments/tracking-event.ts'

export const shipments = sqliteTable(
  'shipments',
  {
    tenantId: text('tenant_id').notNull(),
    id: text('id').notNull(),
    trackingId: text('tracking_id').notNull(),
    status: text('status').$type<ShipmentStatus>().notNull(),
    paymentStatus: text('payment_status').$type<PaymentStatus>().notNull(),
    paymentMethod: text('payment_method').$type<PaymentMethod>().notNull(),
    origin: text('origin').notNull(),
    destination: text('destination').notNull(),
    senderName: text('sender_name').notNull(),
    senderPhone: text('sender_phone'),
    senderEmail: text('sender_email'),
    senderAddress: text('sender_address', { mode: 'json' }).$type<Address>(),
    recipientName: text('recipient_name').notNull(),
    recipientPhone: text('recipient_phone'),
    recipientEmail: text('recipient_email'),
    recipientAddress: text('recipient_address', { mode: 'json' }).$type<Address>(),
    weightGrams: integer('weight_grams').notNull(),
    pieces: integer('pieces').notNull(),
    description: text('description').notNull(),
    declaredAmount: integer('declared_amount'),
    declaredCurrency: text('declared_currency'),
    codAmount: integer('cod_amount'),
    codCurrency: text('cod_currency'),
    reference: text('reference'),
    awb: text('awb'),
    customerUserId: text('customer_user_id'),
    courierUserId: text('courier_user_id'),
    bagId: text('bag_id'),
    notifyEmail: integer('notify_email', { mode: 'boolean' }).notNull(),
    notifyWhatsapp: integer('notify_whatsapp', { mode: 'boolean' }).notNull(),
    notifyPush: integer('notify_push', { mode: 'boolean' }).notNull(),
    locale: text('locale').$type<Locale>().notNull(),
    version: integer('version').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    deliveredAt: integer('delivered_at'),
    flightId: text('flight_id'),
    recipientFolded: text('recipient_folded'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('shipments_by_tracking_id').on(t.tenantId, t.trackingId),
    index('shipments_by_status').on(t.tenantId, t.status, t.id),
    index('shipments_by_bag').on(t.tenantId, t.bagId, t.id).where(sql`bag_id IS NOT NULL`),
    index('shipments_by_payment_status').on(t.tenantId, t.paymentStatus, t.id),
    index('shipments_by_origin').on(t.tenantId, t.origin, t.id),
    index('shipments_by_destination').on(t.tenantId, t.destination, t.id),
    index('shipments_by_route').on(t.tenantId, t.origin, t.destination, t.id),
    index('shipments_by_flight').on(t.tenantId, t.flightId, t.id).where(sql`flight_id IS NOT NULL`),
    index('shipments_by_customer').on(t.tenantId, t.customerUserId, t.id).where(sql`customer_user_id IS NOT NULL`),
    index('shipments_by_courier').on(t.tenantId, t.courierUserId, t.id).where(sql`courier_user_id IS NOT NULL`),
    index('shipments_by_status_payment').on(t.tenantId, t.status, t.paymentStatus, t.id),
    index('shipments_by_status_origin').on(t.tenantId, t.status, t.origin, t.id),
    index('shipments_by_status_destination').on(t.tenantId, t.status, t.destination, t.id),
    index('shipments_by_bag_status').on(t.tenantId, t.bagId, t.status, t.id).where(sql`bag_id IS NOT NULL`),
    index('shipments_by_flight_status').on(t.tenantId, t.flightId, t.status, t.id).where(sql`flight_id IS NOT NULL`),
    index('shipments_by_customer_status')
      .on(t.tenantId, t.customerUserId, t.status, t.id)
      .where(sql`customer_user_id IS NOT NULL`),
    index('shipments_by_customer_payment')
      .on(t.tenantId, t.customerUserId, t.paymentStatus, t.id)
      .where(sql`customer_user_id IS NOT NULL`),
    index('shipments_by_courier_status')
      .on(t.tenantId, t.courierUserId, t.status, t.id)
      .where(sql`courier_user_id IS NOT NULL`),
    index('shipments_by_courier_bag')
      .on(t.tenantId, t.courierUserId, t.bagId, t.id)
      .where(sql`courier_user_id IS NOT NULL AND bag_id IS NOT NULL`),
    index('shipments_by_reference').on(t.tenantId, t.reference, t.id).where(sql`reference IS NOT NULL`),
    index('shipments_by_recipient').on(t.tenantId, t.recipientFolded, t.id).where(sql`recipient_folded IS NOT NULL`),
  ],
)

export const bagShipments = sqliteTable(
  'bag_shipments',
  {
    tenantId: text('tenant_id').notNull(),
    bagId: text('bag_id').notNull(),
    shipmentId: text('shipment_id').notNull(),
    addedAt: integer('added_at').notNull(),
    removedAt: integer('removed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.bagId, t.shipmentId, t.addedAt] }),
    uniqueIndex('bag_shipments_one_active_bag').on(t.tenantId, t.shipmentId).where(sql`removed_at IS NULL`),
  ],
)

export const trackingEvents = sqliteTable(
  'tracking_events',
  {
    tenantId: text('tenant_id').notNull(),
    shipmentId: text('shipment_id').notNull(),
    id: text('id').notNull(),
    status: text('status').$type<ShipmentStatus>().notNull(),
    code: text('code'),
    reasonCode: text('reason_code'),
    occurredAt: integer('occurred_at').notNull(),
    recordedAt: integer('recorded_at').notNull(),
    timeType: text('time_type').$type<TimeType>().notNull(),
    airport: text('airport'),
    flightId: text('flight_id'),
    bagId: text('bag_id'),
    actor: text('actor').notNull(),
    source: text('source').$type<EventSource>().notNull(),
    isPublic: integer('is_public', { mode: 'boolean' }).notNull(),
    note: text('note'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.shipmentId, t.id] })],
)

export const trackingWatchers = sqliteTable(
  'tracking_watchers',
  {
    tenantId: text('tenant_id').notNull(),
    shipmentId: text('shipment_id').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.shipmentId] })],
)
