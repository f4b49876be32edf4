import fc from 'fast-check'
import { it } from 'vitest'
import { DeliveryFailure } from '../../../src/domain/notifications/delivery-failure.ts'
import type { DeliveryReport } from '../../../src/domain/notifications/delivery-report.ts'
import type { NewShipment } from '../../../src/domain/shipments/shipment.ts'
import type { TenantContext } from '../../../src/use-cases/context.ts'
import { notifyPeople } from '../../../src/use-cases/notifications/notify-people.ts'
import { recordDeliveryReport } from '../../../src/use-cases/notifications/record-delivery-report.ts'
import { retryDelivery } from '../../../src/use-cases/notifications/retry-delivery.ts'
import { someTenant } from '../../harness/tenants.ts'
import { moodyProvider, moodyWhatsApp } from './moods.ts'
import { announce, deliveriesOf, NOON, openOffice, outboxOf, twoPeople } from './office.ts'

const PHONE_ONLY: Partial<NewShipment> = { notify: { email: false, whatsapp: true, push: false } }
const HOUR = 3_600_000

function reportOf(change: Partial<DeliveryReport>): DeliveryReport {
  return {
    deliveryId: null,
    providerMessageId: null,
    channel: 'email',
    status: 'delivered',
    reason: null,
    at: NOON,
    ...change,
  }
}

/** A mail that went out. */
async function aSentMail() {
  const office = openOffice()
  const tenant = await someTenant()
  const ctx = office.tenant(tenant)
  const { recipient } = twoPeople()
  const { eventId } = await announce(ctx, { sender: null, recipient })
  await notifyPeople(ctx, eventId)
  const row = async () => {
    const [found] = await deliveriesOf(tenant, eventId)
    if (!found) throw new Error('there is a delivery')
    return found
  }
  return { office, tenant, ctx, recipient, eventId, row, id: (await row()).id }
}

it('moves a delivery forward in one commit, by its id or by the provider’s', async ({ expect }) => {
  const { office, ctx, row, id } = await aSentMail()
  const { trips } = office.house.meter
  await recordDeliveryReport(ctx, [reportOf({ providerMessageId: id })])
  expect(office.house.meter.trips - trips).toBe(1)
  expect(await row()).toMatchObject({ status: 'delivered' })
  await recordDeliveryReport(ctx, [reportOf({ deliveryId: id, status: 'read' })])
  expect(await row()).toMatchObject({ status: 'read' })
})

it('ends where an ordered stream ends, in whatever order and however often reports come', async ({ expect }) => {
  const { ctx, row, id } = await aSentMail()
  const statuses = ['sent', 'delivered', 'read'] as const
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.constantFrom(...statuses), { maxLength: 4 }), { maxLength: 4 }),
      async (batches) => {
        const before = (await row()).status
        for (const batch of batches) {
          await recordDeliveryReport(
            ctx,
            batch.map((status) => reportOf({ deliveryId: id, status })),
          )
        }
        const best = Math.max(
          ...[before, ...batches.flat()].map((status) => statuses.indexOf(status as (typeof statuses)[number])),
        )
        expect((await row()).status).toBe(statuses[best])
      },
    ),
    { numRuns: 15 },
  )
})

it('a report that comes before the send has returned is kept, and the send does not take it back', async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant()
  const { service } = moodyWhatsApp()
  const early = {
    ...service,
    async send(message: Parameters<typeof service.send>[0]) {
      const deliveryId = message.deliveryKey.split('/')[1] ?? ''
      await recordDeliveryReport(real, [
        reportOf({ channel: 'whatsapp', deliveryId, providerMessageId: 'wamid.x', status: 'delivered' }),
      ])
      return { messageId: 'wamid.x', waId: null }
    },
  }
  const real: TenantContext = office.tenant(tenant)
  const ctx = office.tenant(tenant, { whatsapp: early })
  const { eventId } = await announce(ctx, twoPeople(), PHONE_ONLY)
  await notifyPeople(ctx, eventId)
  for (const row of await deliveriesOf(tenant, eventId)) {
    expect(row).toMatchObject({ status: 'delivered', provider_message_id: 'wamid.x', next_attempt_at: null })
  }
})

it('settles what is in doubt: taken or not', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const unknown = () => new DeliveryFailure('unknown', 'timed out')
  const whatsapp = moodyWhatsApp([unknown(), unknown()])
  const ctx = office.tenant(tenant, { whatsapp: whatsapp.service })
  const { eventId } = await announce(ctx, twoPeople(), PHONE_ONLY)
  await notifyPeople(ctx, eventId)
  const [one, two] = await deliveriesOf(tenant, eventId)
  await recordDeliveryReport(ctx, [
    reportOf({ channel: 'whatsapp', deliveryId: one?.id ?? '', providerMessageId: 'wamid.1', status: 'sent' }),
    reportOf({ channel: 'whatsapp', deliveryId: two?.id ?? '', status: 'failed', reason: 'not on WhatsApp' }),
  ])
  expect(await deliveriesOf(tenant, eventId)).toMatchObject([
    { status: 'sent', settle_by: null, provider_message_id: 'wamid.1', last_error: null },
    { status: 'failed', settle_by: null, last_error: 'not on WhatsApp' },
  ])
})

it.for(['bounced', 'complained'] as const)('an address that %s gets no more mails', async (status, { expect }) => {
  const { ctx, tenant, recipient, id } = await aSentMail()
  await recordDeliveryReport(ctx, [reportOf({ deliveryId: id, status, reason: 'as it says' })])
  await recordDeliveryReport(ctx, [reportOf({ deliveryId: id, status })])
  expect(await ctx.suppressions.find('email', recipient.toUpperCase())).toMatchObject({ reason: status })
  const next = await announce(ctx, { sender: null, recipient })
  await notifyPeople(ctx, next.eventId)
  expect(await deliveriesOf(tenant, next.eventId)).toMatchObject([
    { status: 'suppressed', attempts: 0, last_error: status },
  ])
})

it("another tenant's report, and one of a delivery that nobody knows, change nothing", async ({ expect }) => {
  const { office, row, id } = await aSentMail()
  const stranger = office.tenant(await someTenant())
  await recordDeliveryReport(stranger, [
    reportOf({ deliveryId: id, status: 'bounced' }),
    reportOf({ providerMessageId: id, status: 'failed' }),
    reportOf({ deliveryId: 'dlv_of_nobody' }),
  ])
  await recordDeliveryReport(stranger, [])
  expect(await row()).toMatchObject({ status: 'sent' })
})

it('a failure that was reported before staff had it tried again says nothing of the new try', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const email = moodyProvider([new DeliveryFailure('permanent', 'refused')])
  const ctx = office.tenant(tenant, { email })
  const { eventId } = await announce(ctx, { ...twoPeople(), sender: null })
  await notifyPeople(ctx, eventId)
  const [row] = await deliveriesOf(tenant, eventId)
  const id = row?.id ?? ''
  office.time.now += HOUR
  await retryDelivery(ctx, id)
  expect(await outboxOf(tenant)).toHaveLength(2)
  await recordDeliveryReport(ctx, [reportOf({ deliveryId: id, status: 'failed', at: office.time.now - 1 })])
  expect(await deliveriesOf(tenant, eventId)).toMatchObject([{ status: 'queued', attempts: 0 }])
  await notifyPeople(ctx, eventId)
  expect(email.keys).toEqual([id, `${id}-${office.time.now}`])
  await recordDeliveryReport(ctx, [
    reportOf({ deliveryId: email.keys[1] ?? '', status: 'failed', at: office.time.now, reason: 'again' }),
  ])
  expect(await deliveriesOf(tenant, eventId)).toMatchObject([{ status: 'failed', last_error: 'again' }])
})
