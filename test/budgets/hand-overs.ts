import type { TenantContext } from '../../src/use-cases/context.ts'
import { listCourierBagShipments } from '../../src/use-cases/courier/list-courier-bag-shipments.ts'
import { listCourierBags } from '../../src/use-cases/courier/list-courier-bags.ts'
import { listCourierShipments } from '../../src/use-cases/courier/list-courier-shipments.ts'
import { type MarkDelivered, markDelivered } from '../../src/use-cases/courier/mark-delivered.ts'
import { recordAttempt } from '../../src/use-cases/courier/record-attempt.ts'
import { createShipment } from '../../src/use-cases/shipments/create-shipment.ts'
import { getProof } from '../../src/use-cases/shipments/get-proof.ts'
import { recordPayment } from '../../src/use-cases/shipments/record-payment.ts'
import { transitionShipment } from '../../src/use-cases/shipments/transition-shipment.ts'
import { aNewShipment } from '../harness/shipment-factory.ts'

const PAGE = { limit: 2, after: null }
export const COD = { amount: 4500, currency: 'EUR' }

/** A delivery without pictures: what they cost is R2's. */
export const aDelivery = (shipmentId: string): MarkDelivered => ({
  shipmentId,
  receiverName: 'Beto Ruiz',
  latitude: null,
  longitude: null,
  note: null,
  signature: null,
  photo: null,
  codCollected: COD,
})

/** A parcel with cash to collect, out for delivery. */
export async function aParcelOut(ctx: TenantContext): Promise<string> {
  const { id } = await createShipment(ctx, aNewShipment({ paymentMethod: 'cod', codAmount: COD }))
  for (const to of ['received', 'out_for_delivery'] as const) await transitionShipment(ctx, { id, to })
  return id
}

/** What a courier does in a day. */
export async function handOvers(ctx: TenantContext, bagId: string): Promise<void> {
  const id = await aParcelOut(ctx)
  const part = { amount: 1500, currency: 'EUR' }
  await recordPayment(ctx, { shipmentId: id, to: 'partially_paid', amount: part, note: null })
  await recordAttempt(ctx, { shipmentId: id, reasonCode: 'not_home', note: null, photo: null })
  await markDelivered(ctx, { ...aDelivery(id), codCollected: { amount: 3000, currency: 'EUR' } })
  await getProof(ctx, id)
  const status = undefined
  await listCourierBags(ctx, { status, page: PAGE })
  await listCourierShipments(ctx, { status, page: PAGE })
  await listCourierShipments(ctx, { status: 'out_for_delivery', page: { limit: 2, after: id } })
  await listCourierBagShipments(ctx, { bagId, page: PAGE }).catch(() => null)
}
