import { listDurableObjectIds } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { it } from 'vitest'
import { ids } from '../../../src/core/ids.ts'
import { NotificationEvent } from '../../../src/domain/notifications/notification-event.ts'
import type { HubMessage, Hubs } from '../../../src/domain/notifications/ports.ts'
import { notifyPeople } from '../../../src/use-cases/notifications/notify-people.ts'
import { relayDirectoryOutbox, relayOutbox, topicsOf } from '../../../src/use-cases/notifications/relay-outbox.ts'
import { createShipment } from '../../../src/use-cases/shipments/create-shipment.ts'
import { transitionShipment } from '../../../src/use-cases/shipments/transition-shipment.ts'
import { aNewShipment } from '../../harness/shipment-factory.ts'
import { someTenant } from '../../harness/tenants.ts'
import { announce, hubLog, mailedTo, NOON, openOffice, outboxOf, someUser, twoPeople } from './office.ts'
import { dyingBeforeItCleansUp } from './relays.ts'

it('goes to the hub in order and to the queue, and leaves nothing behind, in two round trips', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const ctx = office.tenant(tenant)
  const { shipment, eventId } = await announce(ctx, twoPeople())
  await transitionShipment(ctx, { id: shipment.id, to: 'received' })
  const pending = await outboxOf(tenant)

  const { trips } = office.house.meter
  expect(await relayOutbox(ctx)).toBe(2)

  expect(office.house.meter.trips - trips).toBe(2)
  expect(await hubLog(`tenant:${tenant.id}`)).toEqual([...pending].sort())
  expect(office.outbound).toEqual([{ type: 'notify', tenant_id: tenant.id, event_id: eventId }])
  expect(await outboxOf(tenant)).toEqual([])
})

it('two relays and two consumers at once are one entry in the hub and one mail a person', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const people = twoPeople()
  const { eventId } = await announce(office.tenant(tenant), people)

  await Promise.all([relayOutbox(office.tenant(tenant)), relayOutbox(office.tenant(tenant))])
  expect(office.outbound).toHaveLength(1)
  await Promise.allSettled(
    [...office.outbound, ...office.outbound].map((job) =>
      notifyPeople(office.tenant(tenant), job.type === 'notify' ? job.event_id : ''),
    ),
  )

  expect(await hubLog(`tenant:${tenant.id}`)).toEqual([eventId])
  expect(await mailedTo(people.sender, people.recipient)).toEqual([people.sender, people.recipient])
})

it('a relay that dies before the queue, and one that dies before it cleans up, are repeated without a second mail', async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant()
  const people = twoPeople()
  const ctx = office.tenant(tenant)
  const { eventId } = await announce(ctx, people)
  const died = async () => {
    throw new Error('killed')
  }

  await expect(relayOutbox({ ...ctx, dispatch: { ...ctx.dispatch, outbound: died } })).rejects.toThrow('killed')
  expect(await outboxOf(tenant)).toEqual([eventId])
  expect(office.outbound).toEqual([])
  await expect(relayOutbox(dyingBeforeItCleansUp(ctx))).rejects.toThrow('killed')
  expect(await outboxOf(tenant)).toEqual([eventId])
  await relayOutbox(ctx)

  expect(await outboxOf(tenant)).toEqual([])
  expect(office.outbound).toHaveLength(2)
  for (const _job of office.outbound) await notifyPeople(ctx, eventId)
  expect(await hubLog(`tenant:${tenant.id}`)).toEqual([eventId])
  expect(await mailedTo(people.sender, people.recipient)).toEqual([people.sender, people.recipient])
})

it('nothing reaches the queue or is forgotten while the hub does not answer', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const ctx = office.tenant(tenant)
  const { eventId } = await announce(ctx, twoPeople())
  const deaf = {
    ...ctx.hubs.tenant(tenant.id),
    publish: async () => {
      throw new Error('the hub is away')
    },
  }

  await expect(relayOutbox({ ...ctx, hubs: { ...ctx.hubs, tenant: () => deaf } })).rejects.toThrow('the hub is away')

  expect(office.outbound).toEqual([])
  expect(await outboxOf(tenant)).toEqual([eventId])
})

/** The hubs themselves, with a note of what the public ones are told. */
function overheard(hubs: Hubs) {
  const told: { shipmentId: string; messages: readonly HubMessage[] }[] = []
  const listening: Hubs = {
    ...hubs,
    shipment: (shipmentId) => ({
      ...hubs.shipment(shipmentId),
      async publish(messages) {
        told.push({ shipmentId, messages })
        await hubs.shipment(shipmentId).publish(messages)
      },
    }),
  }
  return { told, listening }
}

it('a watched shipment is told to everyone without a word of people, one that is not watched wakes no hub', async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant()
  const base = office.tenant(tenant)
  const { told, listening } = overheard(base.hubs)
  const ctx = { ...base, hubs: listening }
  const watched = await announce(ctx, twoPeople())
  const unwatched = await announce(ctx, twoPeople())
  const noLonger = await announce(ctx, twoPeople())
  await ctx.commit(
    [
      ctx.notifications.watch(watched.shipment.id, office.time.now + 1),
      ctx.notifications.watch(noLonger.shipment.id, office.time.now),
    ],
    null,
  )
  await relayOutbox(ctx)

  expect(told).toEqual([
    {
      shipmentId: watched.shipment.id,
      messages: [
        {
          id: watched.eventId,
          event: 'shipment.created',
          at: new Date(NOON).toISOString(),
          topics: [],
          audience: { staff: false, users: [], everyone: true },
          data: { status: 'created', code: 'BKD', airport: 'MAD', occurred_at: new Date(NOON).toISOString() },
        },
      ],
    },
  ])
  expect(await hubLog(`shipment:${watched.shipment.id}`)).toEqual([watched.eventId])
  const awake = (await listDurableObjectIds(env.NOTIFICATION_HUB)).map(String)
  expect(awake).toContain(String(env.NOTIFICATION_HUB.idFromName(`shipment:${watched.shipment.id}`)))
  for (const { shipment } of [unwatched, noLonger]) {
    expect(awake).not.toContain(String(env.NOTIFICATION_HUB.idFromName(`shipment:${shipment.id}`)))
  }
})

it('watching is per tenant: another tenant that watches the same id changes nothing', async ({ expect }) => {
  const office = openOffice()
  const [tenant, other] = [await someTenant(), await someTenant()]
  const base = office.tenant(tenant)
  const { told, listening } = overheard(base.hubs)
  const { shipment } = await announce(base, twoPeople())
  const theirs = office.tenant(other)
  await theirs.commit([theirs.notifications.watch(shipment.id, NOON * 2)], null)

  await relayOutbox({ ...base, hubs: listening })

  expect(told).toEqual([])
})

it('work for flights and account mail goes to its own queue', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const ctx = office.tenant(tenant)
  const flight = { flight_id: 'flt_1', flight_number: 'IB6501' }
  const mail = { id: ids.make('obx'), type: 'auth_mail', payload: { template: 'reuse_detected' } } as const
  await ctx.commit(
    [
      ctx.notifications.enqueue({ id: 'obx_1', type: 'flight_alert.watch', payload: flight }, NOON),
      ctx.notifications.enqueue({ id: 'obx_2', type: 'flight_alert.unwatch', payload: flight }, NOON),
      ctx.notifications.enqueue(mail, NOON),
    ],
    null,
  )

  expect(await relayOutbox(ctx)).toBe(3)

  expect(office.flights).toEqual([
    { type: 'flight_alert.watch', tenant_id: tenant.id, ...flight },
    { type: 'flight_alert.unwatch', tenant_id: tenant.id, ...flight },
  ])
  expect(office.outbound).toEqual([{ type: 'auth_mail', tenant_id: tenant.id, entry: mail }])
})

it('goes page by page, and hands what is too much for one go to the queue', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const ctx = office.tenant(tenant)
  for (let i = 0; i < 5; i++) await createShipment(ctx, aNewShipment())
  const pending = [...(await outboxOf(tenant))].sort()

  expect(await relayOutbox(ctx, { pageSize: 2, maxPages: 2 })).toBe(4)

  expect(await outboxOf(tenant)).toEqual(pending.slice(4))
  expect(office.outbound.at(-1)).toEqual({ type: 'relay', tenant_id: tenant.id })
  expect(await relayOutbox(ctx, { pageSize: 2, maxPages: 2 })).toBe(1)
  expect(office.outbound.filter((job) => job.type === 'relay')).toHaveLength(1)
  expect(await hubLog(`tenant:${tenant.id}`)).toEqual(pending)
})

it('names the topics that a socket may choose an event by', ({ expect }) => {
  const event = (subjectType: 'shipment' | 'bag' | 'flight', payload = {}) =>
    NotificationEvent.create({
      id: 'ntf_1',
      tenantId: 'ten_1',
      type: 'shipment.bagged',
      subjectType,
      subjectId: 'x_1',
      payload,
      createdAt: NOON,
    })
  expect(topicsOf(event('shipment'))).toEqual(['shipments', 'shipment:x_1'])
  expect(topicsOf(event('shipment', { bag_id: null }))).toEqual(['shipments', 'shipment:x_1'])
  expect(topicsOf(event('shipment', { bag_id: 'bag_9' }))).toEqual(['shipments', 'shipment:x_1', 'bag:bag_9'])
  expect(topicsOf(event('bag', { bag_id: 'x_1' }))).toEqual(['bags', 'bag:x_1'])
  expect(topicsOf(event('flight'))).toEqual(['flights', 'flight:x_1'])
})

it("relays the directory's account mail with the tenant it belongs to, and keeps it while the queue is away", async ({
  expect,
}) => {
  await relayDirectoryOutbox(openOffice().house.directory({ kind: 'system', job: 'what other tests left' }))
  const office = openOffice()
  const tenant = await someTenant()
  const user = await someUser(tenant)
  const directory = {
    ...office.house.directory({ kind: 'system', job: 'test' }),
    dispatch: office.tenant(tenant).dispatch,
  }
  const entry = {
    id: ids.make('obx'),
    type: 'auth_mail',
    payload: { template: 'reuse_detected', tenant_id: tenant.id, user_id: user.id },
  } as const
  await directory.commit([directory.notifications.enqueue(entry, NOON)], null)
  const away = {
    ...directory.dispatch,
    outbound: async () => {
      throw new Error('the queue is away')
    },
  }

  await expect(relayDirectoryOutbox({ ...directory, dispatch: away })).rejects.toThrow('the queue is away')
  expect(await relayDirectoryOutbox(directory)).toBe(1)

  expect(office.outbound).toEqual([{ type: 'auth_mail', tenant_id: tenant.id, entry }])
  expect(await relayDirectoryOutbox(directory)).toBe(0)
})
