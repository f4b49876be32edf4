import { DomainError, type FieldError } from '../errors.ts'
import type { BagStatus } from './bag.ts'
import type { PaymentStatus } from './payment-status.ts'
import type { ShipmentStatus } from './shipment-status.ts'

/** What a list of shipments may be narrowed to by equality. */
export interface ShipmentEquals {
  readonly status?: ShipmentStatus
  readonly paymentStatus?: PaymentStatus
  readonly bagId?: string
  /** The flight that its bag is loaded on, or the last one it flew on. */
  readonly flightId?: string
  readonly origin?: string
  readonly destination?: string
  readonly customerUserId?: string
  readonly courierUserId?: string
}

export interface BagEquals {
  readonly status?: BagStatus
  readonly flightId?: string
  readonly courierUserId?: string
  readonly origin?: string
  readonly destination?: string
}

/** Beside what must be equal: when it was made, ms UTC, from the first and before the second; or a search, which stands alone. */
interface Narrowed {
  readonly createdFrom?: number
  readonly createdTo?: number
  readonly q?: string
}
export type ShipmentFilter = ShipmentEquals & Narrowed
export type BagFilter = BagEquals & Pick<Narrowed, 'q'>

/**
 * The filters that are offered together, each in the order of an index's columns: a page is one range of that index, so it
 * reads what it shows and one row more, however many there are. One more line here is one more index in a migration.
 */
export const SHIPMENT_LISTS = [
  [],
  ['status'],
  ['paymentStatus'],
  ['bagId'],
  ['flightId'],
  ['origin'],
  ['destination'],
  ['customerUserId'],
  ['courierUserId'],
  ['status', 'paymentStatus'],
  ['status', 'origin'],
  ['status', 'destination'],
  ['origin', 'destination'],
  ['bagId', 'status'],
  ['flightId', 'status'],
  ['customerUserId', 'status'],
  ['customerUserId', 'paymentStatus'],
  ['courierUserId', 'status'],
  ['courierUserId', 'bagId'],
] as const satisfies readonly (readonly (keyof ShipmentEquals)[])[]

/** The same for bags. */
export const BAG_LISTS = [
  [],
  ['status'],
  ['flightId'],
  ['courierUserId'],
  ['origin'],
  ['destination'],
  ['status', 'origin'],
  ['status', 'destination'],
  ['origin', 'destination'],
  ['status', 'origin', 'destination'],
  ['flightId', 'status'],
  ['courierUserId', 'status'],
] as const satisfies readonly (readonly (keyof BagEquals)[])[]

/** What lists of shipments and bags offer beside equality. */
const SEARCHED_TOO = '; and q alone. created_from and created_to go with any but q, where there are such.'

/** `customerUserId` -> `customer_user_id`, as callers write it. */
const wireName = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * The list that a filter asks for: its fields in the order of their index; for a search none.
 * Throws `unprocessable` for filters that are not offered together, with those that are.
 * @param more what the message says after them
 */
export function offeredList<F extends string>(
  lists: readonly (readonly F[])[],
  filter: Readonly<Partial<Record<F | keyof Narrowed, unknown>>>,
  more = SEARCHED_TOO,
): readonly F[] {
  const given = Object.keys(filter).filter((name) => filter[name as F | keyof Narrowed] !== undefined)
  const equals = given.filter((name) => name !== 'createdFrom' && name !== 'createdTo' && name !== 'q')
  const list = lists.find((fields) => fields.length === equals.length && fields.every((name) => equals.includes(name)))
  const searchesAlone = !given.includes('q') || given.length === 1
  if (list && searchesAlone) return list
  const offered = lists.filter((fields) => fields.length > 0).map((fields) => fields.map(wireName).join(' + '))
  const message = `These filters are not offered together. Offered are: ${offered.join('; ')}${more}`
  const errors: FieldError[] = given.map((name) => ({ pointer: `query:${wireName(name)}`, message }))
  throw new DomainError('unprocessable', message, { errors })
}
