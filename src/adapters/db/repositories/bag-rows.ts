import type { InferInsertModel } from 'drizzle-orm'
import type { Row } from '../../../core/database.ts'
import { folded } from '../../../domain/folded.ts'
import type { Bag } from '../../../domain/shipments/bag.ts'
import { decode } from '../decode.ts'
import { bags } from '../schema/tenant/bags.ts'

export function toBag(row: Row): Bag {
  const { numberFolded: _lookedUpBy, ...bag } = decode(bags, row)
  return Object.freeze(bag)
}

export function fromBag(bag: Bag): InferInsertModel<typeof bags> {
  return { ...bag, numberFolded: folded(bag.bagNumber) }
}
