import { env } from 'cloudflare:workers'
import { it } from 'vitest'
import { overdueDeliveries, removeExpired, settleDoubts } from '../../src/adapters/db/cross-tenant.ts'
import { openShardDatabase } from '../../src/core/database.ts'
import { ids } from '../../src/core/ids.ts'
import { createLog } from '../../src/core/log.ts'
import { tendDeliveries } from '../../src/cron/tend-deliveries.ts'
import { DeliveryFailure } from '../../src/domain/notifications/delivery-failure.ts'
import { notifyPeople } from '../../src/use-cases/notifications/notify-people.ts'
import { someTenant } from '../harness/tenants.ts'
import { moodyProvider, moodyWhatsApp } from '../use-cases/notifications/moods.ts'
import {
  announce,
  deliveriesOf,
  mailedTo,
  openOffice,
  refusalOf,
  secondsOf,
  twoPeople,
} from '../use-cases/notifications/office.ts'

const MINUTE = 60_000
const PHONE_ONLY = { notify: { email: false, whatsapp: true, push: false } }

function workOf(now: number) {
  const sent: unknown[] = []
  const logged: string[] = []
  const shards = [env.TENANT_DB_0, env.TENANT_DB_1].map((d1) => {
    const shard = openShardDatabase(d1)
    return {
      settleDoubts: (at: number, madeBefore: number, limit: number) => settleDoubts(shard, at, madeBefore, limit),
      overdue: (before: number, at: number, limit: number) => overdueDeliveries(shard, before, at, limit),
    }
  })
  const log = createLog({}, (_level, line) => logged.push(JSON.stringify(line)))
  return { sent, logged, log, now, shards, send: async (messages: readonly unknown[]) => void sent.push(...messages) }
}

it('what no provider spoke of within the hour has failed, and is not sent again', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant(1)
  const whatsapp = moodyWhatsApp([new DeliveryFailure('unknown', 'timed out')])
  const ctx = office.tenant(tenant, { whatsapp: whatsapp.service })
  const { eventId } = await announce(ctx, { ...twoPeople(), sender: null }, PHONE_ONLY)
  await notifyPeople(ctx, eventId)
  const inDoubt = (await deliveriesOf(tenant, eventId)).filter((row) => row.settle_by !== null)
  expect(inDoubt).toHaveLength(1)

  await tendDeliveries(workOf(office.time.now + 60 * MINUTE - 1))
  expect((await deliveriesOf(tenant, eventId)).map((row) => row.status)).toEqual(['sent', 'sent'])
  const work = workOf(office.time.now + 60 * MINUTE)
  await tendDeliveries(work)
  const rows = await deliveriesOf(tenant, eventId)
  expect(rows.map((row) => row.status).sort()).toEqual(['failed', 'sent'])
  expect(work.sent).toEqual([])
  expect(whatsapp.taken).toHaveLength(1)
})

it('a delivery whose message was lost is sent for, once in a while, and told once', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const { recipient } = twoPeople()
  const email = moodyProvider([new DeliveryFailure('transient', 'busy', 60)])
  const ctx = office.tenant(tenant, { email })
  const { eventId } = await announce(ctx, { sender: null, recipient })
  expect(await secondsOf(notifyPeople(ctx, eventId))).toBe(60)

  const early = workOf(office.time.now + 15 * MINUTE)
  await tendDeliveries(early)
  expect(early.sent).toEqual([])
  const late = workOf(office.time.now + 17 * MINUTE)
  await tendDeliveries(late)
  expect(late.sent).toEqual([{ type: 'notify', tenant_id: tenant.id, event_id: eventId }])
  const again = workOf(office.time.now + 22 * MINUTE)
  await tendDeliveries(again)
  expect(again.sent).toEqual([])

  office.time.now += 22 * MINUTE
  await notifyPeople(ctx, eventId)
  await refusalOf(notifyPeople(ctx, eventId))
  expect(await mailedTo(recipient)).toEqual([recipient])
})

it('what nobody comes for, since its company is suspended, has failed after a day', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const ctx = office.tenant(tenant, { email: moodyProvider([new DeliveryFailure('transient', 'busy', 60)]) })
  const { eventId } = await announce(ctx, { ...twoPeople(), sender: null })
  await secondsOf(notifyPeople(ctx, eventId))
  await tendDeliveries(workOf(office.time.now + 24 * 60 * MINUTE))
  expect(await deliveriesOf(tenant, eventId)).toMatchObject([{ status: 'queued' }])
  const work = workOf(office.time.now + 26 * 60 * MINUTE)
  await tendDeliveries(work)
  expect(await deliveriesOf(tenant, eventId)).toMatchObject([{ status: 'failed', last_error: 'busy' }])
  expect(work.sent).toEqual([])
})

it('a shard that is down does not stop the other', async ({ expect }) => {
  const work = workOf(Date.now())
  const down = async () => {
    throw new Error('D1 is away')
  }
  const [first] = work.shards
  if (!first) throw new Error('there are two')
  let asked = 0
  const second = { ...first, settleDoubts: async () => asked++ }
  await tendDeliveries({ ...work, shards: [{ settleDoubts: down, overdue: down }, second] })
  expect(asked).toBe(1)
  expect(work.logged.join()).toContain('deliveries_not_tended')
})

it('what was sent half a year ago is forgotten, of every company, and what is younger stays', async ({ expect }) => {
  const shard = openShardDatabase(env.TENANT_DB_1)
  const tenants = [ids.make('ten'), ids.make('ten')]
  const insert = (tenantId: string, id: string) =>
    env.TENANT_DB_1.prepare(
      "INSERT INTO deliveries (tenant_id, event_id, recipient, channel, id, status, attempts, created_at, updated_at) VALUES (?, ?, 'a@example.com', 'email', ?, 'sent', 1, 0, 0)",
    ).bind(tenantId, ids.make('ntf'), id)
  const young = tenants.map(() => ids.make('dlv'))
  const old = tenants.map((_, i) => `dlv_00000000000000000000000${String(i).padStart(3, '0')}`)
  await env.TENANT_DB_1.batch([
    ...tenants.map((tenantId, i) => insert(tenantId, young[i] ?? '')),
    ...tenants.map((tenantId, i) => insert(tenantId, old[i] ?? '')),
  ])
  while (await removeExpired(shard, 0, Date.now(), 1));
  const { results } = await env.TENANT_DB_1.prepare('SELECT id FROM deliveries WHERE tenant_id IN (?, ?)')
    .bind(...tenants)
    .all<{ id: string }>()
  expect(results.map(({ id }) => id).sort()).toEqual([...young].sort())
})

it('an address that did not work is tried again after half a year; a person’s own word stays', async ({ expect }) => {
  const tenantId = ids.make('ten')
  const reasons = ['bounced', 'invalid', 'complained', 'stop', 'unsubscribed']
  const rows = reasons.flatMap((reason) => [`old-${reason}@example.com`, `new-${reason}@example.com`])
  const add = (address: string) =>
    env.TENANT_DB_0.prepare("INSERT INTO suppressions VALUES (?, 'email', ?, ?, ?)").bind(
      tenantId,
      address,
      address.slice(4).split('@')[0] ?? '',
      address.startsWith('old') ? 1 : Date.now(),
    )
  await env.TENANT_DB_0.batch(rows.map(add))
  while (await removeExpired(openShardDatabase(env.TENANT_DB_0), 0, Date.now(), 1));
  const { results } = await env.TENANT_DB_0.prepare('SELECT address FROM suppressions WHERE tenant_id = ?')
    .bind(tenantId)
    .all<{ address: string }>()
  const gone = ['old-bounced@example.com', 'old-invalid@example.com']
  expect(results.map(({ address }) => address).sort()).toEqual(rows.filter((row) => !gone.includes(row)).sort())
})
