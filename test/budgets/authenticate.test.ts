import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { sha256Hex } from '../../src/core/security/signatures.ts'
import type { Tenant } from '../../src/domain/auth/tenant.ts'
import { principalOf } from '../../src/routes/middleware/authenticate.ts'
import { someTenant } from '../harness/tenants.ts'
import { type CountedHouse, costOf, OWNER } from './house.ts'

async function authenticate({ house, scope }: CountedHouse, tenant: Tenant): Promise<void> {
  const { jwt, clock } = house.directory({ kind: 'public' })
  const claims = { userId: 'usr_owner', tenantId: tenant.id, role: 'owner', sessionId: 'ses_owner' } as const
  const { token } = await jwt.sign(claims, clock.now())
  await principalOf(scope, token)
}

describe('the meter that a context carries', () => {
  it('counts each question of a loop, so that a query inside a loop cannot pass for one', async ({ expect }) => {
    const tenant = await someTenant()
    const cost = await costOf(async ({ house }) => {
      const { shipments } = house.tenant(tenant, OWNER, 'api')
      for (const id of ['shp_1', 'shp_2', 'shp_3']) await shipments.find(id)
    })
    expect(cost).toMatchObject({ trips: 3, recording: { trips: 3 } })
  })
})

describe('authenticating a request', () => {
  it('reads one row of the directory for a tenant that this isolate has not seen', async ({ expect }) => {
    const tenant = await someTenant()
    const cost = await costOf((counted) => authenticate(counted, tenant))
    expect(cost).toMatchObject({ trips: 1, rowsRead: 1, rowsWritten: 0 })
  })

  it('asks D1 for nothing once the tenant is known', async ({ expect }) => {
    const tenant = await someTenant()
    await costOf((counted) => authenticate(counted, tenant))
    const cost = await costOf((counted) => authenticate(counted, tenant))
    expect(cost).toMatchObject({ trips: 0, rowsRead: 0, rowsWritten: 0, recording: { trips: 0 } })
  })
})

describe('authenticating a program', () => {
  it('reads the key and its company once a minute, and writes nothing before the answer', async ({ expect }) => {
    const tenant = await someTenant()
    const text = `ack_live_${'k'.repeat(43)}`
    await env.DIRECTORY_DB.batch([
      env.DIRECTORY_DB.prepare(
        "INSERT INTO users (tenant_id, id, email, name, role, is_active, created_at) VALUES (?, 'usr_k', 'k@k.example', 'K', 'owner', 1, 1)",
      ).bind(tenant.id),
      env.DIRECTORY_DB.prepare(
        "INSERT INTO api_keys (tenant_id, id, name, key_hash, prefix, permissions, created_by, created_at, last_used_at) VALUES (?, 'key_k', 'K', ?, 'ack_live_kkkkkk', '[]', 'usr_k', 1, ?)",
      ).bind(tenant.id, sha256Hex(text), Date.now()),
    ])
    const first = await costOf(({ scope }) => principalOf(scope, text))
    expect(first).toMatchObject({ trips: 2, rowsRead: 2, rowsWritten: 0 })
    const again = await costOf(({ scope }) => principalOf(scope, text))
    expect(again).toMatchObject({ trips: 0, rowsRead: 0, rowsWritten: 0 })
  })
})
