import type { Actor } from '../actor.ts'
import { DomainError } from '../errors.ts'

export const ROLES = ['owner', 'admin', 'operator', 'courier', 'customer'] as const
export type Role = (typeof ROLES)[number]

export const PERMISSIONS = [
  'shipments:read',
  'shipments:write',
  'bags:read',
  'bags:write',
  'flights:read',
  'flights:write',
  'courier:deliver',
  'payments:write',
  'notifications:read',
  'notifications:write',
  'users:read',
  'users:write',
  'tenant:read',
  'tenant:write',
  'api_keys:read',
  'api_keys:write',
  'audit:read',
] as const
export type Permission = (typeof PERMISSIONS)[number]

const OPERATOR: readonly Permission[] = [
  'shipments:read',
  'shipments:write',
  'bags:read',
  'bags:write',
  'flights:read',
  'flights:write',
  'courier:deliver',
  'payments:write',
  'notifications:read',
  'tenant:read',
]

/** The one permission table. A customer and a courier hold no `…:read` over the tenant: their own routes scope what they see. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  owner: PERMISSIONS,
  admin: PERMISSIONS,
  operator: OPERATOR,
  courier: ['courier:deliver'],
  customer: [],
}

/** Roles whose holders work for the tenant and see all of its events. */
export const STAFF_ROLES: readonly Role[] = ['owner', 'admin', 'operator']

/** True when the actor may do it. System jobs and webhooks may do what their use case does; the public nothing that needs a permission. */
export function mayDo(actor: Actor, permission: Permission): boolean {
  switch (actor.kind) {
    case 'user':
      return ROLE_PERMISSIONS[actor.role].includes(permission)
    case 'api_key':
      return actor.permissions.includes(permission)
    case 'system':
    case 'webhook':
      return true
    case 'public':
      return false
  }
}

/** The first line of every use case that needs a permission. Throws `forbidden`. */
export function authorize(actor: Actor, permission: Permission): void {
  if (!mayDo(actor, permission)) {
    throw new DomainError('forbidden', `This needs the permission ${permission}, which your role or key does not hold.`)
  }
}
