import type { Actor } from '../actor.ts'
import { DomainError, type FieldError } from '../errors.ts'
import { mayDo, PERMISSIONS, type Permission } from './role.ts'
import type { Plan, Tenant } from './tenant.ts'

/** What every key begins with, so that a scanner for leaked secrets knows one when it sees it. */
export const API_KEY_HEAD = 'ack_live_'

/** Users, keys and the company itself are for people: a key that leaks must not be able to make itself at home. */
const FOR_PEOPLE: readonly Permission[] = [
  'users:read',
  'users:write',
  'api_keys:read',
  'api_keys:write',
  'tenant:write',
]
export const KEY_PERMISSIONS: readonly Permission[] = PERMISSIONS.filter((each) => !FOR_PEOPLE.includes(each))

const PLANS_WITH_KEYS: readonly Plan[] = ['scale', 'enterprise']

/** A program's way in. The key itself is shown once and kept as its SHA-256. Times in ms UTC. */
export interface ApiKey {
  readonly id: string
  readonly tenantId: string
  readonly name: string
  readonly keyHash: string
  /** The key's first characters, by which people tell keys apart. */
  readonly prefix: string
  readonly permissions: readonly Permission[]
  readonly createdBy: string
  readonly createdAt: number
  readonly expiresAt: number | null
  /** To the minute. */
  readonly lastUsedAt: number | null
}

export const ApiKey = {
  /** Throws `forbidden` for a plan without API keys. */
  assertPlan(tenant: Tenant): void {
    if (PLANS_WITH_KEYS.includes(tenant.plan)) return
    throw new DomainError('forbidden', `API keys come with the scale plan; this company is on ${tenant.plan}.`)
  },

  /**
   * @throws DomainError forbidden for a plan without keys; unprocessable for permissions that are not for keys or that the
   * creator does not hold, and for an end that lies behind
   */
  create(input: {
    id: string
    tenant: Tenant
    creator: Extract<Actor, { kind: 'user' }>
    name: string
    keyHash: string
    prefix: string
    permissions: readonly Permission[]
    expiresAt: number | null
    now: number
  }): ApiKey {
    ApiKey.assertPlan(input.tenant)
    const errors = input.permissions.flatMap((permission, index) => refusal(input.creator, permission, index))
    if (input.expiresAt !== null && input.expiresAt <= input.now) {
      errors.push({ pointer: '/expires_at', message: 'Choose a time that is still ahead.' })
    }
    if (errors.length > 0) throw new DomainError('unprocessable', 'Some fields are not right; see errors.', { errors })
    return Object.freeze({
      id: input.id,
      tenantId: input.tenant.id,
      name: input.name,
      keyHash: input.keyHash,
      prefix: input.prefix,
      permissions: Object.freeze([...new Set(input.permissions)]),
      createdBy: input.creator.userId,
      createdAt: input.now,
      expiresAt: input.expiresAt,
      lastUsedAt: null,
    })
  },

  isLive(key: ApiKey, now: number): boolean {
    return key.expiresAt === null || now < key.expiresAt
  },
}

function refusal(creator: Actor, permission: Permission, index: number): FieldError[] {
  const pointer = `/permissions/${index}`
  if (!KEY_PERMISSIONS.includes(permission)) return [{ pointer, message: `No key can hold ${permission}.` }]
  if (!mayDo(creator, permission)) return [{ pointer, message: `You do not hold ${permission} yourself.` }]
  return []
}
