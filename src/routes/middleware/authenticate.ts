import { createMiddleware } from 'hono/factory'
import { AppError } from '../../core/errors.ts'
import { STAFF_ROLES } from '../../domain/auth/role.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import type { HubIdentity } from '../../domain/notifications/ports.ts'
import type { AppEnv, Principal, RateLimitName, Scope } from '../scope.ts'
import { idempotentRequest } from './idempotency.ts'

const PLAN_LIMITS = {
  starter: 'starter',
  growth: 'growth',
  scale: 'scale',
  enterprise: null,
} as const satisfies Record<Tenant['plan'], RateLimitName | null>
const REQUESTS_A_MINUTE = { starter: 100, growth: 500, scale: 1000 } as const

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

/** Who a token speaks for. No read of D1, but for a tenant that this isolate has not seen within the minute. */
export async function principalOf(scope: Scope, token: string | null): Promise<Principal> {
  const claims = token === null ? null : await scope.jwt.verify(token, scope.clock.now())
  if (!claims) throw unauthenticated()
  const tenant = await scope.findTenant(claims.tenantId)
  if (!tenant) throw unauthenticated()
  if (tenant.status !== 'active') {
    throw new AppError('forbidden', 'This company’s account is suspended. Its owner can write to support.')
  }
  return {
    tenant,
    actor: { kind: 'user', userId: claims.userId, role: claims.role, sessionId: claims.sessionId },
    issuedAt: claims.issuedAt,
  }
}

/** How a hub knows the principal. A socket lives with its session, not with its 15-minute token. */
export function hubIdentity({ actor, issuedAt }: Principal): HubIdentity {
  return {
    userId: actor.userId,
    role: actor.role,
    staff: STAFF_ROLES.includes(actor.role),
    sessionId: actor.sessionId,
    expiresAt: null,
    issuedAt,
  }
}

/** Holds a tenant's principal to its plan. Answers the header that tells the policy; throws `rate_limited`. */
export async function holdToPlan(scope: Scope, tenant: Tenant, principal: string): Promise<string | null> {
  const name = PLAN_LIMITS[tenant.plan]
  if (name === null) return null
  if (!(await scope.limit(name, `${tenant.id}:${principal}`))) {
    throw new AppError('rate_limited', `The ${tenant.plan} plan allows ${REQUESTS_A_MINUTE[name]} requests a minute.`, {
      retryAfterSeconds: 60,
    })
  }
  return `"${name}";q=${REQUESTS_A_MINUTE[name]};w=60`
}

/** Behind it, `c.get('context')` is one tenant's context, acting as whoever the token speaks for. */
export const authenticated = createMiddleware<AppEnv>(async (c, next) => {
  const scope = c.get('scope')
  const principal = await principalOf(scope, bearerToken(c.req.header('authorization')))
  const { tenant, actor } = principal
  scope.note({ tenant_id: tenant.id, actor: actor.userId, role: actor.role })
  const policy = await holdToPlan(scope, tenant, actor.userId)
  if (policy) c.header('ratelimit-policy', policy)
  c.set('principal', principal)
  const idempotent = await idempotentRequest(c, actor.userId)
  c.set('idempotent', idempotent)
  c.set('context', scope.tenant(tenant, actor, idempotent))
  await next()
})
