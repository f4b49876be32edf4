import type { StateTable } from '../state-table.ts'

export const SHIPMENT_STATUSES = [
  'created',
  'received',
  'bagged',
  'in_transit',
  'arrived',
  'customs_hold',
  'available_for_pickup',
  'out_for_delivery',
  'delivery_failed',
  'delivered',
  'returned',
  'lost',
  'cancelled',
] as const
export type ShipmentStatus = (typeof SHIPMENT_STATUSES)[number]

/** What a shipment may become. A landed flight makes it `arrived`; only a person makes it `delivered`. */
export const SHIPMENT_MOVES: StateTable<ShipmentStatus> = {
  created: ['received', 'cancelled'],
  received: ['bagged', 'customs_hold', 'out_for_delivery', 'returned', 'cancelled', 'lost'],
  bagged: ['received', 'in_transit', 'lost'],
  in_transit: ['arrived', 'received', 'lost'],
  arrived: ['customs_hold', 'available_for_pickup', 'out_for_delivery', 'delivered', 'returned', 'bagged', 'lost'],
  customs_hold: ['arrived', 'available_for_pickup', 'out_for_delivery', 'returned'],
  available_for_pickup: ['out_for_delivery', 'delivered', 'returned'],
  out_for_delivery: ['delivered', 'delivery_failed', 'returned'],
  delivery_failed: ['out_for_delivery', 'available_for_pickup', 'arrived', 'returned'],
  delivered: [],
  returned: [],
  lost: [],
  cancelled: [],
}

/** The IATA FSU code that says the same to another system, where there is one. */
export const STATUS_CODES: Readonly<Record<ShipmentStatus, string | null>> = {
  created: 'BKD',
  received: 'RCS',
  bagged: 'PRE',
  in_transit: 'DEP',
  arrived: 'ARR',
  customs_hold: 'TGC',
  available_for_pickup: 'NFD',
  out_for_delivery: null,
  delivery_failed: null,
  delivered: 'DLV',
  returned: null,
  lost: 'DIS',
  cancelled: null,
}
