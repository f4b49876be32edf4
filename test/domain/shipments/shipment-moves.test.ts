import { describe, it } from 'vitest'
import { Shipment, type ShipmentOutcome } from '../../../src/domain/shipments/shipment.ts'
import { SHIPMENT_STATUSES, STATUS_CODES } from '../../../src/domain/shipments/shipment-status.ts'
import { aBag, aShipment, aStamp, BY_STAFF, MADE_AT } from '../../harness/shipment-factory.ts'
import { refusalOf } from '../refusal.ts'
import { pairsOf, SHIPMENT_CODES, SHIPMENT_TABLE, statesOf } from '../tables.ts'

type Status = keyof typeof SHIPMENT_TABLE
const LATER = MADE_AT + 60_000

/** The act that makes a shipment `to`: going into a bag has its own. */
function step(shipment: Shipment, to: Status): ShipmentOutcome {
  return to === 'bagged'
    ? Shipment.putInBag(shipment, aBag(), BY_STAFF, aStamp(LATER))
    : Shipment.transition(shipment, { to }, BY_STAFF, aStamp(LATER))
}

const pairs = pairsOf(SHIPMENT_TABLE)
// A created shipment goes into a bag by being received on the way: two steps, told elsewhere.
const single = pairs.filter(({ from, to }) => !(from === 'created' && to === 'bagged'))

describe('the statuses of a shipment', () => {
  it('are those of the design, and no others', ({ expect }) => {
    expect([...SHIPMENT_STATUSES].sort()).toEqual([...statesOf(SHIPMENT_TABLE)].sort())
    expect(STATUS_CODES).toEqual(SHIPMENT_CODES)
  })

  it.for(single.filter((pair) => pair.isAllowed))(
    'lead from $from to $to, with one line of its code',
    (pair, { expect }) => {
      const before = aShipment({ status: pair.from, version: 7 })
      const { shipment, events } = step(before, pair.to)
      expect(shipment).toMatchObject({ status: pair.to, version: 8, updatedAt: LATER, createdAt: MADE_AT })
      expect(Object.isFrozen(shipment)).toBe(true)
      expect(events).toHaveLength(1)
      expect(events[0]).toMatchObject({
        status: pair.to,
        code: SHIPMENT_CODES[pair.to],
        shipmentId: before.id,
        tenantId: before.tenantId,
        occurredAt: LATER,
        recordedAt: LATER,
        actor: 'usr_ana',
        source: 'api',
      })
      expect(before).toMatchObject({ status: pair.from, version: 7 })
    },
  )

  it.for(single.filter((pair) => !pair.isAllowed && pair.from !== pair.to))(
    'do not lead from $from to $to, and the refusal lists what they lead to',
    (pair, { expect }) => {
      const refusal = refusalOf(() => step(aShipment({ status: pair.from }), pair.to))
      expect(refusal.code).toBe('invalid_transition')
      expect(refusal.allowed).toEqual(SHIPMENT_TABLE[pair.from])
      for (const allowed of SHIPMENT_TABLE[pair.from]) expect(refusal.message).toContain(allowed)
    },
  )

  it.for(statesOf(SHIPMENT_TABLE).map((status) => ({ status })))(
    'are not entered twice: $status again changes and writes nothing',
    ({ status }, { expect }) => {
      const before = aShipment({ status, bagId: status === 'bagged' ? aBag().id : null })
      const outcome = step(before, status)
      expect(outcome.shipment).toBe(before)
      expect(outcome.events).toEqual([])
    },
  )

  it.for(statesOf(SHIPMENT_TABLE).map((status) => ({ status })))(
    'say whether $status is the end',
    ({ status }, { expect }) => {
      expect(Shipment.isOver(status)).toBe(['delivered', 'returned', 'lost', 'cancelled'].includes(status))
    },
  )

  it('never lead from a bag or a flight to delivered', ({ expect }) => {
    for (const status of ['bagged', 'in_transit'] as const) {
      expect(refusalOf(() => step(aShipment({ status }), 'delivered')).allowed).not.toContain('delivered')
    }
  })
})

describe('a move of a shipment', () => {
  it('puts what was told of it on the line', ({ expect }) => {
    const move = {
      to: 'customs_hold',
      reasonCode: 'inspection',
      note: 'Papers',
      airport: 'HAV',
      occurredAt: 5,
    } as const
    const { events } = Shipment.transition(
      aShipment({ status: 'arrived', bagId: 'bag_9' }),
      move,
      BY_STAFF,
      aStamp(LATER),
    )
    expect(events).toEqual([
      {
        id: 'evt_1',
        tenantId: 'ten_blue',
        shipmentId: 'shp_1',
        status: 'customs_hold',
        code: 'TGC',
        reasonCode: 'inspection',
        occurredAt: 5,
        recordedAt: LATER,
        timeType: 'actual',
        airport: 'HAV',
        flightId: null,
        bagId: 'bag_9',
        actor: 'usr_ana',
        source: 'api',
        isPublic: true,
        note: 'Papers',
      },
    ])
  })

  it('to delivered keeps when it happened, told or not', ({ expect }) => {
    const out = aShipment({ status: 'out_for_delivery' })
    const told = Shipment.transition(out, { to: 'delivered', occurredAt: 99 }, BY_STAFF, aStamp(LATER))
    expect(told.shipment.deliveredAt).toBe(99)
    expect(Shipment.transition(out, { to: 'delivered' }, BY_STAFF, aStamp(LATER)).shipment.deliveredAt).toBe(LATER)
    expect(Shipment.transition(out, { to: 'returned' }, BY_STAFF, aStamp(LATER)).shipment.deliveredAt).toBeNull()
  })

  it.for([
    { from: 'bagged', to: 'received', bagId: null },
    { from: 'bagged', to: 'lost', bagId: null },
    { from: 'in_transit', to: 'received', bagId: null },
    { from: 'in_transit', to: 'arrived', bagId: 'bag_1' },
    { from: 'arrived', to: 'out_for_delivery', bagId: 'bag_1' },
  ] as const)('from $from to $to leaves it with the bag $bagId', ({ from, to, bagId }, { expect }) => {
    const { shipment } = Shipment.transition(aShipment({ status: from, bagId: 'bag_1' }), { to }, BY_STAFF, aStamp())
    expect(shipment.bagId).toBe(bagId)
  })

  it.for([{ from: 'received' }, { from: 'arrived' }] as const)(
    'from $from to bagged needs a bag, and says how',
    ({ from }, { expect }) => {
      const refusal = refusalOf(() =>
        Shipment.transition(aShipment({ status: from }), { to: 'bagged' }, BY_STAFF, aStamp()),
      )
      expect(refusal.code).toBe('unprocessable')
      expect(refusal.errors).toEqual([{ pointer: '/to', message: expect.stringContaining('/assign') }])
    },
  )
})

describe('cancelling a shipment', () => {
  it.for(statesOf(SHIPMENT_TABLE).map((status) => ({ status })))('that is $status', ({ status }, { expect }) => {
    const before = aShipment({ status })
    const cancel = () => Shipment.cancel(before, BY_STAFF, aStamp(LATER), 'The sender changed their mind')
    if (status === 'created' || status === 'received') {
      const { shipment, events } = cancel()
      expect(shipment.status).toBe('cancelled')
      expect(events).toMatchObject([{ status: 'cancelled', note: 'The sender changed their mind' }])
    } else if (status === 'cancelled') {
      expect(cancel()).toEqual({ shipment: before, events: [] })
    } else {
      expect(refusalOf(cancel)).toMatchObject({ code: 'invalid_transition', allowed: SHIPMENT_TABLE[status] })
    }
  })

  it('needs no note', ({ expect }) => {
    expect(Shipment.cancel(aShipment(), BY_STAFF, aStamp()).events).toMatchObject([{ status: 'cancelled', note: null }])
  })
})
