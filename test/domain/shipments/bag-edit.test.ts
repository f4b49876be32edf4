import { describe, it } from 'vitest'
import type { BagStatus } from '../../../src/domain/shipments/bag.ts'
import { editBag, giveToCourier } from '../../../src/domain/shipments/bag-edit.ts'
import { aBag, MADE_AT } from '../../harness/shipment-factory.ts'
import { refusalOf } from '../refusal.ts'
import { BAG_TABLE, statesOf } from '../tables.ts'

const LATER = MADE_AT + 1

describe('a bag’s number and route', () => {
  it('change while it is open and empty', ({ expect }) => {
    const { bag, changed } = editBag(aBag(), { bagNumber: 'BAG-2', destination: 'EZE' }, LATER)
    expect(bag).toEqual({ ...aBag(), bagNumber: 'BAG-2', destination: 'EZE', version: 2, updatedAt: LATER })
    expect(changed).toEqual(['bagNumber', 'destination'])
  })

  it('are the same when nothing differs, in any status', ({ expect }) => {
    for (const status of statesOf(BAG_TABLE)) {
      const bag = aBag({ status, shipmentCount: 3 })
      expect(editBag(bag, { bagNumber: bag.bagNumber, origin: bag.origin }, LATER)).toEqual({ bag, changed: [] })
    }
  })

  it('are fixed but for the number once something is in it', ({ expect }) => {
    const full = aBag({ shipmentCount: 1 })
    expect(editBag(full, { bagNumber: 'BAG-2' }, LATER).bag.bagNumber).toBe('BAG-2')
    const refusal = refusalOf(() => editBag(full, { bagNumber: 'BAG-2', origin: 'BCN' }, LATER))
    expect([refusal?.code, refusal?.allowed]).toEqual(['conflict', ['bag_number']])
  })

  for (const status of statesOf(BAG_TABLE).filter((each) => each !== 'open')) {
    it(`are fixed when it is ${status}`, ({ expect }) => {
      expect(refusalOf(() => editBag(aBag({ status }), { bagNumber: 'BAG-2' }, LATER))?.code).toBe('conflict')
    })
  }

  it('lead somewhere', ({ expect }) => {
    const refusal = refusalOf(() => editBag(aBag(), { destination: 'MAD' }, LATER))
    expect([refusal?.code, refusal?.errors[0]?.pointer]).toEqual(['unprocessable', '/destination'])
  })
})

describe('a bag’s courier', () => {
  const OVER: readonly BagStatus[] = ['unpacked', 'cancelled']
  for (const status of statesOf(BAG_TABLE)) {
    it(`${OVER.includes(status) ? 'stays' : 'is given and taken away'} when it is ${status}`, ({ expect }) => {
      const give = () => giveToCourier(aBag({ status }), 'usr_1', LATER)
      if (OVER.includes(status)) {
        expect(refusalOf(give)?.code).toBe('conflict')
        return
      }
      const { bag } = give()
      expect([bag.courierUserId, bag.version, bag.updatedAt]).toEqual(['usr_1', 2, LATER])
      expect(giveToCourier(bag, null, LATER).bag.courierUserId).toBeNull()
      expect(giveToCourier(bag, 'usr_1', LATER)).toEqual({ bag, changed: false })
    })
  }
})
