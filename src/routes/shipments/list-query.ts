import { z } from '@hono/zod-openapi'
import type { ShipmentFilter } from '../../domain/shipments/lists.ts'
import { PAYMENT_STATUSES } from '../../domain/shipments/payment-status.ts'
import { SHIPMENT_STATUSES } from '../../domain/shipments/shipment-status.ts'
import { pageQuery } from '../cursor.ts'
import { iata, instant, line, withoutAbsent } from '../fields.ts'

const id = z.string().max(100).optional()

export const ListQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(SHIPMENT_STATUSES).optional(),
  payment_status: z.enum(PAYMENT_STATUSES).optional(),
  bag_id: id,
  flight_id: id.openapi({ description: 'The flight it is on, or the last one it flew on' }),
  origin: iata.optional(),
  destination: iata.optional(),
  customer_user_id: id,
  courier_user_id: id,
  q: line(100).optional().openapi({
    description: 'A tracking id, a reference, or the beginning of the recipient’s name; goes with no other filter',
  }),
  created_from: instant.optional().openapi({ description: 'Made then or later' }),
  created_to: instant.optional().openapi({ description: 'Made before' }),
})

/** The query's words in the domain's. */
export function filterOf(query: z.output<typeof ListQuery>): ShipmentFilter {
  return withoutAbsent({
    status: query.status,
    paymentStatus: query.payment_status,
    bagId: query.bag_id,
    flightId: query.flight_id,
    origin: query.origin,
    destination: query.destination,
    customerUserId: query.customer_user_id,
    courierUserId: query.courier_user_id,
    q: query.q,
    createdFrom: query.created_from,
    createdTo: query.created_to,
  })
}
