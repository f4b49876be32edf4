import fc from 'fast-check'
import { it } from 'vitest'
import { DeliveryFailure } from '../../../src/domain/notifications/delivery-failure.ts'
import type { EmailService } from '../../../src/domain/notifications/ports.ts'
import type { TenantContext } from '../../../src/use-cases/context.ts'
import { giveUpDeliveries } from '../../../src/use-cases/notifications/give-up-deliveries.ts'
import { notifyPeople } from '../../../src/use-cases/notifications/notify-people.ts'
import { recordDeliveryReport } from '../../../src/use-cases/notifications/record-delivery-report.ts'
import { someTenant } from '../../harness/tenants.ts'
import { moodyPush, moodyWhatsApp, realEmail, someDevices } from './moods.ts'
import { announce, deliveriesOf, died, mailedTo, NOON, openOffice, refusalOf, twoPeople } from './office.ts'

const CUSTOMER = 'usr_customer'

/** Where a consumer may die: before it reads, before it claims, after the claim, before what became of it is stored, or after all of it. */
const DEATHS = ['reading', 'claiming', 'claimed', 'storing', 'never'] as const
type Death = (typeof DEATHS)[number]

function mortal(ctx: TenantContext, death: Death): TenantContext {
  switch (death) {
    case 'reading':
      return { ...ctx, notifications: { ...ctx.notifications, findWithShipment: died } }
    case 'claiming':
      return { ...ctx, deliveries: { ...ctx.deliveries, claim: died } }
    case 'claimed':
      return {
        ...ctx,
        deliveries: {
          ...ctx.deliveries,
          async claim(claim) {
            await ctx.deliveries.claim(claim)
            return died()
          },
        },
      }
    case 'storing':
      return { ...ctx, commit: died }
    case 'never':
      return ctx
  }
}

const step = fc.record({
  event: fc.integer({ min: 0, max: 2 }),
  death: fc.constantFrom(...DEATHS),
  /** The queue brings it to so many consumers at once. */
  copies: fc.integer({ min: 1, max: 3 }),
  secondsLater: fc.constantFrom(0, 1, 61, 400),
})
const mood = fc.constantFrom<'fine' | 'busy' | 'refuses' | 'fine'>('fine', 'fine', 'busy', 'refuses')

it('whatever dies, repeats, overtakes or fails: a mail comes once, a message to a phone at most once, and what did not come is seen', async ({
  expect,
}) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 12 }),
      fc.array(mood, { maxLength: 6 }),
      fc.array(mood, { maxLength: 6 }),
      async (steps, mailMoods, phoneMoods) => {
        const office = openOffice()
        const tenant = await someTenant()
        const people = twoPeople()
        const failures = {
          busy: new DeliveryFailure('transient', 'busy', 1),
          refuses: new DeliveryFailure('permanent', 'no'),
        }
        const moods = (given: readonly string[]) =>
          given.map((each) => (each === 'busy' || each === 'refuses' ? failures[each] : null))
        const mailMood = moods(mailMoods)
        const known = new Set<string>()
        const email: EmailService = {
          ...realEmail(),
          async send(mail) {
            // What it took under a key it answers again, whatever its mood.
            const trouble = known.has(mail.idempotencyKey) ? null : (mailMood.shift() ?? null)
            if (trouble) throw trouble
            known.add(mail.idempotencyKey)
            return realEmail().send(mail)
          },
        }
        const whatsapp = moodyWhatsApp(moods(phoneMoods))
        const push = moodyPush()
        const { directory } = someDevices(tenant, CUSTOMER)
        const ctx = office.tenant(tenant, {
          email,
          whatsapp: whatsapp.service,
          push: push.service,
          devices: directory,
        })
        const events = []
        for (let i = 0; i < 3; i++) {
          const told = { notify: { email: true, whatsapp: true, push: true }, customerUserId: CUSTOMER }
          events.push((await announce(ctx, { ...people, sender: null }, told)).eventId)
        }

        for (const { event, death, copies, secondsLater } of steps) {
          const eventId = events[event] ?? ''
          await Promise.all(Array.from({ length: copies }, () => refusalOf(notifyPeople(mortal(ctx, death), eventId))))
          office.time.now += secondsLater * 1000
        }
        // The queue brings every message until it is acknowledged.
        for (let round = 0; round < 30; round++) {
          const left = await Promise.all(events.map((eventId) => refusalOf(notifyPeople(ctx, eventId))))
          if (left.every((refusal) => refusal === null)) break
          office.time.now += 61_000
        }

        for (const eventId of events) {
          const rows = await deliveriesOf(tenant, eventId)
          expect(rows.every((row) => row.status === 'sent' || row.status === 'failed')).toBe(true)
          const mails = rows.filter((row) => row.channel === 'email')
          expect(mails).toHaveLength(1)
        }
        const all = (await Promise.all(events.map((eventId) => deliveriesOf(tenant, eventId)))).flat()
        const sent = (channel: string) => all.filter((row) => row.channel === channel && row.status === 'sent')
        const inDoubt = (channel: string) => sent(channel).filter((row) => row.settle_by !== null).length
        expect(await mailedTo(people.recipient)).toHaveLength(sent('email').length)
        expect(inDoubt('email')).toBe(0)
        for (const [channel, taken] of [
          ['whatsapp', whatsapp.taken.length],
          ['push', push.taken.length],
        ] as const) {
          const known = sent(channel).length - inDoubt(channel)
          expect(taken).toBeGreaterThanOrEqual(known)
          expect(taken).toBeLessThanOrEqual(sent(channel).length)
        }
        const keys = [...whatsapp.keys, ...push.keys]
        expect(new Set(keys).size).toBe(keys.length)
      },
    ),
    { numRuns: 12 },
  )
}, 120_000)

it('what is going out at this moment is not given up, and its word counts', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const { service, taken } = moodyWhatsApp()
  const real = office.tenant(tenant)
  const slow: typeof service = {
    ...service,
    async send(message) {
      await giveUpDeliveries(real, eventId)
      return service.send(message)
    },
  }
  const told = { notify: { email: false, whatsapp: true, push: false } }
  const { eventId } = await announce(real, { ...twoPeople(), sender: null }, told)
  await notifyPeople(office.tenant(tenant, { whatsapp: slow }), eventId)
  const rows = await deliveriesOf(tenant, eventId)
  expect(rows.map((row) => row.status)).toEqual(['sent', 'sent'])
  expect(taken).toHaveLength(2)
})

it('who was asleep for most of the lease sends nothing, and leaves it to the next without spending a try', async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant()
  const { service, taken } = moodyWhatsApp()
  const slow: typeof service = {
    ...service,
    async send(message) {
      office.time.now += 30_000
      return service.send(message)
    },
  }
  const told = { notify: { email: false, whatsapp: true, push: false } }
  const ctx = office.tenant(tenant, { whatsapp: slow })
  const { eventId } = await announce(ctx, twoPeople(), told)
  await refusalOf(notifyPeople(ctx, eventId))
  expect(taken).toHaveLength(1)
  expect((await deliveriesOf(tenant, eventId)).map((row) => [row.status, row.attempts]).sort()).toEqual([
    ['queued', 0],
    ['sent', 1],
  ])
  office.time.now += 1_000
  await refusalOf(notifyPeople(ctx, eventId))
  expect([...taken].sort()).toEqual(['+34600111222', '+5355512345'])
})

it('a report and a send that cross each other end the same', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const real = office.tenant(tenant)
  const { service } = moodyWhatsApp()
  const crossing: typeof service = {
    ...service,
    async send(message) {
      const deliveryId = message.deliveryKey.split('/')[1] ?? ''
      const report = {
        deliveryId,
        providerMessageId: null,
        channel: 'whatsapp',
        reason: 'not on WhatsApp',
        at: NOON,
      } as const
      await recordDeliveryReport(real, [{ ...report, status: 'failed' }])
      return service.send(message)
    },
  }
  const told = { notify: { email: false, whatsapp: true, push: false } }
  const { eventId } = await announce(real, twoPeople(), told)
  await notifyPeople(office.tenant(tenant, { whatsapp: crossing }), eventId)
  for (const row of await deliveriesOf(tenant, eventId)) {
    expect(row).toMatchObject({ status: 'failed', last_error: 'not on WhatsApp', next_attempt_at: null })
    expect(row.provider_message_id).toBe(`wamid.${row.id}`)
  }
})
