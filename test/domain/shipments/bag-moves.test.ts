import { describe, it } from 'vitest'
import { ACTIVE_BAG_STATUSES, BAG_STATUSES, Bag, type BagStatus } from '../../../src/domain/shipments/bag.ts'
import { aBag, MADE_AT } from '../../harness/shipment-factory.ts'
import { refusalOf } from '../refusal.ts'
import { BAG_TABLE, pairsOf, statesOf } from '../tables.ts'

const LATER = MADE_AT + 60_000
const pairs = pairsOf(BAG_TABLE)

/** A move with all that any move may need. */
const move = (bag: Bag, to: BagStatus) =>
  Bag.transition(bag, { to, sealNumber: 'SEAL-7', flightId: 'flt_1' }, { now: LATER })

const bagIn = (status: BagStatus) => aBag({ status, version: 3, sealNumber: 'SEAL-7', flightId: 'flt_1' })

describe('the statuses of a bag', () => {
  it('are those of the design, and no others', ({ expect }) => {
    expect([...BAG_STATUSES].sort()).toEqual([...statesOf(BAG_TABLE)].sort())
  })

  it('hold shipments until the bag is unpacked or cancelled', ({ expect }) => {
    expect([...ACTIVE_BAG_STATUSES, 'unpacked', 'cancelled'].sort()).toEqual([...statesOf(BAG_TABLE)].sort())
  })

  it.for(pairs.filter((pair) => pair.isAllowed))('lead from $from to $to', ({ from, to }, { expect }) => {
    const before = bagIn(from)
    const { bag, changed } = move(before, to)
    expect(changed).toBe(true)
    expect(bag).toMatchObject({ status: to, version: 4, updatedAt: LATER, createdAt: MADE_AT })
    expect(Object.isFrozen(bag)).toBe(true)
    expect(before).toMatchObject({ status: from, version: 3 })
  })

  it.for(pairs.filter((pair) => !pair.isAllowed && pair.from !== pair.to))(
    'do not lead from $from to $to, and the refusal lists what they lead to',
    ({ from, to }, { expect }) => {
      const refusal = refusalOf(() => move(bagIn(from), to))
      expect(refusal).toMatchObject({ code: 'invalid_transition', allowed: BAG_TABLE[from] })
    },
  )

  it.for(statesOf(BAG_TABLE).map((status) => ({ status })))(
    'are not entered twice: $status again changes nothing',
    ({ status }, { expect }) => {
      const before = bagIn(status)
      const outcome = move(before, status)
      expect(outcome.bag).toBe(before)
      expect(outcome).toMatchObject({ changed: false, cascade: null })
    },
  )
})

const LINES = {
  'sealed loaded': { from: 'bagged', to: 'bagged', code: 'MAN', reasonCode: null, leavesBag: false },
  'loaded sealed': { from: 'bagged', to: 'bagged', code: 'DIS', reasonCode: 'offloaded', leavesBag: false },
  'loaded in_transit': { from: 'bagged', to: 'in_transit', code: 'DEP', reasonCode: null, leavesBag: false },
  'in_transit arrived': { from: 'in_transit', to: 'arrived', code: 'ARR', reasonCode: null, leavesBag: false },
  'arrived received': { from: 'arrived', to: 'arrived', code: 'RCF', reasonCode: null, leavesBag: false },
  'received unpacked': { from: 'arrived', to: 'arrived', code: 'AWD', reasonCode: null, leavesBag: true },
} as const

describe('what a move of a bag does to its shipments', () => {
  it.for(pairs.filter((pair) => pair.isAllowed))('is told for $from to $to', ({ from, to }, { expect }) => {
    const expected = Object.entries(LINES).find(([key]) => key === `${from} ${to}`)?.[1] ?? null
    expect(Bag.cascadeOf(from, to)).toEqual(expected)
    expect(move(bagIn(from), to).cascade).toEqual(expected)
  })

  it('never delivers one', ({ expect }) => {
    for (const { from, to } of pairs) expect(Bag.cascadeOf(from, to)?.to).not.toBe('delivered')
  })
})
