import { describe, it } from 'vitest'
import { ApiKey, KEY_PERMISSIONS } from '../../../src/domain/auth/api-key.ts'
import { PERMISSIONS, type Permission, type Role } from '../../../src/domain/auth/role.ts'
import type { Plan } from '../../../src/domain/auth/tenant.ts'
import { aTenant } from '../../harness/shipment-factory.ts'

const NOW = Date.UTC(2026, 10, 23)

const make = (change: {
  role?: Role
  plan?: Plan
  permissions?: readonly Permission[]
  expiresAt?: number | null
}): ApiKey =>
  ApiKey.create({
    id: 'key_1',
    tenant: aTenant({ plan: change.plan ?? 'scale' }),
    creator: { kind: 'user', userId: 'usr_1', role: change.role ?? 'owner', sessionId: 'ses_1' },
    name: 'Web shop',
    keyHash: 'hash',
    prefix: 'ack_live_abc',
    permissions: change.permissions ?? ['shipments:read'],
    expiresAt: change.expiresAt ?? null,
    now: NOW,
  })

/** What a call is refused with; null when it is not. */
function refusalOf(call: () => unknown): { code?: string; errors?: unknown } | null {
  try {
    call()
    return null
  } catch (error) {
    return error as { code?: string; errors?: unknown }
  }
}

describe('an API key', () => {
  it('holds no permission over users, keys and the company, whoever makes it', ({ expect }) => {
    expect(PERMISSIONS.filter((each) => !KEY_PERMISSIONS.includes(each)).sort()).toEqual(
      expect.arrayContaining(['api_keys:read', 'api_keys:write', 'tenant:write', 'users:read', 'users:write']),
    )
    for (const permission of PERMISSIONS) {
      const refused = refusalOf(() => make({ permissions: [permission] })) !== null
      expect([permission, refused]).toEqual([permission, !KEY_PERMISSIONS.includes(permission)])
    }
  })

  it('holds nothing that its maker does not hold', ({ expect }) => {
    expect(refusalOf(() => make({ role: 'operator', permissions: ['shipments:write', 'audit:read'] }))).toMatchObject({
      code: 'unprocessable',
      errors: [{ pointer: '/permissions/1', message: 'You do not hold audit:read yourself.' }],
    })
    expect(refusalOf(() => make({ role: 'customer' }))).toMatchObject({ code: 'unprocessable' })
    expect(make({ role: 'operator', permissions: ['shipments:write'] }).permissions).toEqual(['shipments:write'])
  })

  it('holds each permission once', ({ expect }) => {
    expect(make({ permissions: ['bags:read', 'bags:read'] }).permissions).toEqual(['bags:read'])
  })

  it('is for the plans that have keys', ({ expect }) => {
    const plans = (['starter', 'growth', 'scale', 'enterprise'] as const).map(
      (plan) => refusalOf(() => make({ plan }))?.code,
    )
    expect(plans).toEqual(['forbidden', 'forbidden', undefined, undefined])
  })

  it('ends when it is said to, and not before', ({ expect }) => {
    const key = make({ expiresAt: NOW + 1000 })
    expect([ApiKey.isLive(key, NOW + 999), ApiKey.isLive(key, NOW + 1000)]).toEqual([true, false])
    expect(ApiKey.isLive(make({}), NOW * 2)).toBe(true)
    expect(refusalOf(() => make({ expiresAt: NOW }))).toMatchObject({ errors: [{ pointer: '/expires_at' }] })
  })
})
