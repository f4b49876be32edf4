import type { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Bag } from '../../domain/shipments/bag.ts'
import type { Piece, Receiving } from '../../domain/shipments/receiving.ts'
import type { ReceivedBag } from '../../use-cases/bags/receive-bag.ts'
import { tag } from '../conditional.ts'
import { timeText } from '../fields.ts'
import type { AppEnv } from '../scope.ts'
import type { BagSchema, ReceivingSchema } from './schemas.ts'

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

const presentPiece = (piece: Piece) => ({
  shipment_id: piece.shipmentId,
  tracking_id: piece.trackingId,
  status: piece.status,
})

/** What a scan and a bag's list did not have in common; both versions alike. */
function presentReceiving(receiving: Receiving): z.output<typeof ReceivingSchema> {
  return {
    present_count: receiving.present.length,
    short: receiving.short.map(presentPiece),
    extra: receiving.extra.map(presentPiece),
    damaged: receiving.damaged.map(presentPiece),
    unknown: [...receiving.unknown],
  }
}

/** Presents the bag that an answer shows, with its version as the ETag. */
export const taggedBag = (c: Context<AppEnv>) => (bag: Bag) => {
  tag(c, bag)
  return presentBag(bag)
}

export const taggedReceived =
  (c: Context<AppEnv>) =>
  ({ bag, receiving }: ReceivedBag) => ({ ...taggedBag(c)(bag), ...presentReceiving(receiving) })
