import { describe, it } from 'vitest'
import { Bag, type BagStatus } from '../../../src/domain/shipments/bag.ts'
import type { Flight } from '../../../src/domain/shipments/flight.ts'
import { aBag, aFlight, MADE_AT } from '../../harness/shipment-factory.ts'
import { refusalOf } from '../refusal.ts'
import { BAG_TABLE, statesOf } from '../tables.ts'

const STAMP = { now: MADE_AT + 1 }
const pointersOf = (act: () => unknown) => refusalOf(act).errors.map((error) => error.pointer)

describe('a new bag', () => {
  it('is open and empty', ({ expect }) => {
    const input = { bagNumber: 'BAG-9', origin: 'MAD', destination: 'HAV' }
    const bag = Bag.create(input, { id: 'bag_9', tenantId: 'ten_blue' }, MADE_AT)
    expect(bag).toEqual({
      ...input,
      id: 'bag_9',
      tenantId: 'ten_blue',
      sealNumber: null,
      status: 'open',
      flightId: null,
      courierUserId: null,
      shipmentCount: 0,
      totalWeightGrams: 0,
      version: 1,
      createdAt: MADE_AT,
      updatedAt: MADE_AT,
    })
    expect(Object.isFrozen(bag)).toBe(true)
  })

  it('is refused when it goes nowhere', ({ expect }) => {
    const input = { bagNumber: 'BAG-9', origin: 'MAD', destination: 'MAD' }
    const refusal = refusalOf(() => Bag.create(input, { id: 'bag_9', tenantId: 'ten_blue' }, MADE_AT))
    expect(refusal.code).toBe('unprocessable')
    expect(refusal.errors.map((error) => error.pointer)).toEqual(['/destination'])
  })
})

describe('sealing a bag', () => {
  it('sets the seal number, and opening it breaks the seal', ({ expect }) => {
    const sealed = Bag.transition(aBag(), { to: 'sealed', sealNumber: 'S1' }, STAMP).bag
    expect(sealed.sealNumber).toBe('S1')
    expect(Bag.transition(sealed, { to: 'open' }, STAMP).bag.sealNumber).toBeNull()
  })

  it.for([{ sealNumber: '' }, { sealNumber: null }, {}])('without a number is refused: %o', (seal, { expect }) => {
    expect(pointersOf(() => Bag.transition(aBag(), { to: 'sealed', ...seal }, STAMP))).toEqual(['/seal_number'])
  })

  it('a sealed one with another number is a conflict, with the same or none it is a repetition', ({ expect }) => {
    const sealed = aBag({ status: 'sealed', sealNumber: 'S1' })
    expect(refusalOf(() => Bag.transition(sealed, { to: 'sealed', sealNumber: 'S2' }, STAMP)).code).toBe('conflict')
    expect(Bag.transition(sealed, { to: 'sealed', sealNumber: 'S1' }, STAMP).changed).toBe(false)
    expect(Bag.transition(sealed, { to: 'sealed' }, STAMP).changed).toBe(false)
  })
})

describe('cancelling a bag', () => {
  it('is for an empty one', ({ expect }) => {
    expect(Bag.transition(aBag(), { to: 'cancelled' }, STAMP).bag.status).toBe('cancelled')
    const refusal = refusalOf(() => Bag.transition(aBag({ shipmentCount: 1 }), { to: 'cancelled' }, STAMP))
    expect(refusal.code).toBe('unprocessable')
    expect(refusal.errors.map((error) => error.pointer)).toEqual(['/to'])
  })
})

describe('loading a bag on a flight', () => {
  const sealed = aBag({ status: 'sealed', sealNumber: 'S1' })
  const load = (bag: Bag, flight: Partial<Flight> = {}, isConnection = false) =>
    Bag.load(bag, aFlight(flight), STAMP, isConnection)

  it('puts it on the manifest and keeps the seal', ({ expect }) => {
    const { bag, changed, cascade } = load(sealed)
    expect(changed).toBe(true)
    expect(bag).toMatchObject({ status: 'loaded', flightId: 'flt_1', sealNumber: 'S1' })
    expect(cascade?.code).toBe('MAN')
  })

  it('twice on the same flight is once, even when that flight has left', ({ expect }) => {
    const loaded = load(sealed).bag
    expect(load(loaded)).toEqual({ bag: loaded, changed: false, cascade: null })
    expect(load(loaded, { status: 'departed' }).changed).toBe(false)
  })

  it('that is on another flight is a conflict, by whichever way', ({ expect }) => {
    const loaded = load(sealed).bag
    expect(refusalOf(() => load(loaded, { id: 'flt_2' })).code).toBe('conflict')
    const again = () => Bag.transition(loaded, { to: 'loaded', flightId: 'flt_2' }, STAMP)
    expect(refusalOf(again).code).toBe('conflict')
  })

  it('that leaves from elsewhere is refused, connection or not', ({ expect }) => {
    expect(pointersOf(() => load(sealed, { origin: 'BCN' }))).toEqual(['/flight_id'])
    expect(pointersOf(() => load(sealed, { origin: 'BCN' }, true))).toEqual(['/flight_id'])
  })

  it('that ends elsewhere is refused unless it is called a connection', ({ expect }) => {
    const refusal = refusalOf(() => load(sealed, { destination: 'CDG' }))
    expect(refusal).toMatchObject({ code: 'unprocessable', message: expect.stringContaining('"connection": true') })
    expect(load(sealed, { destination: 'CDG' }, true).bag.status).toBe('loaded')
  })

  it.for([{ status: 'departed' }, { status: 'arrived' }, { status: 'cancelled' }, { status: 'diverted' }] as const)(
    'that is $status is a conflict',
    ({ status }, { expect }) => {
      expect(refusalOf(() => load(sealed, { status })).code).toBe('conflict')
    },
  )

  it.for([{ status: 'scheduled' }, { status: 'delayed' }, { status: 'unknown' }] as const)(
    'that is $status is fine',
    ({ status }, { expect }) => {
      expect(load(sealed, { status }).bag.status).toBe('loaded')
    },
  )

  const unsealed = statesOf(BAG_TABLE).filter((status) => status !== 'sealed' && status !== 'loaded')
  it.for(unsealed.map((status) => ({ status })))('is refused to one that is $status', ({ status }, { expect }) => {
    const refusal = refusalOf(() => load(aBag({ status })))
    expect(refusal).toMatchObject({ code: 'invalid_transition', allowed: BAG_TABLE[status] })
  })

  it('needs a flight', ({ expect }) => {
    expect(pointersOf(() => Bag.transition(sealed, { to: 'loaded' }, STAMP))).toEqual(['/to'])
  })

  it('is undone by offloading: off the manifest, sealed as it was', ({ expect }) => {
    const offloaded = Bag.transition(load(sealed).bag, { to: 'sealed' }, STAMP).bag
    expect(offloaded).toMatchObject({ status: 'sealed', flightId: null, sealNumber: 'S1' })
  })

  it('names the flight to the end', ({ expect }) => {
    let bag = load(sealed).bag
    for (const to of ['in_transit', 'arrived', 'received', 'unpacked'] as const) {
      bag = Bag.transition(bag, { to }, STAMP).bag
      expect(bag).toMatchObject({ status: to, flightId: 'flt_1', sealNumber: 'S1' })
    }
  })
})

describe('the list of a bag', () => {
  it('is open in an open bag only', ({ expect }) => {
    expect(() => Bag.assertOpen(aBag())).not.toThrow()
    const frozen: readonly BagStatus[] = statesOf(BAG_TABLE).filter((status) => status !== 'open')
    for (const status of frozen) expect(refusalOf(() => Bag.assertOpen(aBag({ status }))).code).toBe('conflict')
  })

  it.for([
    { origin: 'MAD', destination: 'HAV', status: 'received', says: null },
    { origin: 'MAD', destination: 'SCU', status: 'received', says: 'SCU' },
    { origin: 'BCN', destination: 'HAV', status: 'received', says: 'BCN' },
    { origin: 'BCN', destination: 'HAV', status: 'created', says: 'BCN' },
    { origin: 'BCN', destination: 'HAV', status: 'arrived', says: null },
    { origin: 'BCN', destination: 'SCU', status: 'arrived', says: 'SCU' },
  ] as const)('refuses $status from $origin to $destination by naming $says', ({ says, ...shipment }, { expect }) => {
    const refusal = Bag.refuseRoute(aBag(), shipment)
    if (says === null) expect(refusal).toBeNull()
    else expect(refusal).toContain(says)
  })
})
