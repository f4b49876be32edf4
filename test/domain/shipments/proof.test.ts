import { describe, it } from 'vitest'
import { ATTEMPT_REASONS, Proof } from '../../../src/domain/shipments/proof.ts'
import { SHIPMENT_MOVES, SHIPMENT_STATUSES } from '../../../src/domain/shipments/shipment-status.ts'
import { aShipment, aStamp, BY_STAFF, MADE_AT } from '../../harness/shipment-factory.ts'
import { refusalOf } from '../refusal.ts'

const EUR = (amount: number) => ({ amount, currency: 'EUR' })
const told = { reasonCode: 'not_home', note: null, courier: 'usr_1' } as const

function anAttempt(change: Partial<Proof> = {}): Proof {
  return {
    ...told,
    id: 'prf_1',
    tenantId: 'ten_blue',
    shipmentId: 'shp_1',
    kind: 'attempt',
    receiverName: null,
    latitude: null,
    longitude: null,
    signatureKey: null,
    photoKey: null,
    codCollected: null,
    createdAt: MADE_AT,
    ...change,
  }
}

describe('handing over', () => {
  for (const status of SHIPMENT_STATUSES) {
    const way = SHIPMENT_MOVES[status].includes('delivered')
    const line = status === 'delivery_failed' ? 'goes out once more' : way ? 'is one step' : 'is refused'
    it(`from ${status} ${status === 'delivered' ? 'changes nothing' : line}`, ({ expect }) => {
      const before = aShipment({ status })
      const deliver = () => Proof.deliver(before, BY_STAFF, aStamp())
      if (status === 'delivered') {
        expect(deliver()).toEqual({ shipment: before, events: [] })
      } else if (way || status === 'delivery_failed') {
        const { shipment, events } = deliver()
        expect([shipment.status, shipment.version]).toEqual(['delivered', before.version + 1])
        const steps = events.map((event) => event.status)
        expect(steps).toEqual(way ? ['delivered'] : ['out_for_delivery', 'delivered'])
      } else {
        expect(refusalOf(deliver).allowed).toEqual(SHIPMENT_MOVES[status])
      }
    })

    it(`an attempt from ${status} is ${status === 'out_for_delivery' ? 'kept' : 'refused'}`, ({ expect }) => {
      const attempt = () => Proof.attempt(aShipment({ status }), 'refused', BY_STAFF, aStamp())
      if (status === 'out_for_delivery') expect(attempt().events[0]?.reasonCode).toBe('refused')
      else expect(refusalOf(attempt).code).toBe('invalid_transition')
    })
  }
})

describe('an attempt', () => {
  const failed = aShipment({ status: 'delivery_failed' })

  it('is told again when all of it is the same and nothing happened since', ({ expect }) => {
    expect(Proof.isRepeated(failed, anAttempt(), told)).toBe(true)
    expect(Proof.isRepeated(aShipment({ status: 'out_for_delivery' }), anAttempt(), told)).toBe(false)
    expect(Proof.isRepeated(failed, undefined, told)).toBe(false)
    for (const reasonCode of ATTEMPT_REASONS.filter((reason) => reason !== 'not_home')) {
      expect(Proof.isRepeated(failed, anAttempt(), { ...told, reasonCode })).toBe(false)
    }
    expect(Proof.isRepeated(failed, anAttempt(), { ...told, note: 'Rang twice' })).toBe(false)
    expect(Proof.isRepeated(failed, anAttempt(), { ...told, courier: 'usr_2' })).toBe(false)
    expect(Proof.isRepeated(failed, anAttempt({ kind: 'delivery' }), told)).toBe(false)
  })
})

describe('the money at the door', () => {
  it('is exactly what is due', ({ expect }) => {
    expect(() => Proof.assertCollected(EUR(4500), EUR(4500))).not.toThrow()
    expect(() => Proof.assertCollected(null, null)).not.toThrow()
    const pointerOf = (...args: Parameters<typeof Proof.assertCollected>) =>
      refusalOf(() => Proof.assertCollected(...args)).errors[0]?.pointer
    expect(pointerOf(EUR(4500), null)).toBe('/cod_collected')
    expect(pointerOf(null, EUR(0))).toBe('/cod_collected')
    expect(pointerOf(EUR(4500), EUR(4499))).toBe('/cod_collected/amount')
    expect(pointerOf(EUR(4500), { amount: 4500, currency: 'USD' })).toBe('/cod_collected/currency')
  })
})
