import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../core/errors.ts'
import type { Plan } from '../../domain/auth/tenant.ts'
import type { AppEnv, Principal, RateLimitName } from '../scope.ts'
import { principalKey } from './principal-key.ts'

/** Requests a minute, as wrangler.toml sets them on the bindings; a test holds the two against each other. */
export const QUOTAS: Readonly<Record<RateLimitName, number>> = {
  starter: 100,
  growth: 500,
  scale: 1000,
  tracking: 30,
  login: 10,
  address: 100,
}

const PLAN_LIMITS = {
  starter: 'starter',
  growth: 'growth',
  scale: 'scale',
  enterprise: null,
} as const satisfies Record<Plan, RateLimitName | null>

/** `"growth";q=500;w=60`: the quota and its window in seconds (draft-ietf-httpapi-ratelimit-headers, section 3). */
export function policyOf(name: RateLimitName): string {
  return `"${name}";q=${QUOTAS[name]};w=60`
}

async function hold(c: Context<AppEnv>, name: RateLimitName, key: string, refusal: string): Promise<void> {
  c.header('ratelimit-policy', policyOf(name))
  if (await c.get('scope').limit(name, key)) return
  throw new AppError('rate_limited', refusal, { retryAfterSeconds: 60 })
}

/** Holds a user or a key to its company's plan. Throws `rate_limited`. An enterprise's own agreement is not counted here. */
export async function holdToPlan(c: Context<AppEnv>, principal: Principal): Promise<void> {
  const { tenant } = principal
  const name = PLAN_LIMITS[tenant.plan]
  if (name === null) return
  const refusal = `The ${tenant.plan} plan allows ${QUOTAS[name]} requests a minute. Wait, or write to support for more.`
  await hold(c, name, `${tenant.id}:${principalKey(principal)}`, refusal)
}

/** Holds whoever has shown nothing to a share by address. Throws `rate_limited`. */
export async function holdAddress(c: Context<AppEnv>): Promise<void> {
  const refusal = 'Too many requests from your address. Wait a minute.'
  await hold(c, 'address', c.get('scope').address, refusal)
}

/** `holdAddress` before a route that asks for no token. */
export const heldByAddress = createMiddleware<AppEnv>(async (c, next) => {
  await holdAddress(c)
  await next()
})

/** Of `/auth`, what asks for a token and is held to the plan. */
const SIGNED_IN = /\/auth\/(me|sessions|change-password)(\/|$)/

/** What is held more strictly by its handlers. */
const GUESSABLE = /\/auth\/(login|register|reset-password|verify-email\/resend)$/

/** `holdAddress` before what asks for no token: signing in, in all its ways. */
export const heldBeforeSignIn = createMiddleware<AppEnv>(async (c, next) => {
  if (!SIGNED_IN.test(c.req.path)) await holdAddress(c)
  if (GUESSABLE.test(c.req.path)) c.header('ratelimit-policy', `${policyOf('login')}, ${policyOf('address')}`)
  await next()
})

/** Tells of a limit that a handler keeps by itself. */
export const tellsPolicy = (name: RateLimitName) =>
  createMiddleware<AppEnv>(async (c, next) => {
    c.header('ratelimit-policy', policyOf(name))
    await next()
  })
