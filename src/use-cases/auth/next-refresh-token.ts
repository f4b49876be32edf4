import type { AuthContext } from './context.ts'

/**
 * The refresh token that follows `token` in the session `sessionId`. It is computed, not drawn: HMAC-SHA256 under the
 * server's key over the token before it and the session's id. So whoever presents the same token again within the grace,
 * because an answer was lost or two requests ran at once, gets the same one again, and a family never has two live tokens
 * (rotation after RFC 9700 section 4.14.2). Without the server's key a token tells nothing of those that follow, and without
 * the token the key tells nothing either.
 *
 * While `ENCRYPTION_KEYS` change, a repeated answer cannot be computed again: its hash then differs from the session's.
 */
export async function nextRefreshToken(
  ctx: AuthContext,
  token: string,
  sessionId: string,
): Promise<{ token: string; hash: string }> {
  const derived = await ctx.oneTimeTokens.tokenFor(`${token}:${sessionId}`, 'next_refresh_token')
  const next = `rt_${derived.slice(derived.lastIndexOf('.') + 1)}`
  return { token: next, hash: await ctx.sessions.hashOf(next) }
}
