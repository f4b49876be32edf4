/** The tables of the domain, written out a second time on purpose: the code's own are held against these. */

export const SHIPMENT_TABLE = {
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
} as const

export const SHIPMENT_CODES = {
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
} as const

export const BAG_TABLE = {
  open: ['sealed', 'cancelled'],
  sealed: ['open', 'loaded'],
  loaded: ['sealed', 'in_transit'],
  in_transit: ['arrived'],
  arrived: ['received'],
  received: ['unpacked'],
  unpacked: [],
  cancelled: [],
} as const

export const PAYMENT_TABLE = {
  pending: ['paid', 'partially_paid', 'failed', 'waived'],
  partially_paid: ['paid', 'refunded'],
  paid: ['refunded'],
  failed: ['pending'],
  waived: [],
  refunded: [],
} as const

export const DELIVERY_TABLE = {
  queued: ['sent', 'delivered', 'read', 'failed', 'suppressed'],
  sent: ['delivered', 'read', 'failed'],
  delivered: ['read'],
  read: [],
  failed: ['queued', 'delivered', 'read'],
  suppressed: [],
} as const

type Table = Readonly<Record<string, readonly string[]>>

/** The states of a table, typed. */
export function statesOf<T extends Table>(table: T): readonly (keyof T & string)[] {
  return Object.keys(table)
}

/** The full cross product of a table's states: every pair, and whether the table leads from the one to the other. */
export function pairsOf<T extends Table>(
  table: T,
): readonly { from: keyof T & string; to: keyof T & string; isAllowed: boolean }[] {
  return statesOf(table).flatMap((from) =>
    statesOf(table).map((to) => ({ from, to, isAllowed: table[from]?.includes(to) ?? false })),
  )
}
