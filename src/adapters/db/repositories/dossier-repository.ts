import { and, asc, eq } from 'drizzle-orm'
import { orm, queryOf, type Row, statement, type TenantDatabase } from '../../../core/database.ts'
import type { DossierRepository } from '../../../domain/shipments/dossier-ports.ts'
import type { Payment } from '../../../domain/shipments/payment.ts'
import type { Proof } from '../../../domain/shipments/proof.ts'
import { decode } from '../decode.ts'
import { payments, proofs } from '../schema/tenant/proofs.ts'
import { shipments } from '../schema/tenant/shipments.ts'
import { changedMeanwhile } from './shipment-repository.ts'
import { money, toShipment } from './shipment-rows.ts'

function toProof(row: Row): Proof {
  const { codAmount, codCurrency, ...same } = decode(proofs, row)
  return Object.freeze({ ...same, codCollected: money(codAmount, codCurrency) })
}

function toPayment(row: Row): Payment {
  const { fromStatus, toStatus, amount, currency, ...same } = decode(payments, row)
  return Object.freeze({ ...same, from: fromStatus, to: toStatus, amount: money(amount, currency) })
}

/** What belongs to a shipment beside its timeline: proofs and payments. */
export function createDossierRepository(db: TenantDatabase): DossierRepository {
  const { tenantId } = db
  const allOf = (table: typeof proofs | typeof payments, shipmentId: string) =>
    queryOf(
      orm
        .select()
        .from(table)
        .where(and(eq(table.tenantId, tenantId), eq(table.shipmentId, shipmentId)))
        .orderBy(asc(table.id)),
    )

  return {
    async find(shipmentId) {
      const [found, told, paid] = await db.allOf([
        queryOf(
          orm
            .select()
            .from(shipments)
            .where(and(eq(shipments.tenantId, tenantId), eq(shipments.id, shipmentId))),
        ),
        allOf(proofs, shipmentId),
        allOf(payments, shipmentId),
      ])
      const row = found?.[0]
      if (!row) return null
      return {
        shipment: toShipment(row),
        proofs: (told ?? []).map(toProof),
        payments: (paid ?? []).map(toPayment),
      }
    },

    insertProof({ codCollected, ...proof }) {
      const values = { ...proof, codAmount: codCollected?.amount ?? null, codCurrency: codCollected?.currency ?? null }
      return statement(orm.insert(proofs).values(values), {
        unique: { 'proofs.tenant_id, proofs.shipment_id': changedMeanwhile('shipment') },
      })
    },

    insertPayments: (steps) =>
      steps.map(({ from, to, amount, ...payment }) =>
        statement(
          orm.insert(payments).values({
            ...payment,
            fromStatus: from,
            toStatus: to,
            amount: amount?.amount ?? null,
            currency: amount?.currency ?? null,
          }),
        ),
      ),
  }
}
