import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import type { OutboxEntry } from '../../../src/domain/notifications/ports.ts'
import { carryOutOrders } from '../../../src/use-cases/auth/carry-out-orders.ts'
import { login } from '../../../src/use-cases/auth/login.ts'
import { refreshToken } from '../../../src/use-cases/auth/refresh-token.ts'
import { register } from '../../../src/use-cases/auth/register.ts'
import { resumeTenant } from '../../../src/use-cases/auth/resume-tenant.ts'
import { suspendTenant } from '../../../src/use-cases/auth/suspend-tenant.ts'
import type { DirectoryContext } from '../../../src/use-cases/context.ts'
import { openCountedHouse } from '../../budgets/house.ts'
import { openDirectory, refusalOf, rows, someone } from './directory.ts'

const OPERATORS = { kind: 'system', job: 'relay' } as const

/** The whole directory's context over real D1, with a note of the hubs whose sockets were cut. */
function operators(change: Partial<DirectoryContext> = {}): { ctx: DirectoryContext; cut: string[] } {
  const cut: string[] = []
  const { house } = openCountedHouse()
  const whole = house.directory(OPERATORS)
  const hub = (name: string) => ({
    ...whole.hubs.tenant('ten_any'),
    async endAll() {
      cut.push(name)
    },
  })
  return { ctx: { ...whole, hubs: { tenant: hub, shipment: hub }, ...change }, cut }
}

async function company() {
  const person = someone()
  const { ctx } = openDirectory()
  return { person, ...(await register(ctx, person)) }
}

const order = (type: OutboxEntry['type'], tenantId: string, id = `obx_${crypto.randomUUID()}`): OutboxEntry => ({
  id,
  type,
  payload: { tenant_id: tenantId, reason: 'unpaid' },
})

describe('suspending a company', () => {
  it('refuses its people, cuts its sockets and those of its public pages, and is written down', async ({ expect }) => {
    const { person, tenant, tokens } = await company()
    const watch = [env.TENANT_DB_0, env.TENANT_DB_1][tenant.shard]?.prepare(
      'INSERT INTO tracking_watchers VALUES (?, ?, ?)',
    )
    const soon = Date.now() + 60_000
    await watch?.bind(tenant.id, 'shp_open', soon).run()
    await watch?.bind(tenant.id, 'shp_over', 1).run()
    await watch?.bind('ten_other', 'shp_other', soon).run()
    const { ctx, cut } = operators()
    await suspendTenant(ctx, { tenantId: tenant.id, reason: 'unpaid' })

    expect(cut).toEqual([tenant.id, 'shp_open'])
    expect(await refusalOf(login(openDirectory().ctx, person))).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(refreshToken(openDirectory().ctx, tokens))).toMatchObject({ code: 'forbidden' })
    expect((await rows('audit_log', 'subject_id', tenant.id)).at(-1)).toMatchObject({
      action: 'tenant.suspended',
      actor: 'system:relay',
      changes: '{"reason":"unpaid"}',
    })
  })

  it('cuts the sockets of any number of public pages', async ({ expect }) => {
    const { tenant } = await company()
    const shipments = Array.from({ length: 450 }, (_, i) => `shp_${String(i).padStart(4, '0')}`)
    await [env.TENANT_DB_0, env.TENANT_DB_1][tenant.shard]
      ?.prepare('INSERT INTO tracking_watchers SELECT ?, value, ? FROM json_each(?)')
      .bind(tenant.id, Date.now() + 60_000, JSON.stringify(shipments))
      .run()
    const { ctx, cut } = operators()
    await suspendTenant(ctx, { tenantId: tenant.id, reason: 'unpaid' })
    expect(cut.toSorted()).toEqual([tenant.id, ...shipments].toSorted())
  })

  it('is undone by a resumption, and neither leaves a line when it changes nothing', async ({ expect }) => {
    const { person, tenant, tokens } = await company()
    const { ctx } = operators()
    const step = { tenantId: tenant.id, reason: 'x' }
    await resumeTenant(ctx, step)
    await suspendTenant(ctx, step)
    await suspendTenant(ctx, step)
    await resumeTenant(ctx, step)
    await resumeTenant(ctx, step)
    const lines = await rows('audit_log', 'subject_id', tenant.id)
    expect(lines.map((line) => line.action)).toEqual(['tenant.registered', 'tenant.suspended', 'tenant.resumed'])
    expect(await refusalOf(login(openDirectory().ctx, person))).toBeNull()
    expect(await refusalOf(refreshToken(openDirectory().ctx, tokens))).toBeNull()
  })

  it('is for the platform alone', async ({ expect }) => {
    const { tenant, user } = await company()
    const owner = { kind: 'user', userId: user.id, role: 'owner', sessionId: 'ses_1' } as const
    for (const actor of [owner, { kind: 'public' } as const, { kind: 'webhook', provider: 'x' } as const]) {
      const { ctx } = operators({ actor })
      for (const use of [suspendTenant, resumeTenant]) {
        expect(await refusalOf(use(ctx, { tenantId: tenant.id, reason: 'x' }))).toMatchObject({ code: 'forbidden' })
      }
    }
    expect(await refusalOf(suspendTenant(operators().ctx, { tenantId: 'ten_none', reason: 'x' }))).toMatchObject({
      code: 'not_found',
    })
  })
})

describe('the operators’ orders', () => {
  it('are carried out in turn; one for nobody is done with, and a mail is no order', async ({ expect }) => {
    const { tenant } = await company()
    const { ctx } = operators()
    const entries = [
      order('tenant.suspend', tenant.id, 'obx_1'),
      order('tenant.resume', tenant.id, 'obx_2'),
      order('tenant.suspend', 'ten_nobody', 'obx_3'),
      order('auth_mail', tenant.id, 'obx_4'),
    ]
    expect(await carryOutOrders(ctx, entries)).toEqual(['obx_1', 'obx_2', 'obx_3'])
    expect(await rows('tenants', 'id', tenant.id)).toMatchObject([{ status: 'active' }])
  })

  it('wait behind one of the same company that failed, so that the last word stays the last', async ({ expect }) => {
    const [first, second] = [await company(), await company()]
    const { ctx, cut } = operators()
    const hubs: DirectoryContext['hubs'] = {
      ...ctx.hubs,
      tenant: (id) =>
        id === first.tenant.id
          ? { ...ctx.hubs.tenant(id), endAll: () => Promise.reject(new Error('gone')) }
          : ctx.hubs.tenant(id),
    }
    const entries = [
      order('tenant.suspend', first.tenant.id, 'obx_1'),
      order('tenant.resume', first.tenant.id, 'obx_2'),
      order('tenant.suspend', second.tenant.id, 'obx_3'),
    ]
    expect(await carryOutOrders({ ...ctx, hubs }, entries)).toEqual(['obx_3'])
    expect(cut).toEqual([second.tenant.id])
    expect(await carryOutOrders(ctx, entries.slice(0, 2))).toEqual(['obx_1', 'obx_2'])
    expect(await rows('tenants', 'id', first.tenant.id)).toMatchObject([{ status: 'active' }])
  })
})
