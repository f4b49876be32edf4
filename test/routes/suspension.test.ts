import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, it, vi } from 'vitest'
import { CRONS } from '../../src/cron/schedule.ts'
import { handleTick } from '../../src/worker-doors.ts'
import { openSocket } from '../harness/sockets.ts'
import { aParcel, call } from '../harness/wire.ts'

const PASSWORD = 'correct horse battery'

async function company() {
  const email = `suspended-${crypto.randomUUID()}@couriers.example`
  const { body } = await call('POST', '/api/v1/auth/register', {
    body: { email, password: PASSWORD, tenant_name: 'Suspended' },
  })
  return {
    email,
    token: String(body.access_token),
    refresh: String(body.refresh_token),
    id: String(body.user.tenant_id),
  }
}

/** What the operators' guide has them leave, a while ago, and the sweep that finds it. */
async function order(type: 'tenant.suspend' | 'tenant.resume', tenantId: string): Promise<void> {
  await env.DIRECTORY_DB.prepare(
    `INSERT INTO outbox (tenant_id, id, type, payload, created_at)
     SELECT id, 'obx_' || printf('%014x', unixepoch() * 1000) || lower(hex(randomblob(6))), ?, json_object('tenant_id', id, 'reason', 'unpaid'), ?
     FROM tenants WHERE id = ?`,
  )
    .bind(type, Date.now() - 60_000, tenantId)
    .run()
  const execution = createExecutionContext()
  await handleTick({ cron: CRONS.everyMinute, scheduledTime: Date.now(), noRetry() {} }, env, execution)
  await waitOnExecutionContext(execution)
}

const statusOf = async (method: string, path: string, options: Parameters<typeof call>[2]) =>
  (await call(method, path, options)).status

afterEach(() => {
  vi.useRealTimers()
})

describe('a company that the operators suspend', () => {
  it('loses its sockets with the sweep, the public ones too', async ({ expect }) => {
    const { token, id } = await company()
    const { body: shipment } = await call('POST', '/api/v1/shipments', { token, body: aParcel() })
    const [staff, visitor] = [await openSocket(token), await openSocket(null, `/ws/track/${shipment.tracking_id}`)]
    expect([await staff.greeted, await visitor.greeted]).toEqual([true, true])
    await order('tenant.suspend', id)

    expect([await staff.closed, await visitor.closed]).toEqual([4401, 4401])
    const left = await env.DIRECTORY_DB.prepare("SELECT count(*) AS n FROM outbox WHERE type LIKE 'tenant.%'").first(
      'n',
    )
    expect(left).toBe(0)
    expect(await (await openSocket(token)).closed).toBe(4401)
  })

  it('is refused wherever its people or its customers come in, and is back after a resumption', async ({ expect }) => {
    const { email, token, refresh, id } = await company()
    const { body: shipment } = await call('POST', '/api/v1/shipments', { token, body: aParcel() })
    await order('tenant.suspend', id)
    // Isolates know its row for a minute.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
    const ways = async () => ({
      login: await statusOf('POST', '/api/v1/auth/login', { body: { email, password: PASSWORD } }),
      me: await statusOf('GET', '/api/v1/auth/me', { token }),
      shipments: await statusOf('GET', '/api/v2/shipments', { token }),
      tenant: await statusOf('PATCH', '/api/v1/tenant', { token, body: { name: 'Still here' } }),
      ticket: await statusOf('POST', '/api/v1/notifications/ticket', { token }),
      track: await statusOf('GET', `/api/v1/track/${shipment.tracking_id}`, {}),
      page: await statusOf('GET', `/t/${shipment.tracking_id}`, {}),
    })
    expect(await ways()).toEqual({
      login: 403,
      me: 403,
      shipments: 403,
      tenant: 403,
      ticket: 403,
      track: 404,
      page: 404,
    })
    expect(await statusOf('POST', '/api/v1/auth/refresh', { body: { refresh_token: refresh } })).toBe(403)
    expect(await (await openSocket(token)).closed).toBe(4403)

    vi.useRealTimers()
    await order('tenant.resume', id)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 122_000 })
    expect(Object.values(await ways())).toEqual([200, 200, 200, 200, 200, 200, 200])
    expect(await statusOf('POST', '/api/v1/auth/refresh', { body: { refresh_token: refresh } })).toBe(200)
  })
})
