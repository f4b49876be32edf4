import { DomainError } from '../errors.ts'
import { ACTIVE_BAG_STATUSES, type Bag } from './bag.ts'

/** What may be changed of a bag beside its way. What is absent stays as it is. */
export interface BagEdit {
  readonly bagNumber?: string
  readonly origin?: string
  readonly destination?: string
}
export type BagField = keyof BagEdit
const FIELDS: readonly BagField[] = ['bagNumber', 'origin', 'destination']

/**
 * A bag with another number or route. Its number stands on its label until it is sealed; its route is what its shipments were
 * let in by, so only an empty one gets another. Throws `conflict` when it is not open or not empty, `unprocessable`
 * when it would go nowhere.
 */
export function editBag(bag: Bag, edit: BagEdit, now: number): { bag: Bag; changed: readonly BagField[] } {
  const changed = FIELDS.filter((field) => edit[field] !== undefined && edit[field] !== bag[field])
  if (changed.length === 0) return { bag, changed }
  if (bag.status !== 'open') {
    throw new DomainError('conflict', `The bag is ${bag.status}. Its number and route change only while it is open.`)
  }
  if (bag.shipmentCount > 0 && changed.some((field) => field !== 'bagNumber')) {
    throw new DomainError('conflict', 'The bag’s route changes only while it is empty. Take its shipments out first.', {
      allowed: ['bag_number'],
    })
  }
  const next: Bag = Object.freeze({ ...bag, ...edit, version: bag.version + 1, updatedAt: now })
  if (next.origin === next.destination) {
    const message = 'The destination is the origin. Name another airport.'
    throw new DomainError('unprocessable', 'The bag goes nowhere.', { errors: [{ pointer: '/destination', message }] })
  }
  return { bag: next, changed }
}

/** Gives the bag to a courier, or to none. Throws `conflict` when its way is over. */
export function giveToCourier(bag: Bag, courierUserId: string | null, now: number): { bag: Bag; changed: boolean } {
  if (bag.courierUserId === courierUserId) return { bag, changed: false }
  if (!ACTIVE_BAG_STATUSES.includes(bag.status)) {
    throw new DomainError('conflict', `The bag is ${bag.status}: there is nothing in it to bring.`)
  }
  return { bag: Object.freeze({ ...bag, courierUserId, version: bag.version + 1, updatedAt: now }), changed: true }
}
