import { env } from 'cloudflare:workers'
import { it } from 'vitest'
import { whatsAppWork } from '../../src/composition/whatsapp.ts'
import { ids } from '../../src/core/ids.ts'
import { DeliveryFailure } from '../../src/domain/notifications/delivery-failure.ts'
import { handleOutbound, type OutboundWork } from '../../src/queues/outbound.ts'
import { someTenant } from '../harness/tenants.ts'
import { moodyProvider } from '../use-cases/notifications/moods.ts'
import {
  announce,
  deliveriesOf,
  hubLog,
  mailedTo,
  type Office,
  openOffice,
  outboxOf,
  someUser,
  twoPeople,
} from '../use-cases/notifications/office.ts'
import { consume } from './consume.ts'

function workOf(office: Office, change: Partial<OutboundWork> = {}): OutboundWork {
  return {
    log: office.house.log,
    findTenant: office.house.findTenant,
    tenant: (tenant) => office.tenant(tenant),
    directory: office.house.directory,
    whatsapp: whatsAppWork(office.house, env),
    send: async () => undefined,
    ...change,
  }
}

const consumeAll = (work: OutboundWork, ...bodies: readonly unknown[]) =>
  consume((batch) => handleOutbound(batch, () => work), { queue: 'outbound', attempts: 3 }, bodies)

it('tells people, mails about accounts and relays, each message acknowledged by itself', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const user = await someUser(tenant)
  const people = twoPeople()
  const { eventId } = await announce(office.tenant(tenant), people)
  const entry = { id: ids.make('obx'), type: 'auth_mail', payload: { template: 'reuse_detected', user_id: user.id } }

  const result = await consumeAll(
    workOf(office),
    { type: 'notify', tenant_id: tenant.id, event_id: eventId },
    { type: 'auth_mail', tenant_id: tenant.id, entry },
    { type: 'relay', tenant_id: tenant.id },
  )

  expect(result.acknowledged).toEqual(['m0', 'm1', 'm2'])
  expect(result.retried).toEqual({})
  expect(await mailedTo(people.sender, people.recipient, user.email)).toHaveLength(3)
  expect(await hubLog(`tenant:${tenant.id}`)).toEqual([eventId])
  expect(await outboxOf(tenant)).toEqual([])
})

it('one that fails and one that nobody can read come back; the others are done with', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const people = twoPeople()
  const { eventId } = await announce(office.tenant(tenant), people)
  const work = workOf(office, {
    async findTenant(tenantId) {
      if (tenantId === 'ten_down') throw new Error('D1: who=ana@example.com')
      return office.house.findTenant(tenantId)
    },
  })

  const result = await consumeAll(
    work,
    { type: 'notify', tenant_id: 'ten_down', event_id: 'ntf_1' },
    { type: 'from_the_future', tenant_id: tenant.id },
    'not even an object',
    { type: 'notify', tenant_id: tenant.id, event_id: eventId },
  )

  expect(result.acknowledged).toEqual(['m3'])
  expect(Object.keys(result.retried).sort()).toEqual(['m0', 'm1', 'm2'])
  for (const delaySeconds of Object.values(result.retried)) {
    expect(delaySeconds).toBeGreaterThanOrEqual(10)
    expect(delaySeconds).toBeLessThanOrEqual(20)
  }
  expect(office.logged.filter((line) => line.includes('message_unreadable'))).toHaveLength(2)
  expect(office.logged.filter((line) => line.includes('message_failed'))).toHaveLength(1)
  expect(office.logged.join()).not.toContain('ana@example.com')
  expect(await mailedTo(people.recipient)).toEqual([people.recipient])
})

it.for([
  ['as long as the provider asks', 90, 90, 108],
  ['no longer than a queue can', 7 * 24 * 3600, 43_200, 43_200],
] as const)('a mail that waits comes back %s', async ([, asked, least, most], { expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const { eventId } = await announce(office.tenant(tenant), { ...twoPeople(), sender: null })
  const failure = new DeliveryFailure('transient', 'slow down', asked)
  const email = moodyProvider([failure])

  const sent: [unknown, number][] = []
  const send = async (body: unknown, seconds: number) => void sent.push([body, seconds])
  const message = { type: 'notify', tenant_id: tenant.id, event_id: eventId }

  const result = await consumeAll(workOf(office, { tenant: (who) => office.tenant(who, { email }), send }), message)

  // A new message: waiting uses up none of the tries that this one has.
  expect(result).toEqual({ acknowledged: ['m0'], retried: {} })
  expect(sent).toEqual([[message, expect.any(Number)]])
  expect(sent[0]?.[1]).toBeGreaterThanOrEqual(least)
  expect(sent[0]?.[1]).toBeLessThanOrEqual(most)
})

it('a mail that waits while the queue takes nothing comes back by itself', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const { eventId } = await announce(office.tenant(tenant), { ...twoPeople(), sender: null })
  const email = moodyProvider([new DeliveryFailure('transient', 'slow down', 90)])
  const send = async () => {
    throw new Error('the queue is away')
  }
  const work = workOf(office, { tenant: (who) => office.tenant(who, { email }), send })
  const result = await consumeAll(work, { type: 'notify', tenant_id: tenant.id, event_id: eventId })
  expect(result.acknowledged).toEqual([])
  expect(Object.keys(result.retried)).toEqual(['m0'])
})

it('nobody is told for a company that is suspended or gone', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const { eventId } = await announce(office.tenant(tenant), twoPeople())
  await env.DIRECTORY_DB.prepare("UPDATE tenants SET status = 'suspended' WHERE id = ?").bind(tenant.id).run()

  const result = await consumeAll(
    workOf(office),
    { type: 'notify', tenant_id: tenant.id, event_id: eventId },
    { type: 'notify', tenant_id: ids.make('ten'), event_id: eventId },
  )

  expect(result.acknowledged).toEqual(['m0', 'm1'])
  expect(await deliveriesOf(tenant, eventId)).toEqual([])
})

it('works through more messages than it holds at once', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const { eventId } = await announce(office.tenant(tenant), { ...twoPeople(), sender: null })
  const one = { type: 'notify', tenant_id: tenant.id, event_id: eventId }
  const result = await consumeAll(workOf(office), ...Array.from({ length: 50 }, () => one))
  expect(result.acknowledged.length + Object.keys(result.retried).length).toBe(50)
  expect(await deliveriesOf(tenant, eventId)).toMatchObject([{ status: 'sent', attempts: 1 }])
})
