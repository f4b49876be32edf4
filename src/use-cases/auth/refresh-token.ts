import { AppError } from '../../core/errors.ts'
import { type FoundSession, SessionMoved } from '../../domain/auth/ports.ts'
import { Session } from '../../domain/auth/session.ts'
import type { AuthContext } from './context.ts'
import { endReusedFamily } from './end-reused-family.ts'
import { nextRefreshToken } from './next-refresh-token.ts'
import { assertActive, sessionEnded } from './refusals.ts'
import { device, type TokenPair, tokenPair } from './sign-in.ts'

/**
 * A new pair for a refresh token: one read and one commit. A family is a chain of sessions with one live token at its end.
 * The token before it gets the same pair again for 30 seconds, unless the last one was used meanwhile: then somebody holds
 * a copy, and the family ends (RFC 9700 section 4.14.2).
 * @throws AppError unauthenticated for a token that is unknown, expired, revoked or reused, or whose user is inactive;
 * forbidden for a suspended company
 */
export async function refreshToken(ctx: AuthContext, input: { refreshToken: string }): Promise<TokenPair> {
  const hash = await ctx.sessions.hashOf(input.refreshToken)
  // Who loses the race to rotate reads again; what it finds then is rotated or revoked and needs no second race.
  for (let tries = 0; tries < 2; tries++) {
    const found = await ctx.auth.findSession(hash)
    if (!found) throw sessionEnded()
    try {
      return await exchange(ctx, input.refreshToken, found)
    } catch (error) {
      if (!(error instanceof SessionMoved)) throw error
    }
  }
  throw new AppError('unavailable', 'This session is in use elsewhere. Try again.', { retryAfterSeconds: 1 })
}

async function exchange(ctx: AuthContext, token: string, found: FoundSession): Promise<TokenPair> {
  const successorUsed = found.successor?.revokedReason === 'rotated'
  const verdict = Session.judge(found.session, ctx.clock.now(), successorUsed)
  switch (verdict) {
    case 'live':
      return rotate(ctx, token, admitted(found))
    case 'grace':
      return repeat(ctx, token, admitted(found))
    case 'reused':
      await endReusedFamily(ctx, found)
      throw sessionEnded()
    case 'expired':
    case 'revoked':
      throw sessionEnded()
  }
}

function admitted(found: FoundSession): FoundSession {
  if (!found.user.isActive) throw sessionEnded()
  assertActive(found.tenant)
  return found
}

async function rotate(ctx: AuthContext, token: string, { session, user }: FoundSession): Promise<TokenPair> {
  const id = ctx.ids.make('ses')
  const now = ctx.clock.now()
  const next = await nextRefreshToken(ctx, token, id)
  const successor = Session.create({
    id,
    userId: user.id,
    tenantId: user.tenantId,
    tokenHash: next.hash,
    now,
    ...device(ctx),
    rotatedFrom: session,
  })
  const tokens = await tokenPair(ctx, user, successor, next.token)
  return ctx.commit([ctx.auth.rotateSession(session, now), ctx.auth.insertSession(successor)], tokens)
}

/** The answer that was lost, once more. Nothing is written: the family stays as it is. */
async function repeat(ctx: AuthContext, token: string, { successor, user }: FoundSession): Promise<TokenPair> {
  if (successor === null || successor.revokedAt !== null) throw sessionEnded()
  const next = await nextRefreshToken(ctx, token, successor.id)
  if (next.hash !== successor.tokenHash) throw sessionEnded()
  return tokenPair(ctx, user, successor, next.token)
}
