import { env } from 'cloudflare:workers'
import { it } from 'vitest'
import { openHouse } from '../../../src/composition.ts'
import { createLog } from '../../../src/core/log.ts'
import type { OutboundJob, TenantContext } from '../../../src/use-cases/context.ts'
import { relayOutbox } from '../../../src/use-cases/notifications/relay-outbox.ts'
import { createShipment } from '../../../src/use-cases/shipments/create-shipment.ts'
import { aNewShipment } from '../../harness/shipment-factory.ts'
import { someTenant } from '../../harness/tenants.ts'
import { announce, hubLog, openOffice, outboxOf, twoPeople } from './office.ts'

const LEASE_MS = 20_000
const people = { sender: 'sender@example.com', recipient: 'recipient@example.com' }

/** The house with the relay after each commit, as a request has it, and a note of what it gave to the queue. */
function relayingHouse() {
  const queued: OutboundJob[] = []
  const deferred: Promise<unknown>[] = []
  const OUTBOUND = {
    sendBatch: async (messages: readonly { body: OutboundJob }[]) =>
      void queued.push(...messages.map(({ body }) => body)),
  }
  const house = openHouse({
    env: Object.assign({ ...env }, { OUTBOUND }),
    execution: { waitUntil: (work: Promise<unknown>) => void deferred.push(work) },
    log: createLog({}, () => undefined),
  })
  return {
    house,
    queued,
    async settle() {
      while (deferred.length > 0) await deferred.shift()
    },
  }
}

it('32 commits at once queue each event once, number each once and leave nothing behind', async ({ expect }) => {
  const tenant = await someTenant()
  const { house, queued, settle } = relayingHouse()
  const actor = { kind: 'user', userId: 'usr_owner', role: 'owner', sessionId: 'ses_owner' } as const
  const said = aNewShipment()
  const announced = { ...said, recipient: { ...said.recipient, email: people.recipient } }
  await Promise.all(Array.from({ length: 32 }, () => createShipment(house.tenant(tenant, actor, 'api'), announced)))
  await settle()

  expect(await outboxOf(tenant)).toEqual([])
  const { items } = await house.tenant(tenant, actor, 'api').notifications.list({ limit: 100, after: null })
  const events = items.map(({ id }) => id).sort()
  expect(events).toHaveLength(32)
  expect(queued.map((job) => (job.type === 'notify' ? job.event_id : job.type)).sort()).toEqual(events)
  expect([...(await hubLog(`tenant:${tenant.id}`))].sort()).toEqual(events)
})

/** A step that a process never comes back from, before or after it did its work. */
const hung = () => new Promise<never>(() => undefined)

type Death = (ctx: TenantContext, die: () => Promise<never>) => TenantContext
const DEATHS: readonly (readonly [string, Death])[] = [
  [
    'before it has taken anything',
    (ctx, die) => ({ ...ctx, notifications: { ...ctx.notifications, claimOutbox: die } }),
  ],
  [
    'when it has taken its page',
    (ctx, die) => ({
      ...ctx,
      notifications: {
        ...ctx.notifications,
        async claimOutbox(claim) {
          await ctx.notifications.claimOutbox(claim)
          return die()
        },
      },
    }),
  ],
  [
    'before the hub',
    (ctx, die) => ({
      ...ctx,
      hubs: { ...ctx.hubs, tenant: (id) => ({ ...ctx.hubs.tenant(id), publish: die }) },
    }),
  ],
  [
    'after the hub',
    (ctx, die) => ({
      ...ctx,
      hubs: {
        ...ctx.hubs,
        tenant: (id) => ({
          ...ctx.hubs.tenant(id),
          async publish(events) {
            await ctx.hubs.tenant(id).publish(events)
            return die()
          },
        }),
      },
    }),
  ],
  ['before the queue', (ctx, die) => ({ ...ctx, dispatch: { ...ctx.dispatch, outbound: die } })],
  [
    'after the queue',
    (ctx, die) => ({
      ...ctx,
      dispatch: {
        ...ctx.dispatch,
        async outbound(jobs) {
          await ctx.dispatch.outbound(jobs)
          return die()
        },
      },
    }),
  ],
  [
    'when it has cleaned up and taken the next page',
    (ctx, die) => ({
      ...ctx,
      notifications: {
        ...ctx.notifications,
        async claimOutbox(claim) {
          const pending = await ctx.notifications.claimOutbox(claim)
          return claim.done.length > 0 ? die() : pending
        },
      },
    }),
  ],
]

it.for(DEATHS)(
  'a relay that is killed %s loses no entry and no order: another takes over after its lease',
  async ([, death], { expect }) => {
    const office = openOffice()
    const tenant = await someTenant()
    const ctx = office.tenant(tenant)
    const events = [(await announce(ctx, twoPeople())).eventId, (await announce(ctx, twoPeople())).eventId]

    let killed = () => {}
    const dead = new Promise<void>((resolve) => {
      killed = resolve
    })
    const die = () => {
      killed()
      return hung()
    }
    void relayOutbox(death(ctx, die), { pageSize: 1 }).catch(() => undefined)
    await dead
    events.push((await announce(ctx, twoPeople())).eventId)
    await relayOutbox(ctx, { pageSize: 1 })
    office.time.now += LEASE_MS
    await relayOutbox(ctx, { pageSize: 1 })

    expect(await outboxOf(tenant)).toEqual([])
    expect(await hubLog(`tenant:${tenant.id}`)).toEqual(events)
    const queued = office.outbound.map((job) => (job.type === 'notify' ? job.event_id : job.type))
    expect([...new Set(queued)]).toEqual(events)
    expect(queued.length - events.length).toBeLessThanOrEqual(1)
  },
)

it('while one relays, another leaves it the lot, also what was committed meanwhile', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const ctx = office.tenant(tenant)
  const first = await announce(ctx, twoPeople())
  let second = ''
  const relayed = await relayOutbox({
    ...ctx,
    dispatch: {
      ...ctx.dispatch,
      async outbound(jobs) {
        await ctx.dispatch.outbound(jobs)
        if (second !== '') return
        second = (await announce(ctx, twoPeople())).eventId
        expect(await relayOutbox(ctx)).toBe(0)
      },
    },
  })
  expect(relayed).toBe(2)
  expect(office.outbound).toMatchObject([{ event_id: first.eventId }, { event_id: second }])
  expect(await outboxOf(tenant)).toEqual([])
})

it('a relay whose lease ran out while it worked deletes what it sent and takes no more', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const ctx = office.tenant(tenant)
  for (let count = 0; count < 3; count += 1) await announce(ctx, twoPeople())
  const held = { holder: 'slow', now: office.time.now, until: office.time.now + LEASE_MS, limit: 1, done: [] }
  const slow = await ctx.notifications.claimOutbox(held)
  office.time.now += LEASE_MS
  const taken = { ...held, holder: 'next', now: office.time.now, until: office.time.now + LEASE_MS }
  expect((await ctx.notifications.claimOutbox(taken)).entries).toEqual(slow.entries)
  const done = slow.entries.map(({ id }) => id)
  expect((await ctx.notifications.claimOutbox({ ...held, now: office.time.now, done })).entries).toEqual([])
  expect(await outboxOf(tenant)).toHaveLength(2)
})

it('a relay that is through, or that failed, gives the lease back at once', async ({ expect }) => {
  const office = openOffice()
  const tenant = await someTenant()
  const ctx = office.tenant(tenant)
  const fails = async () => {
    throw new Error('the queue is away')
  }
  await announce(ctx, twoPeople())
  expect(await relayOutbox(ctx)).toBe(1)
  await announce(ctx, twoPeople())
  await expect(relayOutbox({ ...ctx, dispatch: { ...ctx.dispatch, outbound: fails } })).rejects.toThrow('away')
  expect(await relayOutbox(ctx)).toBe(1)
  expect(await outboxOf(tenant)).toEqual([])
})

it('one company’s lease holds up no other', async ({ expect }) => {
  const office = openOffice()
  const [tenant, other] = [await someTenant(), await someTenant()]
  const claim = { holder: 'h', now: office.time.now, until: office.time.now + LEASE_MS, limit: 9, done: [] }
  for (const each of [tenant, other]) await announce(office.tenant(each), twoPeople())
  expect((await office.tenant(tenant).notifications.claimOutbox(claim)).entries).toHaveLength(1)
  expect(await relayOutbox(office.tenant(tenant))).toBe(0)
  expect(await relayOutbox(office.tenant(other))).toBe(1)
})
