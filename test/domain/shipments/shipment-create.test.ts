import { describe, it } from 'vitest'
import { type NewShipment, type Party, Shipment } from '../../../src/domain/shipments/shipment.ts'
import { aNewShipment, aStamp, aTenant, BY_STAFF, MADE_AT } from '../../harness/shipment-factory.ts'
import { refusalOf } from '../refusal.ts'

function create(overrides: Partial<NewShipment> = {}, tenant = aTenant()) {
  const made = { id: 'shp_1', trackingId: 'TRACK', tenant }
  return Shipment.create(aNewShipment(overrides), made, BY_STAFF, aStamp())
}

const reach = (phone: string | null, email: string | null): Party => ({ ...aNewShipment().recipient, phone, email })
const ask = (email: boolean, whatsapp: boolean, push: boolean) => ({ email, whatsapp, push })
const EUROS = { amount: 5_000, currency: 'EUR' }

describe('a new shipment', () => {
  it('is created, unpaid and in no bag, with one line that says so', ({ expect }) => {
    const { shipment, events } = create()
    expect(shipment).toEqual({
      ...aNewShipment(),
      id: 'shp_1',
      trackingId: 'TRACK',
      tenantId: 'ten_blue',
      status: 'created',
      paymentStatus: 'pending',
      locale: 'en',
      courierUserId: null,
      bagId: null,
      flightId: null,
      version: 1,
      createdAt: MADE_AT,
      updatedAt: MADE_AT,
      deliveredAt: null,
    })
    expect(Object.isFrozen(shipment)).toBe(true)
    expect(events).toMatchObject([{ id: 'evt_1', status: 'created', code: 'BKD', airport: 'MAD', isPublic: true }])
  })

  it("speaks the tenant's language unless it names one", ({ expect }) => {
    const tenant = aTenant({ locale: 'pt' })
    expect(create({}, tenant).shipment.locale).toBe('pt')
    expect(create({ locale: 'ar' }, tenant).shipment.locale).toBe('ar')
  })

  it.for([
    { why: 'it goes nowhere', input: { destination: 'MAD' }, pointer: '/destination' },
    { why: 'nobody can be mailed', input: { recipient: reach(null, null) }, pointer: '/recipient' },
    {
      why: 'nobody can be messaged',
      input: { recipient: reach(null, null), notify: ask(false, true, false) },
      pointer: '/recipient',
    },
    {
      why: 'nobody can be pushed to',
      input: { recipient: reach(null, null), notify: ask(false, false, true) },
      pointer: '/recipient',
    },
    { why: 'mail has no address', input: { recipient: reach('+5355512345', null) }, pointer: '/recipient/email' },
    { why: 'cash is on delivery, but how much?', input: { paymentMethod: 'cod' }, pointer: '/cod_amount' },
    { why: 'a prepaid one asks for cash', input: { codAmount: EUROS }, pointer: '/cod_amount' },
    {
      why: 'one on account asks for cash',
      input: { paymentMethod: 'account', codAmount: EUROS },
      pointer: '/cod_amount',
    },
  ] as const satisfies readonly { why: string; input: Partial<NewShipment>; pointer: string }[])(
    'is refused at $pointer when $why',
    ({ input, pointer }, { expect }) => {
      const refusal = refusalOf(() => create(input))
      expect(refusal.code).toBe('unprocessable')
      expect(refusal.errors.map((error) => error.pointer)).toEqual([pointer])
    },
  )

  it('is refused for everything at once, so that one answer is enough', ({ expect }) => {
    const refusal = refusalOf(() => create({ destination: 'MAD', recipient: reach(null, null), codAmount: EUROS }))
    expect(refusal.errors.map((error) => error.pointer)).toEqual(['/destination', '/recipient', '/cod_amount'])
  })

  it.for([
    { why: 'nobody asks to be told', input: { recipient: reach(null, null), notify: ask(false, false, false) } },
    { why: 'mail goes to an email', input: { recipient: reach(null, 'a@b.co') } },
    {
      why: 'a phone takes WhatsApp',
      input: { recipient: reach('+5355512345', null), notify: ask(false, true, false) },
    },
    {
      why: 'mail has no address, but WhatsApp has',
      input: { recipient: reach('+5355512345', null), notify: ask(true, true, false) },
    },
    { why: 'cash on delivery names the amount', input: { paymentMethod: 'cod', codAmount: EUROS } },
    { why: 'it is on account', input: { paymentMethod: 'account' } },
  ] as const satisfies readonly { why: string; input: Partial<NewShipment> }[])(
    'is taken when $why',
    ({ input }, { expect }) => {
      expect(create(input).shipment).toMatchObject({ ...input, status: 'created' })
    },
  )
})
