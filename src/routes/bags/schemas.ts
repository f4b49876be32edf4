import { z } from '@hono/zod-openapi'
import { BAG_STATUSES } from '../../domain/shipments/bag.ts'
import { pageQuery } from '../cursor.ts'
import { iata, idField, line } from '../fields.ts'

export const NewBagSchema = z
  .strictObject({ bag_number: line(50).openapi({ example: 'MAD-EZE-0042' }), origin: iata, destination: iata })
  .openapi('NewBag')

export const ListQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(BAG_STATUSES).optional(),
  flight_id: z.string().optional(),
})

export const AddShipmentsSchema = z
  .strictObject({ shipment_ids: z.array(idField('shp')).min(1).max(500, 'At most 500 at a time.') })
  .openapi('AddShipments')

export const BagTransitionSchema = z
  .strictObject({ to: z.enum(BAG_STATUSES), seal_number: line(50).optional() })
  .openapi('BagTransition')

export const LoadSchema = z
  .strictObject({
    flight_id: idField('flt'),
    connection: z
      .boolean()
      .default(false)
      .openapi({ description: 'The flight ends on the way, not at the bag’s destination' }),
  })
  .openapi('LoadBag')

export const BagSchema = z
  .object({
    id: z.string(),
    bag_number: z.string(),
    seal_number: z.string().nullable(),
    origin: z.string(),
    destination: z.string(),
    status: z.enum(BAG_STATUSES),
    flight_id: z.string().nullable(),
    courier_user_id: z.string().nullable(),
    shipment_count: z.number().int(),
    total_weight_grams: z.number().int(),
    version: z.number().int(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .openapi('Bag')
