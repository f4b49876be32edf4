import { env } from 'cloudflare:workers'
import { it } from 'vitest'
import { ids } from '../../src/core/ids.ts'
import type { TenantContext } from '../../src/use-cases/context.ts'
import { notifyPeople } from '../../src/use-cases/notifications/notify-people.ts'
import { recordDeliveryReport } from '../../src/use-cases/notifications/record-delivery-report.ts'
import { RetryLater } from '../../src/use-cases/notifications/retry-later.ts'
import { createShipment } from '../../src/use-cases/shipments/create-shipment.ts'
import { aNewShipment } from '../harness/shipment-factory.ts'
import { someTenant } from '../harness/tenants.ts'
import { costOf, OWNER, openCountedHouse } from './house.ts'

async function announced(ctx: TenantContext, change: Parameters<typeof aNewShipment>[0] = {}): Promise<string> {
  await createShipment(ctx, aNewShipment(change))
  return (await ctx.notifications.list({ limit: 1, after: null })).items[0]?.id ?? ''
}

it('telling people of an event is three round trips, on one channel or on two; with devices to look up it is four', async ({
  expect,
}) => {
  const tenant = await someTenant()
  const { house } = openCountedHouse()
  const ctx = house.tenant(tenant, OWNER, 'api')
  await ctx.channels()
  const mail = await announced(ctx)
  const both = await announced(ctx, { notify: { email: true, whatsapp: true, push: false } })
  const trips = async (eventId: string) => {
    const before = house.meter.trips
    await notifyPeople(ctx, eventId)
    return house.meter.trips - before
  }
  expect(await trips(mail)).toBe(3)
  expect(await trips(both)).toBe(3)
  // Told already: what is to be told, and that there is nothing to claim.
  expect(await trips(both)).toBe(2)

  await ctx.commit(
    [ctx.notificationSettings.savePreferences({ matrix: { 'shipment.created': { push: true } }, quietHours: null }, 1)],
    null,
  )
  const push = await announced(ctx, {
    notify: { email: true, whatsapp: true, push: true },
    customerUserId: 'usr_nobody',
  })
  expect(await trips(push)).toBe(4)
})

it('a told event reads a few rows, however many deliveries there are', async ({ expect }) => {
  const tenant = await someTenant()
  const { house } = openCountedHouse()
  const ctx = house.tenant(tenant, OWNER, 'api')
  await ctx.channels()
  const read = async () => {
    const eventId = await announced(ctx, { notify: { email: true, whatsapp: true, push: false } })
    const before = house.meter.rowsRead
    await notifyPeople(ctx, eventId).catch((error: unknown) => {
      // While one tries the channel, the other waits.
      if (!(error instanceof RetryLater)) throw error
    })
    return house.meter.rowsRead - before
  }
  const few = await read()
  const rows = JSON.stringify(
    Array.from({ length: 5_000 }, (_, i) => [ids.make('ntf'), ids.make('dlv'), `p${i}@example.com`]),
  )
  await env.TENANT_DB_0.prepare(
    `INSERT INTO deliveries (tenant_id, event_id, recipient, channel, id, shipment_id, status, attempts, created_at, updated_at)
     SELECT ?, j.value ->> 0, j.value ->> 2, 'email', j.value ->> 1, 'shp_x', 'queued', 0, 1, 1 FROM json_each(?) j`,
  )
    .bind(tenant.id, rows)
    .run()
  expect(await read()).toBeLessThanOrEqual(few + 5)
  // And while a channel that rested is tried again.
  await env.TENANT_DB_0.prepare("INSERT INTO channel_circuits VALUES (?, 'email', 1, 'paused', 1, 2, NULL, NULL, 1)")
    .bind(tenant.id)
    .run()
  expect(await read()).toBeLessThanOrEqual(few + 30)
  expect(few).toBeLessThanOrEqual(80)
})

it('a hundred reports of a provider are one commit, that reads what they are about, however many deliveries there are', async ({
  expect,
}) => {
  const tenant = await someTenant()
  const known = Array.from({ length: 5_000 }, () => ids.make('dlv'))
  const rows = JSON.stringify(known.map((id, i) => [ids.make('ntf'), id, `p${i}@example.com`, `wamid.${i}`]))
  await env.TENANT_DB_0.prepare(
    `INSERT INTO deliveries (tenant_id, event_id, recipient, channel, id, provider_message_id, status, attempts, created_at, updated_at)
     SELECT ?, j.value ->> 0, j.value ->> 2, 'whatsapp', j.value ->> 1, j.value ->> 3, 'sent', 1, 1, 1 FROM json_each(?) j`,
  )
    .bind(tenant.id, rows)
    .run()
  const reports = known.slice(0, 100).map((id, i) => ({
    deliveryId: i % 2 === 0 ? id : null,
    providerMessageId: `wamid.${i}`,
    channel: 'whatsapp' as const,
    status: (['sent', 'delivered', 'read', 'failed', 'bounced'] as const)[i % 5] ?? 'sent',
    reason: null,
    at: 1,
  }))
  const cost = await costOf(({ house }) =>
    recordDeliveryReport(house.tenant(tenant, { kind: 'webhook', provider: 'whatsapp' }, 'api'), reports),
  )
  expect(cost.trips).toBe(1)
  expect(cost.rowsRead).toBeLessThanOrEqual(100 * 100)
  const { results } = await env.TENANT_DB_0.prepare(
    'SELECT status, count(*) AS n FROM deliveries WHERE tenant_id = ? GROUP BY status ORDER BY status',
  )
    .bind(tenant.id)
    .all()
  expect(results).toEqual([
    { status: 'delivered', n: 20 },
    { status: 'failed', n: 40 },
    { status: 'read', n: 20 },
    { status: 'sent', n: 4_920 },
  ])
})

it.for([
  {},
  { status: 'queued' },
  { channel: 'email' },
  { shipmentId: 'shp_x' },
  { status: 'queued', channel: 'email' },
] as const)('a page of 20 deliveries by %j reads 21 rows among 10,000', async (filter, { expect }) => {
  const tenant = await someTenant()
  const kinds = [
    ['queued', 'email', 'shp_x'],
    ['sent', 'email', 'shp_y'],
    ['sent', 'whatsapp', 'shp_y'],
    ['queued', 'push', 'shp_y'],
  ] as const
  const rows = JSON.stringify(
    Array.from({ length: 10_000 }, (_, i) => [
      ids.make('ntf'),
      ids.make('dlv'),
      `p${i}@example.com`,
      ...(kinds[i % 4] ?? kinds[0]),
    ]),
  )
  await env.TENANT_DB_0.prepare(
    `INSERT INTO deliveries (tenant_id, event_id, recipient, channel, id, shipment_id, status, attempts, created_at, updated_at)
       SELECT ?, j.value ->> 0, j.value ->> 2, j.value ->> 4, j.value ->> 1, j.value ->> 5, j.value ->> 3, 0, 1, 1 FROM json_each(?) j`,
  )
    .bind(tenant.id, rows)
    .run()
  let found = 0
  const cost = await costOf(async ({ house }) => {
    const page = await house.tenant(tenant, OWNER, 'api').deliveries.list(filter, { limit: 20, after: null })
    found = page.items.length
  })
  expect(found).toBe(20)
  expect([cost.trips, cost.rowsRead]).toEqual([1, 21])
})
