import { env } from 'cloudflare:workers'
import { it } from 'vitest'
import { readMail } from '../../../src/adapters/email/mock.ts'
import { DeliveryFailure } from '../../../src/domain/notifications/delivery-failure.ts'
import type { EmailService } from '../../../src/domain/notifications/ports.ts'
import type { TenantContext } from '../../../src/use-cases/context.ts'
import { notifyPeople } from '../../../src/use-cases/notifications/notify-people.ts'
import { RetryLater } from '../../../src/use-cases/notifications/retry-later.ts'
import { transitionShipment } from '../../../src/use-cases/shipments/transition-shipment.ts'
import { someTenant } from '../../harness/tenants.ts'
import { moodyProvider, realEmail } from './moods.ts'
import { announce, deliveriesOf, died, mailedTo, openOffice, refusalOf, secondsOf, twoPeople } from './office.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NOBODY_ELSE = { sender: null }

async function latestEvent(ctx: TenantContext): Promise<string> {
  return (await ctx.notifications.list({ limit: 1, after: null })).items[0]?.id ?? 'no event'
}

it('tells both ends that a shipment was announced, in three round trips, and stores what became of it', async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant()
  const ctx = office.tenant(tenant)
  const people = twoPeople()
  const { shipment, eventId } = await announce(ctx, people)
  const { trips } = office.house.meter

  await notifyPeople(ctx, eventId)

  expect(office.house.meter.trips - trips).toBe(3)
  const rows = await deliveriesOf(tenant, eventId)
  expect(rows.map((row) => [row.recipient, row.status, row.attempts, row.last_error, row.next_attempt_at])).toEqual([
    [people.sender, 'sent', 1, null, null],
    [people.recipient, 'sent', 1, null, null],
  ])
  for (const row of rows) {
    expect(row.provider_message_id).toBe(row.id)
    const mail = await readMail(env.FILES, row.id)
    expect(mail).toMatchObject({ key: row.id, to: row.recipient })
    expect(mail?.text).toContain(`https://aircourier.test/t/${shipment.trackingId}`)
  }
})

it('the recipient alone hears of the way in between, and of what staff does nobody', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const ctx = office.tenant(tenant)
  const people = twoPeople()
  const { shipment } = await announce(ctx, people)
  await transitionShipment(ctx, { id: shipment.id, to: 'received' })
  await notifyPeople(ctx, await latestEvent(ctx))
  expect(await mailedTo(people.sender, people.recipient)).toEqual([])

  await transitionShipment(ctx, { id: shipment.id, to: 'out_for_delivery' })
  await notifyPeople(ctx, await latestEvent(ctx))
  expect(await mailedTo(people.sender, people.recipient)).toEqual([people.recipient])

  await transitionShipment(ctx, { id: shipment.id, to: 'delivered' })
  await notifyPeople(ctx, await latestEvent(ctx))
  expect(await mailedTo(people.sender, people.recipient)).toEqual([people.sender, people.recipient, people.recipient])
})

it('who sends to oneself is told once, in whatever case the address was written', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const { recipient } = twoPeople()
  const { eventId } = await announce(office.tenant(tenant), { sender: recipient.toUpperCase(), recipient })
  await notifyPeople(office.tenant(tenant), eventId)
  expect((await deliveriesOf(tenant, eventId)).map((row) => row.recipient)).toEqual([recipient])
})

it('who did not ask for mail, or has no address, gets none', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const ctx = office.tenant(tenant)
  const quiet = await announce(ctx, twoPeople(), { notify: { email: false, whatsapp: false, push: false } })
  const byPhone = { sender: null, recipient: null }
  const phone = await announce(ctx, byPhone, { notify: { email: true, whatsapp: true, push: false } })
  for (const { eventId } of [quiet, phone]) {
    await notifyPeople(ctx, eventId)
    expect((await deliveriesOf(tenant, eventId)).filter(({ channel }) => channel === 'email')).toEqual([])
  }
})

it("another tenant's event is one that does not exist", async ({ expect }) => {
  const office = openOffice()
  const [tenant, other] = [await someTenant(), await someTenant()]
  const people = twoPeople()
  const { eventId } = await announce(office.tenant(tenant), people)
  await notifyPeople(office.tenant(other), eventId)
  expect(await mailedTo(people.sender, people.recipient)).toEqual([])
})

it('a transient failure comes back when the delivery is due, and not a moment earlier', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const { recipient } = twoPeople()
  const email = moodyProvider([new DeliveryFailure('transient', 'mailbox busy'), new Error('socket: secret')])
  const ctx = office.tenant(tenant, { email })
  const { eventId } = await announce(ctx, { ...NOBODY_ELSE, recipient })

  const wait = await secondsOf(notifyPeople(ctx, eventId))
  expect(wait).toBeGreaterThanOrEqual(1)
  expect(wait).toBeLessThanOrEqual(10)
  expect(await deliveriesOf(tenant, eventId)).toMatchObject([
    { status: 'queued', attempts: 1, last_error: 'mailbox busy', next_attempt_at: office.time.now + wait * 1000 },
  ])
  office.time.now += wait * 1000 - 1
  expect(await secondsOf(notifyPeople(ctx, eventId))).toBe(1)
  expect(email.keys).toHaveLength(1)

  office.time.now += 1
  const longer = await secondsOf(notifyPeople(ctx, eventId))
  expect(longer).toBeLessThanOrEqual(20)
  const [row] = await deliveriesOf(tenant, eventId)
  expect(row?.last_error).not.toContain('secret')

  office.time.now += longer * 1000
  await notifyPeople(ctx, eventId)
  expect(await deliveriesOf(tenant, eventId)).toMatchObject([{ status: 'sent', attempts: 3, last_error: null }])
  expect(new Set(email.keys)).toEqual(new Set([row?.id]))
})

it('a provider that says when to come back is believed, up to twelve hours', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const email = moodyProvider([
    new DeliveryFailure('transient', 'slow down', 90),
    new DeliveryFailure('transient', 'next week', 7 * 24 * 3600),
  ])
  const ctx = office.tenant(tenant, { email })
  const { eventId } = await announce(ctx, { ...NOBODY_ELSE, recipient: twoPeople().recipient })

  expect(await secondsOf(notifyPeople(ctx, eventId))).toBe(90)
  office.time.now += 90_000
  expect(await secondsOf(notifyPeople(ctx, eventId))).toBe(12 * 3600)
  office.time.now += 12 * HOUR
  await notifyPeople(ctx, eventId)
  expect(await deliveriesOf(tenant, eventId)).toMatchObject([{ status: 'sent', attempts: 3 }])
})

it('a permanent failure is stored and not tried again, and the other person is told all the same', async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant()
  const people = twoPeople()
  const real = office.tenant(tenant)
  const email: EmailService = {
    provider: 'mock',
    repeatable: true,
    async send(mail) {
      if (mail.to === people.recipient) throw new DeliveryFailure('permanent', 'no such mailbox')
      return realEmail().send(mail)
    },
  }
  const ctx = office.tenant(tenant, { email })
  const { eventId } = await announce(ctx, people)

  await notifyPeople(ctx, eventId)

  expect(await deliveriesOf(tenant, eventId)).toMatchObject([
    { recipient: people.sender, status: 'sent' },
    { recipient: people.recipient, status: 'failed', last_error: 'no such mailbox', next_attempt_at: null },
  ])
  office.time.now += HOUR
  await notifyPeople(real, eventId)
  expect(await mailedTo(people.sender, people.recipient)).toEqual([people.sender])
})

it('a mail is given up after ten tries', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const busy = Array.from({ length: 10 }, () => new DeliveryFailure('transient', 'busy'))
  const email = moodyProvider(busy)
  const ctx = office.tenant(tenant, { email })
  const { eventId } = await announce(ctx, { ...NOBODY_ELSE, recipient: twoPeople().recipient })
  for (let attempt = 1; attempt < 10; attempt++) {
    office.time.now += (await secondsOf(notifyPeople(ctx, eventId))) * 1000
  }
  await notifyPeople(ctx, eventId)
  expect(await deliveriesOf(tenant, eventId)).toMatchObject([{ status: 'failed', attempts: 10, last_error: 'busy' }])
})

it('a consumer that dies between sending and storing is one mail: the next waits for its lease and sends under the same key', async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant()
  const { recipient } = twoPeople()
  const email = moodyProvider([])
  const ctx = office.tenant(tenant, { email })
  const { eventId } = await announce(ctx, { ...NOBODY_ELSE, recipient })

  await expect(notifyPeople({ ...ctx, commit: died }, eventId)).rejects.toThrow('killed')
  expect(await secondsOf(notifyPeople(ctx, eventId))).toBe(60)
  expect(email.keys).toHaveLength(1)

  office.time.now += MINUTE
  await notifyPeople(ctx, eventId)

  expect(email.keys).toHaveLength(2)
  expect(new Set(email.keys).size).toBe(1)
  expect(await mailedTo(recipient)).toEqual([recipient])
  expect(await deliveriesOf(tenant, eventId)).toMatchObject([{ status: 'sent', attempts: 2 }])
})

it('of several consumers at once one sends, and the others come back when its lease ends', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const email = moodyProvider([])
  const consumers = Array.from({ length: 5 }, () => office.tenant(tenant, { email }))
  const { eventId } = await announce(office.tenant(tenant), { ...NOBODY_ELSE, recipient: twoPeople().recipient })

  const refusals = await Promise.all(consumers.map((ctx) => refusalOf(notifyPeople(ctx, eventId))))

  expect(email.keys).toHaveLength(1)
  for (const refusal of refusals.filter((each) => each !== null)) {
    expect(refusal).toBeInstanceOf(RetryLater)
    expect(refusal).toHaveProperty('seconds', 60)
  }
})

it("a repeated message waits as long as the delivery does, so that it does not use up its tries and end another's", async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant()
  const failure = new DeliveryFailure('transient', 'come back in an hour', 3600)
  const email = moodyProvider([failure])
  const ctx = office.tenant(tenant, { email })
  const { eventId } = await announce(ctx, { ...NOBODY_ELSE, recipient: twoPeople().recipient })

  expect(await secondsOf(notifyPeople(ctx, eventId))).toBe(3600)
  office.time.now += MINUTE
  expect(await secondsOf(notifyPeople(ctx, eventId))).toBe(3600 - 60)
})

it('word of a try that took too long does not undo what the next one did', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const real = office.tenant(tenant)
  const slow: EmailService = {
    provider: 'mock',
    repeatable: true,
    async send() {
      office.time.now += 2 * MINUTE
      await notifyPeople(real, eventId)
      throw new DeliveryFailure('transient', 'timed out')
    },
  }
  const { eventId } = await announce(real, { ...NOBODY_ELSE, recipient: twoPeople().recipient })

  await refusalOf(notifyPeople(office.tenant(tenant, { email: slow }), eventId))

  expect(await deliveriesOf(tenant, eventId)).toMatchObject([{ status: 'sent', attempts: 2, last_error: null }])
})

it('an address that was corrected between two tries gets the mail, the old one stands as failed', async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant()
  const [wrong, right] = [twoPeople().recipient, twoPeople().recipient]
  const email = moodyProvider([new DeliveryFailure('transient', 'greylisted')])
  const ctx = office.tenant(tenant, { email })
  const { shipment, eventId } = await announce(ctx, { ...NOBODY_ELSE, recipient: wrong })
  office.time.now += (await secondsOf(notifyPeople(ctx, eventId))) * 1000
  const corrected = {
    ...shipment,
    recipient: { ...shipment.recipient, email: right },
    version: shipment.version + 1,
  }
  await ctx.commit([ctx.shipments.update(shipment, corrected)], null)

  await notifyPeople(ctx, eventId)

  expect(await mailedTo(wrong, right)).toEqual([right])
  expect(await deliveriesOf(tenant, eventId)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ recipient: wrong, status: 'failed', last_error: 'the recipient is gone' }),
      expect.objectContaining({ recipient: right, status: 'sent' }),
    ]),
  )
})
