import { z } from '@hono/zod-openapi'
import { BAG_STATUSES } from '../../domain/shipments/bag.ts'
import type { BagEdit } from '../../domain/shipments/bag-edit.ts'
import type { BagFilter } from '../../domain/shipments/lists.ts'
import { SHIPMENT_STATUSES } from '../../domain/shipments/shipment-status.ts'
import { pageQuery } from '../cursor.ts'
import { iata, idField, line, trackingId, withoutAbsent } from '../fields.ts'

export const NewBagSchema = z
  .strictObject({ bag_number: line(50).openapi({ example: 'MAD-EZE-0042' }), origin: iata, destination: iata })
  .openapi('NewBag')

const id = z.string().max(100).optional()

export const ListQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(BAG_STATUSES).optional(),
  flight_id: id,
  courier_user_id: id,
  origin: iata.optional(),
  destination: iata.optional(),
  q: line(50).optional().openapi({ description: 'The beginning of the bag’s number; goes with no other filter' }),
})

/** The query's words in the domain's. */
export function filterOf(query: z.output<typeof ListQuery>): BagFilter {
  return withoutAbsent({
    status: query.status,
    flightId: query.flight_id,
    courierUserId: query.courier_user_id,
    origin: query.origin,
    destination: query.destination,
    q: query.q,
  })
}

/** What is absent stays as it is. */
export const UpdateBagSchema = z
  .strictObject({ bag_number: line(50).optional(), origin: iata.optional(), destination: iata.optional() })
  .openapi('UpdateBag')

/** The body's words in the domain's. */
export function bagEditOf(body: z.output<typeof UpdateBagSchema>): BagEdit {
  return withoutAbsent({ bagNumber: body.bag_number, origin: body.origin, destination: body.destination })
}

export const BagCourierSchema = z.strictObject({ user_id: idField('usr').nullable() }).openapi('BagCourier')

export const AddShipmentsSchema = z
  .strictObject({ shipment_ids: z.array(idField('shp')).min(1).max(500, 'At most 500 at a time.') })
  .openapi('AddShipments')

const trackingIds = z.array(trackingId).max(10_000, 'At most 10,000 at a time.')

export const BagTransitionSchema = z
  .strictObject({
    to: z.enum(BAG_STATUSES),
    seal_number: line(50).optional(),
    scanned_tracking_ids: trackingIds.optional().openapi({
      description: 'With "to": "received": what came out of the bag. Left out, the list is taken as complete',
    }),
    damaged_tracking_ids: trackingIds.optional().openapi({ description: 'Those of them that came out damaged' }),
  })
  .refine((step) => step.to === 'received' || !step.scanned_tracking_ids, {
    path: ['scanned_tracking_ids'],
    message: 'This goes with "to": "received" only.',
  })
  .refine((step) => !step.damaged_tracking_ids || step.scanned_tracking_ids, {
    path: ['damaged_tracking_ids'],
    message: 'This goes with scanned_tracking_ids only.',
  })
  .openapi('BagTransition')

/** What was scanned out of a bag, in the domain's words; null when nothing was said of it. */
export function scanOf(step: z.output<typeof BagTransitionSchema>) {
  const { scanned_tracking_ids: scanned, damaged_tracking_ids: damaged = [] } = step
  return scanned ? { scannedTrackingIds: scanned, damagedTrackingIds: damaged } : null
}

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

const PieceSchema = z
  .object({ shipment_id: z.string(), tracking_id: z.string(), status: z.enum(SHIPMENT_STATUSES) })
  .openapi('Piece')

export const ReceivingSchema = z.object({
  present_count: z.number().int(),
  short: z.array(PieceSchema).openapi({ description: 'On the list, not scanned' }),
  extra: z.array(PieceSchema).openapi({ description: 'Scanned, not on the list' }),
  damaged: z.array(PieceSchema),
  unknown: z.array(z.string()).openapi({ description: 'Scanned tracking ids of no shipment of this company' }),
})

/** The bag after a step; received by what was scanned, also what did not fit. */
export const TransitionedBagSchema = BagSchema.extend(ReceivingSchema.partial().shape).openapi('TransitionedBag')
