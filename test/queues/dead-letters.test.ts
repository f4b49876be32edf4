import { it } from 'vitest'
import { ids } from '../../src/core/ids.ts'
import { DeliveryFailure } from '../../src/domain/notifications/delivery-failure.ts'
import type { EmailService } from '../../src/domain/notifications/ports.ts'
import { type DeadLetterWork, handleDeadLetters } from '../../src/queues/dead-letters.ts'
import { notifyPeople } from '../../src/use-cases/notifications/notify-people.ts'
import { someTenant } from '../harness/tenants.ts'
import { moodyProvider, realEmail } from '../use-cases/notifications/moods.ts'
import {
  announce,
  deliveriesOf,
  type Office,
  openOffice,
  refusalOf,
  twoPeople,
} from '../use-cases/notifications/office.ts'
import { consume } from './consume.ts'

const notify = (tenantId: string, eventId: string) => ({ type: 'notify', tenant_id: tenantId, event_id: eventId })

function workOf(office: Office, change: Partial<DeadLetterWork> = {}) {
  const kept: { queue: string; id: string; body: unknown }[] = []
  const work: DeadLetterWork = {
    log: office.house.log,
    findTenant: office.house.findTenant,
    tenant: (tenant) => office.tenant(tenant),
    keep: async (letter) => void kept.push(letter),
    ...change,
  }
  return { work, kept }
}

const consumeAll = (work: DeadLetterWork, queue: string, ...bodies: readonly unknown[]) =>
  consume((batch) => handleDeadLetters(batch, () => work), { queue, attempts: 1 }, bodies)

it('what was still to be sent stands as failed for staff, what was sent stays sent', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const people = twoPeople()
  const real = office.tenant(tenant)
  const email: EmailService = {
    provider: 'mock',
    repeatable: true,
    async send(mail) {
      if (mail.to === people.recipient) throw new DeliveryFailure('transient', 'busy')
      return realEmail().send(mail)
    },
  }
  const { eventId } = await announce(real, people)
  await refusalOf(notifyPeople(office.tenant(tenant, { email }), eventId))
  const { work, kept } = workOf(office)

  const result = await consumeAll(work, 'outbound-dead', notify(tenant.id, eventId))

  expect(result.acknowledged).toEqual(['m0'])
  expect(await deliveriesOf(tenant, eventId)).toMatchObject([
    { recipient: people.sender, status: 'sent' },
    { recipient: people.recipient, status: 'failed', last_error: 'every try failed', next_attempt_at: null },
  ])
  const failed = await real.deliveries.list({ status: 'failed' }, { limit: 10, after: null })
  expect(failed.items).toMatchObject([{ eventId, recipient: people.recipient }])
  expect(kept).toEqual([{ queue: 'outbound-dead', id: 'm0', body: notify(tenant.id, eventId) }])
})

it('every letter is kept and logged by its type and ids, also one that nobody can read', async ({ expect }) => {
  const office = openOffice()
  const { work, kept } = workOf(office)
  const unwatch = { type: 'flight_alert.unwatch', tenant_id: 'ten_1', flight_id: 'flt_1', flight_number: 'IB6501' }
  const result = await consumeAll(
    work,
    'flight-updates-dead',
    unwatch,
    { type: 'relay', tenant_id: 'ten_1' },
    notify(ids.make('ten'), 'ntf_of_nobody'),
    { what: 'is this', to: 'ana@example.com' },
  )

  expect(result.acknowledged).toEqual(['m0', 'm1', 'm2', 'm3'])
  expect(kept.map((letter) => letter.id)).toEqual(['m0', 'm1', 'm2', 'm3'])
  const lines = office.logged.map((line) => JSON.parse(line)).filter((line) => line.event === 'dead_letter')
  expect(lines.map((line) => [line.level, line.type, line.event_id])).toEqual([
    ['error', 'flight_alert.unwatch', undefined],
    ['error', 'relay', null],
    ['error', 'notify', 'ntf_of_nobody'],
    ['error', 'unreadable', undefined],
  ])
  expect(office.logged.join()).not.toContain('ana@example.com')
})

it('a letter that cannot be stored comes back after minutes, and the others are done with', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const email = moodyProvider([new DeliveryFailure('transient', 'busy')])
  const { eventId } = await announce(office.tenant(tenant), { ...twoPeople(), sender: null })
  await refusalOf(notifyPeople(office.tenant(tenant, { email }), eventId))
  const { work, kept } = workOf(office, {
    async findTenant(tenantId) {
      if (tenantId === 'ten_down') throw new Error('the directory is away')
      return office.house.findTenant(tenantId)
    },
  })

  const result = await consumeAll(work, 'outbound-dead', notify('ten_down', 'ntf_1'), notify(tenant.id, eventId))

  expect(result.acknowledged).toEqual(['m1'])
  expect(result.retried).toEqual({ m0: 300 })
  expect(kept).toHaveLength(2)
  expect(await deliveriesOf(tenant, eventId)).toMatchObject([{ status: 'failed' }])
})

it('deliveries stand as failed also while the letter itself cannot be kept', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const email = moodyProvider([new DeliveryFailure('transient', 'busy')])
  const { eventId } = await announce(office.tenant(tenant), { ...twoPeople(), sender: null })
  await refusalOf(notifyPeople(office.tenant(tenant, { email }), eventId))
  const { work } = workOf(office, {
    keep: async () => {
      throw new Error('the bucket is away')
    },
  })
  const result = await consumeAll(work, 'outbound-dead', notify(tenant.id, eventId))
  expect(result.retried).toEqual({ m0: 300 })
  expect(await deliveriesOf(tenant, eventId)).toMatchObject([{ status: 'failed' }])
})
