import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../core/errors.ts'
import { API_KEY_HEAD, ApiKey } from '../../domain/auth/api-key.ts'
import { mayDo, STAFF_ROLES } from '../../domain/auth/role.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import type { HubIdentity } from '../../domain/notifications/ports.ts'
import type { AppEnv, Principal, Scope, UserPrincipal } from '../scope.ts'
import { idempotentRequest } from './idempotency.ts'
import { principalKey } from './principal-key.ts'
import { holdAddress, holdToPlan } from './rate-limits.ts'

export function unauthenticated(): AppError {
  return new AppError(
    'unauthenticated',
    'Send "Authorization: Bearer <access token>". POST /api/v1/auth/login gives one.',
  )
}

/** `Bearer xyz` -> `xyz`. The scheme's name is compared without case (RFC 9110). */
export function bearerToken(header: string | undefined): string | null {
  const match = /^bearer ([\w\-.~+/]+=*)$/i.exec(header ?? '')
  return match?.[1] ?? null
}

async function activeTenant(scope: Scope, tenantId: string): Promise<Tenant> {
  const tenant = await scope.findTenant(tenantId)
  if (!tenant) throw unauthenticated()
  if (tenant.status !== 'active') {
    throw new AppError('forbidden', 'This company’s account is suspended. Its owner can write to support.')
  }
  return tenant
}

async function userBehind(scope: Scope, token: string): Promise<Principal> {
  const claims = await scope.jwt.verify(token, scope.clock.now())
  if (!claims) throw unauthenticated()
  return {
    tenant: await activeTenant(scope, claims.tenantId),
    actor: { kind: 'user', userId: claims.userId, role: claims.role, sessionId: claims.sessionId },
    issuedAt: claims.issuedAt,
    expiresAt: null,
  }
}

async function keyBehind(scope: Scope, token: string): Promise<Principal> {
  const key = await scope.findApiKey(token)
  if (!key) throw unauthenticated()
  const tenant = await activeTenant(scope, key.tenantId)
  ApiKey.assertPlan(tenant)
  return {
    tenant,
    actor: { kind: 'api_key', keyId: key.id, permissions: key.permissions },
    expiresAt: key.expiresAt,
  }
}

/**
 * Who a token speaks for: a user by an access token, or an API key. No read of D1, but for a tenant or a key that this
 * isolate has not seen within the minute.
 * @throws AppError unauthenticated; forbidden for a suspended company and for a plan without API keys
 */
export async function principalOf(scope: Scope, token: string | null): Promise<Principal> {
  if (token === null) throw unauthenticated()
  return token.startsWith(API_KEY_HEAD) ? keyBehind(scope, token) : userBehind(scope, token)
}

/** The user behind a request, for what only a person may do. Throws `forbidden` for an API key. */
export function userOf(c: Context<AppEnv>): UserPrincipal {
  const { actor, ...principal } = c.get('principal')
  if (actor.kind === 'user') return { ...principal, actor }
  throw new AppError('forbidden', 'This is for a person. Sign in as a user: an API key cannot do it.')
}

/**
 * How a hub knows the principal. A socket lives with its session, not with its 15-minute token; a key's socket with the key.
 * @throws AppError forbidden for a key that may not read notifications
 */
export function hubIdentity({ actor, issuedAt, expiresAt }: Principal): HubIdentity {
  if (actor.kind === 'api_key') {
    if (!mayDo(actor, 'notifications:read')) {
      throw new AppError('forbidden', 'This key does not hold notifications:read.')
    }
    return { userId: actor.keyId, role: 'api_key', staff: true, sessionId: actor.keyId, expiresAt }
  }
  return {
    userId: actor.userId,
    role: actor.role,
    staff: STAFF_ROLES.includes(actor.role),
    sessionId: actor.sessionId,
    expiresAt: null,
    issuedAt,
  }
}

/** A bad token costs its sender's address a request, so that tokens cannot be tried at will. */
async function knownPrincipal(c: Context<AppEnv>): Promise<Principal> {
  try {
    return await principalOf(c.get('scope'), bearerToken(c.req.header('authorization')))
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') await holdAddress(c)
    throw error
  }
}

/** Behind it, `c.get('context')` is one tenant's context, acting as whoever the token speaks for. */
export const authenticated = createMiddleware<AppEnv>(async (c, next) => {
  const scope = c.get('scope')
  const principal = await knownPrincipal(c)
  const { tenant, actor } = principal
  const name = principalKey(principal)
  scope.note({ tenant_id: tenant.id, actor: name, role: actor.kind === 'user' ? actor.role : actor.kind })
  c.set('principal', principal)
  await holdToPlan(c, principal)
  const idempotent = await idempotentRequest(c, name)
  c.set('idempotent', idempotent)
  c.set('context', scope.tenant(tenant, actor, idempotent))
  await next()
})
