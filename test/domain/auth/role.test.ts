import { describe, it } from 'vitest'
import { Actor } from '../../../src/domain/actor.ts'
import { authorize, mayDo, PERMISSIONS, ROLE_PERMISSIONS, ROLES, STAFF_ROLES } from '../../../src/domain/auth/role.ts'
import { refusalOf } from '../refusal.ts'

/** Who may do what: owner, admin, operator, courier, customer. */
const TABLE = {
  'shipments:read': 'YYY--',
  'shipments:write': 'YYY--',
  'bags:read': 'YYY--',
  'bags:write': 'YYY--',
  'flights:read': 'YYY--',
  'flights:write': 'YYY--',
  'courier:deliver': 'YYYY-',
  'payments:write': 'YYY--',
  'notifications:read': 'YYY--',
  'notifications:write': 'YY---',
  'users:read': 'YY---',
  'users:write': 'YY---',
  'tenant:read': 'YYY--',
  'tenant:write': 'YY---',
  'api_keys:read': 'YY---',
  'api_keys:write': 'YY---',
  'audit:read': 'YY---',
} as const

const cells = PERMISSIONS.flatMap((permission) =>
  (['owner', 'admin', 'operator', 'courier', 'customer'] as const).map((role, column) => ({
    role,
    permission,
    isHeld: TABLE[permission].charAt(column) === 'Y',
  })),
)

const user = (role: (typeof ROLES)[number]): Actor => ({ kind: 'user', userId: 'usr_1', role, sessionId: 'ses_1' })

describe('the permissions', () => {
  it('are those of the table, for five roles', ({ expect }) => {
    expect([...PERMISSIONS].sort()).toEqual(Object.keys(TABLE).sort())
    expect(Object.keys(ROLE_PERMISSIONS)).toEqual(['owner', 'admin', 'operator', 'courier', 'customer'])
    expect(ROLES).toEqual(['owner', 'admin', 'operator', 'courier', 'customer'])
    expect(STAFF_ROLES).toEqual(['owner', 'admin', 'operator'])
  })

  it.for(cells)('$permission of the role $role: $isHeld', ({ role, permission, isHeld }, { expect }) => {
    expect(mayDo(user(role), permission)).toBe(isHeld)
    if (isHeld) {
      expect(() => authorize(user(role), permission)).not.toThrow()
    } else {
      const refusal = refusalOf(() => authorize(user(role), permission))
      expect(refusal.code).toBe('forbidden')
      expect(refusal.message).toContain(permission)
    }
  })

  it.for(PERMISSIONS.map((permission) => ({ permission })))(
    '$permission is never held by the public, and by a key only when it names it',
    ({ permission }, { expect }) => {
      const others = PERMISSIONS.filter((other) => other !== permission)
      expect(refusalOf(() => authorize({ kind: 'public' }, permission)).code).toBe('forbidden')
      const key = (permissions: readonly string[]): Actor => ({ kind: 'api_key', keyId: 'key_1', permissions })
      expect(mayDo(key([permission]), permission)).toBe(true)
      expect(refusalOf(() => authorize(key(others), permission)).code).toBe('forbidden')
      expect(refusalOf(() => authorize(key(['*', permission.split(':')[0] ?? '']), permission)).code).toBe('forbidden')
    },
  )

  it('are not asked of our own jobs and of webhooks', ({ expect }) => {
    for (const permission of PERMISSIONS) {
      expect(mayDo({ kind: 'system', job: 'relay' }, permission)).toBe(true)
      expect(mayDo({ kind: 'webhook', provider: 'aerodatabox' }, permission)).toBe(true)
    }
  })
})

describe('the name of an actor in events and in the audit log', () => {
  it.for([
    { actor: user('owner'), label: 'usr_1' },
    { actor: { kind: 'api_key', keyId: 'key_1', permissions: [] }, label: 'key_1' },
    { actor: { kind: 'system', job: 'relay' }, label: 'system:relay' },
    { actor: { kind: 'webhook', provider: 'aerodatabox' }, label: 'webhook:aerodatabox' },
    { actor: { kind: 'public' }, label: 'public' },
  ] as const satisfies readonly { actor: Actor; label: string }[])('is $label', ({ actor, label }, { expect }) => {
    expect(Actor.label(actor)).toBe(label)
  })
})
