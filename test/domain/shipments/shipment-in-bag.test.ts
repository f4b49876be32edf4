import { describe, it } from 'vitest'
import { Shipment } from '../../../src/domain/shipments/shipment.ts'
import { aBag, aShipment, aStamp, BY_STAFF, MADE_AT } from '../../harness/shipment-factory.ts'
import { refusalOf } from '../refusal.ts'
import { SHIPMENT_TABLE, statesOf } from '../tables.ts'

const LATER = MADE_AT + 1
const bag = aBag()
const put = (shipment: Shipment) => Shipment.putInBag(shipment, bag, BY_STAFF, aStamp(LATER))
const takeOut = (shipment: Shipment) => Shipment.takeOutOfBag(shipment, 'MAD', BY_STAFF, aStamp(LATER))

describe('putting a shipment into a bag', () => {
  it('receives one that was only announced: two lines in order, one new version', ({ expect }) => {
    const { shipment, events } = put(aShipment({ status: 'created', version: 1 }))
    expect(shipment).toMatchObject({ status: 'bagged', bagId: bag.id, version: 2, updatedAt: LATER })
    expect(Object.isFrozen(shipment)).toBe(true)
    expect(events).toMatchObject([
      { id: 'evt_1', status: 'received', code: 'RCS', airport: 'MAD', bagId: null, recordedAt: LATER },
      { id: 'evt_2', status: 'bagged', code: 'PRE', airport: 'MAD', bagId: bag.id, recordedAt: LATER },
    ])
  })

  it.for([{ status: 'received' }, { status: 'arrived' }] as const)(
    'that is $status writes one line',
    ({ status }, { expect }) => {
      const { shipment, events } = put(aShipment({ status, version: 4 }))
      expect(shipment).toMatchObject({ status: 'bagged', bagId: bag.id, version: 5 })
      expect(events).toMatchObject([{ status: 'bagged', code: 'PRE', bagId: bag.id }])
    },
  )

  it('a second time is the same as once', ({ expect }) => {
    const once = put(aShipment()).shipment
    expect(put(once)).toEqual({ shipment: once, events: [] })
  })

  it('that lies in another bag is a conflict', ({ expect }) => {
    expect(refusalOf(() => put(aShipment({ status: 'bagged', bagId: 'bag_other' }))).code).toBe('conflict')
  })

  it('that landed in another bag takes it out of that one', ({ expect }) => {
    const { shipment, events } = put(aShipment({ status: 'arrived', bagId: 'bag_other' }))
    expect(shipment.bagId).toBe(bag.id)
    expect(events).toMatchObject([{ status: 'bagged', bagId: bag.id }])
  })

  const closed = statesOf(SHIPMENT_TABLE).filter((s) => !['created', 'received', 'arrived', 'bagged'].includes(s))
  it.for(closed.map((status) => ({ status })))('is refused to one that is $status', ({ status }, { expect }) => {
    const refusal = refusalOf(() => put(aShipment({ status })))
    expect(refusal).toMatchObject({ code: 'invalid_transition', allowed: SHIPMENT_TABLE[status] })
  })
})

describe('taking a shipment out of its bag', () => {
  it.for([{ status: 'bagged' }, { status: 'in_transit' }] as const)(
    'that is $status makes it received and writes one line',
    ({ status }, { expect }) => {
      const { shipment, events } = takeOut(aShipment({ status, bagId: bag.id, version: 2 }))
      expect(shipment).toMatchObject({ status: 'received', bagId: null, version: 3, updatedAt: LATER })
      expect(events).toMatchObject([{ status: 'received', code: 'RCS', airport: 'MAD', bagId: null }])
    },
  )

  it('a second time is the same as once', ({ expect }) => {
    const out = takeOut(aShipment({ status: 'bagged', bagId: bag.id })).shipment
    expect(takeOut(out)).toEqual({ shipment: out, events: [] })
  })

  it('is a conflict when it is in none: nobody receives a shipment by that', ({ expect }) => {
    expect(refusalOf(() => takeOut(aShipment({ status: 'created' }))).code).toBe('conflict')
  })

  const elsewhere = statesOf(SHIPMENT_TABLE).filter((s) => !['created', 'received', 'bagged', 'in_transit'].includes(s))
  it.for(elsewhere.map((status) => ({ status })))('is refused to one that is $status', ({ status }, { expect }) => {
    const refusal = refusalOf(() => takeOut(aShipment({ status, bagId: bag.id })))
    expect(refusal).toMatchObject({ code: 'invalid_transition', allowed: SHIPMENT_TABLE[status] })
  })
})
