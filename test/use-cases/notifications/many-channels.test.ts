import { it } from 'vitest'
import { DeliveryFailure } from '../../../src/domain/notifications/delivery-failure.ts'
import { TOLD_EVENTS } from '../../../src/domain/notifications/preferences.ts'
import type { NewShipment } from '../../../src/domain/shipments/shipment.ts'
import type { TenantContext } from '../../../src/use-cases/context.ts'
import { applyFlightUpdate } from '../../../src/use-cases/flights/apply-flight-update.ts'
import { notifyPeople } from '../../../src/use-cases/notifications/notify-people.ts'
import { transitionShipment } from '../../../src/use-cases/shipments/transition-shipment.ts'
import { aSilentCompany } from '../../harness/house.ts'
import { aFlightUpdate } from '../../harness/shipment-factory.ts'
import { someTenant } from '../../harness/tenants.ts'
import { aLoadedParcel, aParcel } from '../../harness/wire.ts'
import { moodyPush, moodyWhatsApp, someDevices } from './moods.ts'
import { announce, deliveriesOf, died, mailedTo, openOffice, refusalOf, secondsOf, twoPeople } from './office.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const EVERYWHERE: Partial<NewShipment> = { notify: { email: true, whatsapp: true, push: true } }
const PHONE_ONLY: Partial<NewShipment> = { notify: { email: false, whatsapp: true, push: false } }
const PUSH_ONLY: Partial<NewShipment> = { notify: { email: false, whatsapp: false, push: true } }
const CUSTOMER = 'usr_customer'

async function eventOf(ctx: TenantContext, type: string): Promise<string> {
  const { items } = await ctx.notifications.list({ limit: 50, after: null })
  return items.find((event) => event.type === type)?.id ?? `no ${type}`
}

it('one event is one mail, one WhatsApp message and one push a person, however often and by how many it is worked', async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant()
  const people = twoPeople()
  const whatsapp = moodyWhatsApp()
  const push = moodyPush()
  const { devices, directory } = someDevices(tenant, CUSTOMER, CUSTOMER, 'usr_stranger')
  const ctx = office.tenant(tenant, { whatsapp: whatsapp.service, push: push.service, devices: directory })
  const { shipment } = await announce(ctx, people, { ...EVERYWHERE, customerUserId: CUSTOMER })
  await transitionShipment(ctx, { id: shipment.id, to: 'received' })
  await transitionShipment(ctx, { id: shipment.id, to: 'out_for_delivery' })
  const eventId = await eventOf(ctx, 'shipment.out_for_delivery')

  await Promise.all(Array.from({ length: 4 }, () => refusalOf(notifyPeople(ctx, eventId))))
  office.time.now += HOUR
  await notifyPeople(ctx, eventId)

  expect(await mailedTo(people.sender, people.recipient)).toEqual([people.recipient])
  expect(whatsapp.taken).toEqual(['+5355512345'])
  expect([...push.taken].sort()).toEqual([devices[0]?.token, devices[1]?.token].sort())
  const rows = await deliveriesOf(tenant, eventId)
  expect(rows.map((row) => [row.channel, row.status, row.attempts])).toEqual(
    expect.arrayContaining([
      ['email', 'sent', 1],
      ['whatsapp', 'sent', 1],
      ['push', 'sent', 1],
      ['push', 'sent', 1],
    ]),
  )
  expect(rows).toHaveLength(4)
})

it('the sender is told by WhatsApp too, once where both ends have the same number', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const whatsapp = moodyWhatsApp()
  const ctx = office.tenant(tenant, { whatsapp: whatsapp.service })
  const { eventId } = await announce(ctx, twoPeople(), PHONE_ONLY)
  await notifyPeople(ctx, eventId)
  expect([...whatsapp.taken].sort()).toEqual(['+34600111222', '+5355512345'])
})

it('the courier who has it is pushed what is work, whether or not the customer wants messages', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const push = moodyPush()
  const { devices, directory } = someDevices(tenant, 'usr_courier', CUSTOMER)
  const ctx = office.tenant(tenant, { push: push.service, devices: directory })
  const { shipment } = await announce(ctx, twoPeople(), { customerUserId: CUSTOMER })
  const taken = await ctx.shipments.find(shipment.id)
  if (!taken) throw new Error('it was just announced')
  await ctx.commit(
    [ctx.shipments.update(taken, { ...taken, courierUserId: 'usr_courier', version: taken.version + 1 })],
    null,
  )
  await transitionShipment(ctx, { id: shipment.id, to: 'received' })
  await transitionShipment(ctx, { id: shipment.id, to: 'out_for_delivery' })
  await notifyPeople(ctx, await eventOf(ctx, 'shipment.out_for_delivery'))
  expect(push.taken).toEqual([devices[0]?.token])
})

it.for([
  ['WhatsApp', PHONE_ONLY],
  ['push', PUSH_ONLY],
] as const)(
  'a consumer that dies after a %s message was taken never leads to a second one: it is in doubt',
  async ([, want], { expect }) => {
    const office = openOffice()
    const tenant = await someTenant()
    const whatsapp = moodyWhatsApp()
    const push = moodyPush()
    const { directory } = someDevices(tenant, CUSTOMER)
    const ctx = office.tenant(tenant, { whatsapp: whatsapp.service, push: push.service, devices: directory })
    const { shipment } = await announce(ctx, { ...twoPeople(), sender: null }, { ...want, customerUserId: CUSTOMER })
    await transitionShipment(ctx, { id: shipment.id, to: 'received' })
    await transitionShipment(ctx, { id: shipment.id, to: 'out_for_delivery' })
    const eventId = await eventOf(ctx, 'shipment.out_for_delivery')

    await expect(notifyPeople({ ...ctx, commit: died }, eventId)).rejects.toThrow('killed')
    expect(await secondsOf(notifyPeople(ctx, eventId))).toBe(60)
    office.time.now += MINUTE
    await notifyPeople(ctx, eventId)
    office.time.now += HOUR
    await notifyPeople(ctx, eventId)

    expect([...whatsapp.taken, ...push.taken]).toHaveLength(1)
    expect(await deliveriesOf(tenant, eventId)).toMatchObject([
      { status: 'sent', settle_by: office.time.now, last_error: 'it is not known whether the provider took it' },
    ])
  },
)

it('a timeout that may have been a message is in doubt, and not sent again', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const whatsapp = moodyWhatsApp([
    new DeliveryFailure('unknown', 'timed out after the request was sent'),
    new Error('fetch'),
  ])
  const ctx = office.tenant(tenant, { whatsapp: whatsapp.service })
  const { eventId } = await announce(ctx, twoPeople(), PHONE_ONLY)
  await notifyPeople(ctx, eventId)
  office.time.now += HOUR
  await notifyPeople(ctx, eventId)
  expect(whatsapp.taken).toEqual([])
  for (const row of await deliveriesOf(tenant, eventId)) {
    expect(row).toMatchObject({ status: 'sent', settle_by: office.time.now, attempts: 1 })
  }
})

it('a device that is gone is forgotten, a number that is none is suppressed, and the others are told', async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant()
  const people = twoPeople()
  const whatsapp = moodyWhatsApp([new DeliveryFailure('gone', 'no such number')])
  const push = moodyPush([new DeliveryFailure('gone', 'UNREGISTERED')])
  const { devices, directory, forgotten } = someDevices(tenant, CUSTOMER, CUSTOMER)
  const ctx = office.tenant(tenant, { whatsapp: whatsapp.service, push: push.service, devices: directory })
  const { shipment } = await announce(ctx, people, { ...EVERYWHERE, customerUserId: CUSTOMER })
  await transitionShipment(ctx, { id: shipment.id, to: 'received' })
  await transitionShipment(ctx, { id: shipment.id, to: 'out_for_delivery' })
  await notifyPeople(ctx, await eventOf(ctx, 'shipment.out_for_delivery'))

  expect(forgotten).toHaveLength(1)
  expect(devices.map(({ id }) => id)).toContain(forgotten[0])
  expect(push.taken).toHaveLength(1)
  expect(await mailedTo(people.recipient)).toEqual([people.recipient])
  expect(await ctx.suppressions.find('whatsapp', '+5355512345')).toMatchObject({ reason: 'invalid' })

  await transitionShipment(ctx, { id: shipment.id, to: 'delivered' })
  const delivered = await eventOf(ctx, 'shipment.delivered')
  await notifyPeople(ctx, delivered)
  const rows = await deliveriesOf(tenant, delivered)
  expect(rows.filter(({ channel }) => channel === 'push')).toHaveLength(1)
  expect(rows.filter(({ recipient }) => recipient === '+5355512345')).toMatchObject([
    { status: 'suppressed', last_error: 'invalid', attempts: 0 },
  ])
  expect(whatsapp.taken).toEqual(['+34600111222'])
})

it('a landing that is heard of with its departure is one message on each channel', async ({ expect }) => {
  const { company, tenant, ctx } = await aSilentCompany()
  const parcel = aParcel({ notify: { email: true, whatsapp: true, push: false } })
  const { shipment, flight } = await aLoadedParcel(company, parcel)
  const { flight_number: flightNumber, departure_date: departureDate } = flight
  const word = { flightNumber, departureDate, destination: 'EZE', status: 'arrived', updatedAt: Date.now() } as const
  expect(await applyFlightUpdate(ctx, aFlightUpdate(word))).toBe('applied')

  const { items } = await ctx.notifications.list({ limit: 100, after: null })
  const moved = items.filter((event) => /\.(in_transit|arrived)$/.test(event.type))
  expect(moved.map(({ type }) => type).sort()).toEqual(
    expect.arrayContaining(['flight.arrived', 'shipment.arrived', 'shipment.in_transit']),
  )
  const whatsapp = moodyWhatsApp()
  const told = { ...ctx, channels: async () => ({ ...(await ctx.channels()), whatsapp: whatsapp.service }) }
  for (const event of moved) await notifyPeople(told, event.id)

  const rows = (await Promise.all(moved.map(({ id }) => deliveriesOf(tenant, id)))).flat()
  expect(rows.map((row) => [row.channel, row.recipient, row.status]).sort()).toEqual([
    ['email', parcel.recipient.email, 'sent'],
    ['whatsapp', '+5491123456789', 'sent'],
  ])
  expect(shipment.status).toBe('created')
})

it('a departure and a landing that are heard of one after the other are two messages, also when both are told late', async ({
  expect,
}) => {
  const { company, tenant, ctx } = await aSilentCompany()
  const parcel = aParcel({ notify: { email: true, whatsapp: false, push: false } })
  const { flight } = await aLoadedParcel(company, parcel)
  const word = { flightNumber: flight.flight_number, departureDate: flight.departure_date, destination: 'EZE' }
  const at = Date.now()
  await applyFlightUpdate(ctx, aFlightUpdate({ ...word, status: 'departed', updatedAt: at }))
  await new Promise((resolve) => setTimeout(resolve, 2))
  await applyFlightUpdate(ctx, aFlightUpdate({ ...word, status: 'arrived', updatedAt: at + 1 }))

  const { items } = await ctx.notifications.list({ limit: 100, after: null })
  const moved = items.filter((event) => /^shipment\.(in_transit|arrived)$/.test(event.type))
  for (const event of moved) await notifyPeople(ctx, event.id)
  const rows = (await Promise.all(moved.map(({ id }) => deliveriesOf(tenant, id)))).flat()
  expect(rows.map((row) => [row.recipient, row.status])).toEqual([
    [parcel.recipient.email, 'sent'],
    [parcel.recipient.email, 'sent'],
  ])
})

it('bag and flight events tell no person', ({ expect }) => {
  expect(TOLD_EVENTS.every((event) => event.startsWith('shipment.'))).toBe(true)
})
