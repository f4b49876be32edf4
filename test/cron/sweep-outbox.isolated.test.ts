import { env } from 'cloudflare:workers'
import { it } from 'vitest'
import { directoryHasOutbox, tenantsWithOutbox } from '../../src/adapters/db/cross-tenant.ts'
import { openDirectoryDatabase, openShardDatabase } from '../../src/core/database.ts'
import { ids } from '../../src/core/ids.ts'
import { type SweepWork, sweepOutbox } from '../../src/cron/sweep-outbox.ts'
import { notifyPeople } from '../../src/use-cases/notifications/notify-people.ts'
import { relayOutbox } from '../../src/use-cases/notifications/relay-outbox.ts'
import { someTenant } from '../harness/tenants.ts'
import {
  announce,
  hubLog,
  mailedTo,
  NOON,
  type Office,
  openOffice,
  outboxOf,
  refusalOf,
  twoPeople,
} from '../use-cases/notifications/office.ts'
import { dyingBeforeItCleansUp } from '../use-cases/notifications/relays.ts'

const SHARDS = [env.TENANT_DB_0, env.TENANT_DB_1].map((shard) => openShardDatabase(shard))

function workOf(office: Office, change: Partial<SweepWork> = {}): SweepWork {
  const dispatch = { outbound: async () => undefined, flights: async () => undefined, imports: async () => undefined }
  return {
    log: office.house.log,
    now: office.time.now,
    directoryHasOutbox: (before) => directoryHasOutbox(openDirectoryDatabase(env.DIRECTORY_DB), before),
    tenantsWithOutbox: async (before) =>
      (await Promise.all(SHARDS.map((shard) => tenantsWithOutbox(shard, before, 100)))).flat(),
    findTenant: office.house.findTenant,
    tenant: (tenant) => office.tenant(tenant),
    directory: (actor) => ({ ...office.house.directory(actor), dispatch }),
    ...change,
  }
}

const died = async () => {
  throw new Error('killed')
}

it('makes up for relays that died, in every shard: one entry in the hub and one mail a person', async ({ expect }) => {
  const office = openOffice()
  const tenants = [await someTenant(0), await someTenant(1)]
  const people = [twoPeople(), twoPeople()]
  const events: string[] = []
  for (const [index, tenant] of tenants.entries()) {
    const ctx = office.tenant(tenant)
    const { eventId } = await announce(ctx, people[index] ?? twoPeople())
    events.push(eventId)
    await refusalOf(relayOutbox({ ...ctx, dispatch: { ...ctx.dispatch, outbound: died } }))
    await refusalOf(relayOutbox(dyingBeforeItCleansUp(ctx)))
  }
  office.time.now += 60_000

  await sweepOutbox(workOf(office))
  await sweepOutbox(workOf(office))

  expect(office.outbound).toHaveLength(4)
  for (const job of office.outbound) {
    const tenant = tenants.find(({ id }) => id === job.tenant_id)
    if (tenant && job.type === 'notify') await notifyPeople(office.tenant(tenant), job.event_id)
  }
  for (const [index, tenant] of tenants.entries()) {
    expect(await outboxOf(tenant)).toEqual([])
    expect(await hubLog(`tenant:${tenant.id}`)).toEqual([events[index]])
  }
  const addresses = people.flatMap(({ sender, recipient }) => [sender, recipient])
  expect(await mailedTo(...addresses)).toEqual([...addresses].sort())
})

it('leaves what is young to the relay after its commit', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const { eventId } = await announce(office.tenant(tenant), twoPeople())
  office.time.now += 10_000
  await sweepOutbox(workOf(office))
  expect(await outboxOf(tenant)).toEqual([eventId])
  office.time.now += 1
  await sweepOutbox(workOf(office))
  expect(await outboxOf(tenant)).toEqual([])
})

it('one tenant that fails stops no other, is logged by its id and tried again', async ({ expect }) => {
  const office = openOffice()
  const [first, second, third] = [await someTenant(), await someTenant(), await someTenant()]
  for (const tenant of [first, second, third]) await announce(office.tenant(tenant), twoPeople())
  office.time.now += 60_000
  const ill = workOf(office, {
    async findTenant(tenantId) {
      if (tenantId === first.id) throw new Error('the directory is away')
      return office.house.findTenant(tenantId)
    },
    tenant: (tenant) => {
      const ctx = office.tenant(tenant)
      return tenant.id === second.id ? dyingBeforeItCleansUp(ctx) : ctx
    },
  })

  await sweepOutbox(ill)

  expect(await outboxOf(first)).toHaveLength(1)
  expect(await outboxOf(second)).toHaveLength(1)
  expect(await outboxOf(third)).toEqual([])
  const lines = office.logged.map((line) => JSON.parse(line))
  expect(
    lines
      .filter((line) => line.event === 'sweep_failed')
      .map((line) => line.outbox)
      .sort(),
  ).toEqual([first.id, second.id].sort())
  expect(lines.at(-1)).toMatchObject({ event: 'sweep', relayed: 1, failed: 2 })

  await sweepOutbox(workOf(office))
  expect([await outboxOf(first), await outboxOf(second)]).toEqual([[], []])
})

it('a directory that is away stops no shard, and shards that are away do not stop the directory', async ({
  expect,
}) => {
  const office = openOffice()
  const tenant = await someTenant()
  await announce(office.tenant(tenant), twoPeople())
  office.time.now += 60_000
  await sweepOutbox(workOf(office, { directoryHasOutbox: died }))
  expect(await outboxOf(tenant)).toEqual([])

  const directory = office.house.directory({ kind: 'system', job: 'test' })
  const entry = { id: ids.make('obx'), type: 'auth_mail', payload: { tenant_id: tenant.id } } as const
  await directory.commit([directory.notifications.enqueue(entry, NOON)], null)
  await sweepOutbox(workOf(office, { tenantsWithOutbox: died }))
  const left = env.DIRECTORY_DB.prepare('SELECT id FROM outbox WHERE tenant_id = ?').bind(tenant.id)
  expect((await left.all()).results).toEqual([])
})

it('entries of a company that is gone are left alone', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  await announce(office.tenant(tenant), twoPeople())
  office.time.now += 60_000
  await sweepOutbox(workOf(office, { findTenant: async () => null }))
  expect(await outboxOf(tenant)).toHaveLength(1)
  expect(office.logged.filter((line) => line.includes('sweep'))).toEqual([])
})
