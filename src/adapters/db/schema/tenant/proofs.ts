import { sql } from 'drizzle-orm'
import { integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { PaymentStatus } from '../../../../domain/shipments/payment-status.ts'
import type { AttemptReason, ProofKind } from '../../../../domain/shipments/proof.ts'

export const proofs = sqliteTable(
  'proofs',
  {
    tenantId: text('tenant_id').notNull(),
    shipmentId: text('shipment_id').notNull(),
    id: text('id').notNull(),
    kind: text('kind').$type<ProofKind>().notNull(),
    reasonCode: text('reason_code').$type<AttemptReason>(),
    receiverName: text('receiver_name'),
    note: text('note'),
    latitude: real('latitude'),
    longitude: real('longitude'),
    signatureKey: text('signature_key'),
    photoKey: text('photo_key'),
    codAmount: integer('cod_amount'),
    codCurrency: text('cod_currency'),
    courier: text('courier').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.shipmentId, t.id] }),
    uniqueIndex('proofs_one_delivery').on(t.tenantId, t.shipmentId).where(sql`kind = 'delivery'`),
  ],
)

export const payments = sqliteTable(
  'payments',
  {
    tenantId: text('tenant_id').notNull(),
    shipmentId: text('shipment_id').notNull(),
    id: text('id').notNull(),
    fromStatus: text('from_status').$type<PaymentStatus>().notNull(),
    toStatus: text('to_status').$type<PaymentStatus>().notNull(),
    amount: integer('amount'),
    currency: text('currency'),
    note: text('note'),
    actor: text('actor').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.shipmentId, t.id] })],
)
