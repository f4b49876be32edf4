import type { z } from '@hono/zod-openapi'
import type { Bag } from '../../domain/shipments/bag.ts'
import { timeText } from '../fields.ts'
import type { BagSchema } from './schemas.ts'

/** How a bag leaves; both versions alike. */
export function presentBag(bag: Bag): z.output<typeof BagSchema> {
  return {
    id: bag.id,
    bag_number: bag.bagNumber,
    seal_number: bag.sealNumber,
    origin: bag.origin,
    destination: bag.destination,
    status: bag.status,
    flight_id: bag.flightId,
    courier_user_id: bag.courierUserId,
    shipment_count: bag.shipmentCount,
    total_weight_grams: bag.totalWeightGrams,
    version: bag.version,
    created_at: timeText(bag.createdAt),
    updated_at: timeText(bag.updatedAt),
  }
}
