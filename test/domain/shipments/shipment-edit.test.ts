import { describe, it } from 'vitest'
import type { Shipment } from '../../../src/domain/shipments/shipment.ts'
import {
  editShipment,
  maskedChanges,
  SHIPMENT_FIELDS,
  type ShipmentEdit,
  type ShipmentField,
} from '../../../src/domain/shipments/shipment-edit.ts'
import { aShipment, MADE_AT } from '../../harness/shipment-factory.ts'
import { refusalOf } from '../refusal.ts'
import { SHIPMENT_TABLE, statesOf } from '../tables.ts'

const LATER = MADE_AT + 1
const ADDRESS = { line1: 'San Rafael 2', line2: null, city: 'La Habana', region: null, postalCode: null, country: 'CU' }

/** For each field an edit that changes it and nothing else. */
const EDITS: Readonly<Record<ShipmentField, ShipmentEdit>> = {
  origin: { origin: 'BCN' },
  destination: { destination: 'EZE' },
  'sender.name': { sender: { name: 'Eva Gil' } },
  'sender.phone': { sender: { phone: '+34600999888' } },
  'sender.email': { sender: { email: null } },
  'sender.address': { sender: { address: ADDRESS } },
  'recipient.name': { recipient: { name: 'Yoel Pérez Díaz' } },
  'recipient.phone': { recipient: { phone: null } },
  'recipient.email': { recipient: { email: 'y@example.com' } },
  'recipient.address': { recipient: { address: ADDRESS } },
  weight_grams: { weightGrams: 2_600 },
  pieces: { pieces: 2 },
  description: { description: 'Books' },
  payment_method: { paymentMethod: 'account' },
  declared_value: { declaredValue: null },
  cod_amount: { paymentMethod: 'cod', codAmount: { amount: 5, currency: 'EUR' } },
  reference: { reference: 'ORDER-1' },
  awb: { awb: '17612345675' },
  customer_user_id: { customerUserId: 'usr_9' },
  notify: { notify: { push: true } },
  locale: { locale: 'es' },
}

const CONTACT = ['recipient.phone', 'recipient.email', 'notify', 'locale']
const DELIVERY = [...CONTACT, 'recipient.address']
/** The table once more: which fields each status lets be edited. */
const TABLE: Readonly<Record<Shipment['status'], readonly string[]>> = {
  created: Object.keys(EDITS),
  received: Object.keys(EDITS).filter((field) => field !== 'origin' && field !== 'destination'),
  bagged: [
    ...DELIVERY,
    ...['recipient.name', 'reference', 'description', 'declared_value', 'awb', 'weight_grams', 'pieces'],
  ],
  in_transit: CONTACT,
  arrived: DELIVERY,
  customs_hold: [...DELIVERY, 'description', 'declared_value'],
  available_for_pickup: DELIVERY,
  out_for_delivery: DELIVERY,
  delivery_failed: DELIVERY,
  delivered: [],
  returned: [],
  lost: [],
  cancelled: [],
}

describe('editing a shipment', () => {
  for (const status of statesOf(SHIPMENT_TABLE)) {
    it(`that is ${status} changes ${TABLE[status].length} of its fields, and names them when another is asked for`, ({
      expect,
    }) => {
      const before = aShipment({ status })
      for (const field of SHIPMENT_FIELDS) {
        const edit = () => editShipment(before, EDITS[field], LATER)
        if (TABLE[status].includes(field)) {
          const { shipment, changed } = edit()
          expect(changed).toContain(field)
          expect([shipment.version, shipment.updatedAt, Object.isFrozen(shipment)]).toEqual([2, LATER, true])
          continue
        }
        const refusal = refusalOf(edit)
        expect([field, refusal.code, [...refusal.allowed].sort()]).toEqual([
          field,
          'conflict',
          [...TABLE[status]].sort(),
        ])
        expect(refusal.errors.map((each) => each.pointer)).toContain(`/${field.replace('.', '/')}`)
      }
    })
  }

  it('takes a whole form back when only what may change differs', ({ expect }) => {
    const before = aShipment({ status: 'in_transit' })
    const form: ShipmentEdit = {
      origin: before.origin,
      weightGrams: before.weightGrams,
      sender: before.sender,
      declaredValue: { currency: 'EUR', amount: 12_000 },
      recipient: {
        ...before.recipient,
        phone: '+5355500000',
        address: before.recipient.address && { ...before.recipient.address },
      },
    }
    const { shipment, changed } = editShipment(before, form, LATER)
    expect(changed).toEqual(['recipient.phone'])
    expect(shipment).toEqual({
      ...before,
      recipient: { ...before.recipient, phone: '+5355500000' },
      version: 2,
      updatedAt: LATER,
    })
  })

  it('changes nothing when nothing differs, even at the end', ({ expect }) => {
    const before = aShipment({ status: 'delivered' })
    expect(editShipment(before, {}, LATER)).toEqual({ shipment: before, changed: [] })
    expect(editShipment(before, { origin: before.origin }, LATER).shipment).toBe(before)
  })

  it('leaves nothing that could not have been made like this', ({ expect }) => {
    const pointersOf = (edit: ShipmentEdit) =>
      refusalOf(() => editShipment(aShipment(), edit, LATER)).errors.map((each) => each.pointer)
    expect(pointersOf({ destination: 'MAD' })).toEqual(['/destination'])
    expect(pointersOf({ recipient: { email: null, phone: null } })).toEqual(['/recipient'])
    expect(pointersOf({ paymentMethod: 'cod' })).toEqual(['/cod_amount'])
    expect(pointersOf({ codAmount: { amount: 1, currency: 'EUR' } })).toEqual(['/cod_amount'])
  })
})

describe('what the audit log keeps of an edit', () => {
  it('names each field, and shows no person’s data', ({ expect }) => {
    const before = aShipment()
    const edit: ShipmentEdit = {
      weightGrams: 900,
      description: 'For Yoel',
      sender: { phone: null },
      recipient: { name: 'Secret Name', phone: '+5355599999', email: 'secret@example.com', address: ADDRESS },
    }
    const masked = maskedChanges(before, editShipment(before, edit, LATER))
    expect(masked).toEqual({
      'sender.phone': { from: '***', to: null },
      'recipient.name': { from: '***', to: '***' },
      'recipient.phone': { from: '***', to: '***' },
      'recipient.email': { from: '***', to: '***' },
      'recipient.address': { from: '***', to: '***' },
      weight_grams: { from: 2_500, to: 900 },
      description: { from: '***', to: '***' },
    })
    expect(JSON.stringify(masked)).not.toMatch(/Secret|55599999|Rafael|Yoel|600111222/)
  })
})
