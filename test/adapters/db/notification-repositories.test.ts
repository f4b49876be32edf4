import { env } from 'cloudflare:workers'
import { it } from 'vitest'
import { createDeliveryRepository } from '../../../src/adapters/db/repositories/delivery-repository.ts'
import { createNotificationRepository } from '../../../src/adapters/db/repositories/notification-repository.ts'
import { openTenantDatabase, type SqlStatement } from '../../../src/core/database.ts'
import { ids } from '../../../src/core/ids.ts'
import { type Channel, Delivery } from '../../../src/domain/notifications/delivery.ts'
import type { DeliveryClaim } from '../../../src/domain/notifications/delivery-ports.ts'
import { NotificationEvent } from '../../../src/domain/notifications/notification-event.ts'
import type { Statement } from '../../../src/domain/statement.ts'

const NOW = Date.UTC(2026, 10, 23, 12)

/** One tenant's rows in the shard that all of these share. */
function open(tenantId: string) {
  const db = openTenantDatabase(env.TENANT_DB_0, tenantId)
  return {
    notifications: createNotificationRepository(db),
    deliveries: createDeliveryRepository(db),
    run: (...statements: readonly Statement[]) => db.commit(statements as readonly SqlStatement[]),
  }
}

const eventOf = (tenantId: string, id = ids.make('ntf')) =>
  NotificationEvent.create({
    id,
    tenantId,
    type: 'shipment.arrived',
    subjectType: 'shipment',
    subjectId: 'shp_1',
    payload: { text: 'naïve "quotes" \u2028 😀', bag_id: null, nested: [1, { a: true }] },
    audience: { users: ['usr_1'] },
    createdAt: NOW,
  })

const deliveryOf = (tenantId: string, recipient: string, channel: Channel = 'email') =>
  Delivery.create({ id: ids.make('dlv'), tenantId, eventId: 'ntf_1', recipient, channel, now: NOW })

const claimOf = (
  eventId: string,
  wanted: readonly Delivery[],
  now: number,
  leaseUntil: number,
  change: Partial<DeliveryClaim> = {},
): DeliveryClaim => ({
  eventId,
  shipmentId: null,
  wanted,
  suppress: [],
  now,
  leaseUntil,
  unrepeatable: [],
  settleBy: now + 1_000,
  quiet: null,
  changedAt: {},
  madeBefore: 0,
  ...change,
})

it('events come back as they were recorded, newest first, page by page', async ({ expect }) => {
  const { notifications, run } = open('ten_list')
  const events = Array.from({ length: 150 }, () => eventOf('ten_list'))
  const statements = notifications.record(events)
  expect(statements).toHaveLength(2)
  await run(...statements)
  const newestFirst = [...events].sort((a, b) => (a.id < b.id ? 1 : -1))

  const first = await notifications.list({ limit: 100, after: null })
  expect(first.items).toEqual(newestFirst.slice(0, 100))
  const second = await notifications.list({ limit: 100, after: first.next })
  expect(second).toEqual({ items: newestFirst.slice(100), next: null })
  expect(notifications.record([])).toEqual([])
})

it('what is pending is this tenant’s, oldest first, with its event, and says whether there is more', async ({
  expect,
}) => {
  const [mine, theirs] = [open('ten_mine'), open('ten_theirs')]
  const events = [eventOf('ten_mine'), eventOf('ten_mine')]
  const foreign = eventOf('ten_theirs')
  await mine.run(...mine.notifications.record([...events].reverse()))
  await mine.run(
    mine.notifications.enqueue({ id: 'zzz', type: 'flight_alert.watch', payload: { flight_id: 'x' } }, NOW),
  )
  await theirs.run(...theirs.notifications.record([foreign]))

  const claim = (limit: number, done: readonly string[] = []) => ({
    holder: 'h',
    now: NOW,
    until: NOW + 1,
    limit,
    done,
  })
  const all = await mine.notifications.claimOutbox(claim(3))
  expect(all.entries.map((entry) => [entry.id, entry.type, entry.event])).toEqual([
    ...events.map((event) => [event.id, 'notification', event]),
    ['zzz', 'flight_alert.watch', null],
  ])
  expect((await mine.notifications.claimOutbox(claim(2))).entries).toEqual(all.entries.slice(0, 2))

  const done = [...events.map((event) => event.id), foreign.id]
  expect(await mine.notifications.claimOutbox(claim(0, done))).toMatchObject({ entries: [], hasMore: true })
  expect((await mine.notifications.claimOutbox(claim(10))).entries.map((entry) => entry.id)).toEqual(['zzz'])
  expect(await mine.notifications.claimOutbox(claim(0, ['zzz']))).toMatchObject({ entries: [], hasMore: false })
  expect((await theirs.notifications.claimOutbox(claim(10))).entries.map((entry) => entry.id)).toEqual([foreign.id])
})

it('watching again moves the end of it', async ({ expect }) => {
  const { notifications, run } = open('ten_watch')
  await run(...notifications.record([eventOf('ten_watch')]))
  await run(notifications.watch('shp_1', NOW))
  const claim = { holder: 'h', now: NOW, until: NOW + 1, limit: 10, done: [] }
  expect((await notifications.claimOutbox(claim)).watched).toEqual(new Set())
  await run(notifications.watch('shp_1', NOW + 1))
  expect((await notifications.claimOutbox(claim)).watched).toEqual(new Set(['shp_1']))
})

it('a delivery is made once and held by one, whoever claims it and however often', async ({ expect }) => {
  const { deliveries } = open('ten_claim')
  const wanted = deliveryOf('ten_claim', 'a@example.com')
  const first = await deliveries.claim(claimOf('ntf_1', [wanted], NOW, NOW + 100, { shipmentId: 'shp_1' }))
  const held = { attempts: 1, nextAttemptAt: NOW + 100, leasedUntil: NOW + 100, shipmentId: 'shp_1' }
  expect(first).toEqual({ claimed: [{ ...wanted, ...held }], nextDueAt: null, circuits: [] })

  const again = [deliveryOf('ten_claim', 'a@example.com'), deliveryOf('ten_claim', 'b@example.com')]
  const second = await deliveries.claim(claimOf('ntf_1', again, NOW + 99, NOW + 200))
  expect(second.claimed.map((each) => each.recipient)).toEqual(['b@example.com'])
  expect(second.nextDueAt).toBe(NOW + 100)

  const third = await deliveries.claim(claimOf('ntf_1', again, NOW + 100, NOW + 300))
  expect(third.claimed).toMatchObject([{ id: wanted.id, attempts: 2 }])
  expect(third.nextDueAt).toBe(NOW + 200)
})

it('what came of an earlier claim is dropped once there was another', async ({ expect }) => {
  const { deliveries, run } = open('ten_late')
  const [early] = (await deliveries.claim(claimOf('ntf_1', [deliveryOf('ten_late', 'a@example.com')], NOW, NOW + 1)))
    .claimed
  const [late] = (await deliveries.claim(claimOf('ntf_1', [], NOW + 1, NOW + 2))).claimed
  if (!early || !late) throw new Error('both are claims')
  await run(deliveries.settle('ntf_1', [{ ...late, status: 'sent' }], NOW + 1))
  await run(deliveries.settle('ntf_1', [{ ...early, status: 'failed', lastError: 'timed out' }], NOW + 1))
  expect((await deliveries.list({}, { limit: 10, after: null })).items).toMatchObject([
    { status: 'sent', lastError: null, attempts: 2 },
  ])
})

it('giving up fails what is queued of that event, and of this tenant', async ({ expect }) => {
  const [mine, theirs] = [open('ten_up'), open('ten_other')]
  await mine.deliveries.claim(claimOf('ntf_1', [deliveryOf('ten_up', 'a@example.com')], NOW, NOW))
  await mine.deliveries.claim(claimOf('ntf_2', [deliveryOf('ten_up', 'a@example.com')], NOW, NOW))
  await theirs.deliveries.claim(claimOf('ntf_1', [deliveryOf('ten_other', 'a@example.com')], NOW, NOW))
  await mine.run(mine.deliveries.giveUp('ntf_1', 'every try failed', NOW + 5))
  const page = { limit: 10, after: null }
  expect((await mine.deliveries.list({}, page)).items).toMatchObject([
    { eventId: 'ntf_2', status: 'queued' },
    { eventId: 'ntf_1', status: 'failed', lastError: 'every try failed', nextAttemptAt: null, updatedAt: NOW + 5 },
  ])
  expect((await theirs.deliveries.list({}, page)).items).toMatchObject([{ status: 'queued' }])
})

it('deliveries are listed newest first, by status, channel and shipment', async ({ expect }) => {
  const { deliveries } = open('ten_page')
  const wanted = Array.from({ length: 5 }, (_, i) => deliveryOf('ten_page', `p${i}@example.com`))
  const ofShipment = wanted.filter((_, i) => i % 2 === 1)
  await deliveries.claim(claimOf('ntf_1', ofShipment, NOW, NOW, { shipmentId: 'shp_1' }))
  await deliveries.claim(claimOf('ntf_1', wanted, NOW, NOW))
  const newestFirst = wanted
    .map((delivery) => delivery.id)
    .sort()
    .reverse()
  const listed = async (...asked: Parameters<typeof deliveries.list>) =>
    (await deliveries.list(...asked)).items.map((delivery) => delivery.id)

  const first = await deliveries.list({}, { limit: 3, after: null })
  expect(first.items.map((delivery) => delivery.id)).toEqual(newestFirst.slice(0, 3))
  expect(await listed({}, { limit: 3, after: first.next })).toEqual(newestFirst.slice(3))
  const page = { limit: 10, after: null }
  expect(await listed({ status: 'queued', channel: 'email' }, page)).toEqual(newestFirst)
  expect(await listed({ status: 'sent' }, page)).toEqual([])
  expect(await listed({ channel: 'push' }, page)).toEqual([])
  const idsOfShipment = ofShipment.map((delivery) => delivery.id)
  expect(await listed({ shipmentId: 'shp_1' }, page)).toEqual(idsOfShipment.sort().reverse())
  await expect(listed({ shipmentId: 'shp_1', status: 'queued' }, page)).rejects.toThrow('not offered together')
})
