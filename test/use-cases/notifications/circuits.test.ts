import { it } from 'vitest'
import { MOST_FAILURES } from '../../../src/domain/notifications/circuit.ts'
import { DeliveryFailure } from '../../../src/domain/notifications/delivery-failure.ts'
import type { NewShipment } from '../../../src/domain/shipments/shipment.ts'
import type { TenantContext } from '../../../src/use-cases/context.ts'
import { notifyPeople } from '../../../src/use-cases/notifications/notify-people.ts'
import { someTenant } from '../../harness/tenants.ts'
import { moodyProvider, moodyWhatsApp } from './moods.ts'
import { announce, deliveriesOf, mailedTo, openOffice, refusalOf, secondsOf, twoPeople } from './office.ts'

const SECOND = 1_000
const PHONE_ONLY: Partial<NewShipment> = { notify: { email: false, whatsapp: true, push: false } }
const toRecipient = () => ({ ...twoPeople(), sender: null })

async function troubles(ctx: TenantContext): Promise<readonly unknown[]> {
  const { items } = await ctx.notifications.list({ limit: 100, after: null })
  return items.filter(({ type }) => type === 'channel.trouble').map(({ payload }) => payload)
}

it('a revoked credential rests the channel without spending tries, is told to staff once, and is tried by one delivery', async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant()
  const revoked = () => new DeliveryFailure('credentials', 'the API key is not valid')
  const email = moodyProvider([revoked(), revoked()])
  const ctx = office.tenant(tenant, { email })
  const first = await announce(ctx, toRecipient())
  const second = await announce(ctx, toRecipient())
  const third = await announce(ctx, toRecipient())

  expect(await secondsOf(notifyPeople(ctx, first.eventId))).toBe(900)
  expect(await secondsOf(notifyPeople(ctx, second.eventId))).toBe(900)
  expect(email.keys).toHaveLength(1)
  expect(await deliveriesOf(tenant, first.eventId)).toMatchObject([
    { status: 'queued', attempts: 0, last_error: 'the API key is not valid' },
  ])
  expect(await troubles(ctx)).toEqual([
    { channel: 'email', provider: 'mock', reason: 'credentials', detail: 'the API key is not valid' },
  ])
  const staff = (await ctx.notifications.list({ limit: 1, after: null })).items[0]
  expect(staff?.audience).toMatchObject({ staff: true, people: false })

  // Half open: one tries it for all, the others wait for what comes of it.
  office.time.now += 900 * SECOND
  const answers = await Promise.all([first, second, third].map(({ eventId }) => secondsOf(notifyPeople(ctx, eventId))))
  expect(email.keys).toHaveLength(2)
  expect(Math.max(...answers)).toBeLessThanOrEqual(1800)
  expect(await troubles(ctx)).toHaveLength(1)

  office.time.now += 3600 * SECOND
  for (const { eventId } of [first, second, third]) await notifyPeople(ctx, eventId)
  expect(
    await mailedTo(...[first, second, third].map(({ shipment }) => String(shipment.recipient.email))),
  ).toHaveLength(3)
  expect(await ctx.circuits.list()).toEqual([])
})

it('staff are told again of the next trouble, after the channel worked', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const email = moodyProvider([
    new DeliveryFailure('credentials', 'revoked'),
    null,
    new DeliveryFailure('credentials', 'again'),
  ])
  const ctx = office.tenant(tenant, { email })
  const first = await announce(ctx, toRecipient())
  await secondsOf(notifyPeople(ctx, first.eventId))
  office.time.now += 900 * SECOND
  await notifyPeople(ctx, first.eventId)
  office.time.now += SECOND
  const second = await announce(ctx, toRecipient())
  await secondsOf(notifyPeople(ctx, second.eventId))
  expect(await troubles(ctx)).toHaveLength(2)
})

it('several that fail at once on a credential are one opening and one word to staff', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const email = moodyProvider(Array.from({ length: 20 }, () => new DeliveryFailure('credentials', 'revoked')))
  const ctx = office.tenant(tenant, { email })
  const made = []
  for (let i = 0; i < 5; i++) made.push(await announce(ctx, toRecipient()))
  await Promise.all(made.map(({ eventId }) => refusalOf(notifyPeople(ctx, eventId))))
  expect(await troubles(ctx)).toHaveLength(1)
  expect(await ctx.circuits.list()).toMatchObject([{ channel: 'email', reason: 'credentials', failures: 1 }])
})

it('a quota that is used up pauses its channel for as long as the provider says, and no other', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const email = moodyProvider([new DeliveryFailure('paused', 'the daily quota is used up', 7200)])
  const whatsapp = moodyWhatsApp()
  const ctx = office.tenant(tenant, { email, whatsapp: whatsapp.service })
  const { eventId } = await announce(ctx, toRecipient(), { notify: { email: true, whatsapp: true, push: false } })
  expect(await secondsOf(notifyPeople(ctx, eventId))).toBe(7200)
  expect(whatsapp.taken).toContain('+5355512345')
  expect(await troubles(ctx)).toEqual([])

  const later = await announce(ctx, toRecipient(), PHONE_ONLY)
  await notifyPeople(ctx, later.eventId)
  expect(whatsapp.taken).toHaveLength(4)
})

it('failures in a row rest a channel; one that went out in between begins the count anew', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const busy = (count: number) => Array.from({ length: count }, () => new DeliveryFailure('transient', 'busy', 5))
  const email = moodyProvider([...busy(MOST_FAILURES - 1), null, ...busy(MOST_FAILURES), null])
  const ctx = office.tenant(tenant, { email })
  const tell = async () => {
    const { eventId } = await announce(ctx, toRecipient())
    return { eventId, refusal: await refusalOf(notifyPeople(ctx, eventId)) }
  }
  for (let i = 0; i < MOST_FAILURES - 1; i++) await tell()
  office.time.now += SECOND
  expect((await tell()).refusal).toBeNull()
  expect(await ctx.circuits.list()).toEqual([])
  office.time.now += SECOND
  for (let i = 0; i < MOST_FAILURES; i++) await tell()

  expect(await ctx.circuits.list()).toMatchObject([
    { failures: MOST_FAILURES, reason: 'transient', openUntil: office.time.now + 30 * SECOND },
  ])
  const tries = email.keys.length
  const waiting = await tell()
  expect(email.keys).toHaveLength(tries)
  expect(waiting.refusal).toHaveProperty('seconds', 30)

  office.time.now += 30 * SECOND
  await notifyPeople(ctx, waiting.eventId)
  expect(await ctx.circuits.list()).toEqual([])
})

it('whoever tries a rested channel and dies leaves it to the next one', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const email = moodyProvider([new DeliveryFailure('paused', 'quota', 60)])
  const ctx = office.tenant(tenant, { email })
  const { eventId, shipment } = await announce(ctx, toRecipient())
  expect(await secondsOf(notifyPeople(ctx, eventId))).toBe(60)
  office.time.now += 60 * SECOND
  const died = async () => {
    throw new Error('killed')
  }
  await expect(notifyPeople({ ...ctx, commit: died }, eventId)).rejects.toThrow('killed')
  expect(await secondsOf(notifyPeople(ctx, eventId))).toBe(60)
  office.time.now += 60 * SECOND
  await notifyPeople(ctx, eventId)
  expect(await mailedTo(String(shipment.recipient.email))).toHaveLength(1)
  expect(await ctx.circuits.list()).toEqual([])
})

it('a company that mends its account does not wait for the end of the rest: the next message tries it', async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant()
  const revoked = (message: string) => new DeliveryFailure('credentials', message)
  const email = moodyProvider([revoked('revoked'), revoked('still')])
  const ctx = office.tenant(tenant, { email })
  const changed = (at: number) => ({
    ...ctx,
    channels: async () => ({ ...(await ctx.channels()), changedAt: { email: at } }),
  })
  const { eventId } = await announce(ctx, toRecipient())
  await secondsOf(notifyPeople(changed(office.time.now), eventId))
  office.time.now += 60 * SECOND
  const before = await announce(ctx, toRecipient())
  expect(await secondsOf(notifyPeople(changed(office.time.now - 60 * SECOND), before.eventId))).toBe(840)
  expect(email.keys).toHaveLength(1)

  // What was changed is still wrong: it rests again, and the same change does not have it tried twice.
  const wrong = await announce(ctx, toRecipient())
  await secondsOf(notifyPeople(changed(office.time.now - 1), wrong.eventId))
  expect(email.keys).toHaveLength(2)
  const again = await announce(ctx, toRecipient())
  await secondsOf(notifyPeople(changed(office.time.now - 1), again.eventId))
  expect(email.keys).toHaveLength(2)

  office.time.now += 60 * SECOND
  const mended = await announce(ctx, toRecipient())
  await notifyPeople(changed(office.time.now - 1), mended.eventId)
  expect(email.keys).toHaveLength(3)
  expect(await ctx.circuits.list()).toEqual([])
  expect(await troubles(ctx)).toHaveLength(1)
})

it("one company's trouble is not another's", async ({ expect }) => {
  const office = openOffice()
  const [tenant, other] = [await someTenant(), await someTenant()]
  const bad = office.tenant(tenant, { email: moodyProvider([new DeliveryFailure('credentials', 'revoked')]) })
  const good = office.tenant(other)
  const { eventId } = await announce(bad, toRecipient())
  await secondsOf(notifyPeople(bad, eventId))
  const fine = await announce(good, toRecipient())
  await notifyPeople(good, fine.eventId)
  expect(await good.circuits.list()).toEqual([])
  expect(await troubles(good)).toEqual([])
})

it('what waits for a day is given up, and staff see why', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const email = moodyProvider(Array.from({ length: 50 }, () => new DeliveryFailure('credentials', 'revoked')))
  const ctx = office.tenant(tenant, { email })
  const { eventId } = await announce(ctx, toRecipient())
  let rounds = 0
  for (let refusal = await refusalOf(notifyPeople(ctx, eventId)); refusal !== null; rounds++) {
    if (!(refusal instanceof Error) || rounds > 60) throw refusal
    office.time.now += Number((refusal as { seconds?: number }).seconds) * SECOND
    refusal = await refusalOf(notifyPeople(ctx, eventId))
  }
  expect(await deliveriesOf(tenant, eventId)).toMatchObject([
    { status: 'failed', last_error: 'revoked', next_attempt_at: null },
  ])
})
