import { Session } from '../../domain/auth/session.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import type { User } from '../../domain/auth/user.ts'
import type { AuthContext } from './context.ts'

/** What a client gets for signing in. `expiresIn`: seconds the access token lives. */
export interface TokenPair {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresIn: number
}

export interface SignedIn {
  readonly user: User
  readonly tenant: Tenant
  readonly tokens: TokenPair
}

const USER_AGENT_MAX = 200

/** Where a session is used from, as its row keeps it. */
export function device(ctx: AuthContext): { userAgent: string | null; address: string | null } {
  return { userAgent: ctx.caller.userAgent?.slice(0, USER_AGENT_MAX) ?? null, address: ctx.caller.address }
}

/** A new family for this user and its first token pair. The caller commits the session. */
export async function openSession(ctx: AuthContext, user: User): Promise<{ session: Session; tokens: TokenPair }> {
  const { token, hash } = await ctx.sessions.newToken()
  const session = Session.create({
    id: ctx.ids.make('ses'),
    userId: user.id,
    tenantId: user.tenantId,
    tokenHash: hash,
    now: ctx.clock.now(),
    ...device(ctx),
  })
  return { session, tokens: await tokenPair(ctx, user, session, token) }
}

/** The pair for a session. The access token says what the user is now, not what it was when the session began. */
export async function tokenPair(
  ctx: AuthContext,
  user: User,
  session: Session,
  refreshToken: string,
): Promise<TokenPair> {
  const { token, expiresIn } = await ctx.jwt.sign(
    { userId: user.id, tenantId: user.tenantId, role: user.role, sessionId: session.familyId },
    ctx.clock.now(),
  )
  return { accessToken: token, refreshToken, expiresIn }
}
