import { AppError } from '../../core/errors.ts'
import { type FoundToken, TokenSpent, UserChanged } from '../../domain/auth/account-ports.ts'
import type { OneTimePurpose } from '../../domain/auth/ports.ts'
import type { Statement } from '../../domain/statement.ts'
import type { AuthContext } from './context.ts'
import { assertActive } from './refusals.ts'

/** The purposes of links that are mailed. */
export type LinkPurpose = Extract<OneTimePurpose, 'verify_email' | 'reset_password' | 'accept_invite'>

const WAY_OUT: Readonly<Record<LinkPurpose, string>> = {
  verify_email: 'Ask for a new one with POST /auth/verify-email/resend.',
  reset_password: 'Ask for a new one with POST /auth/reset-password.',
  accept_invite: 'Ask whoever invited you to do it again.',
}

/** One answer for a token that nobody made, that is too old, that was used, and whose user is inactive. */
export class LinkRefused extends AppError {
  constructor(purpose: LinkPurpose) {
    const message = `This link was used or is too old. ${WAY_OUT[purpose]}`
    super('unprocessable', message, { errors: [{ pointer: '/token', message }] })
  }
}

/**
 * Whose link it is. Reads only: a link is used up by `useLink`.
 * @throws LinkRefused; AppError forbidden for a suspended company
 */
export async function openLink(ctx: AuthContext, token: string, purpose: LinkPurpose): Promise<FoundToken> {
  const id = await ctx.oneTimeTokens.idOf(token, purpose)
  const found = id === null ? null : await ctx.accounts.findToken(id)
  if (!found || found.token.purpose !== purpose || !found.user.isActive) throw new LinkRefused(purpose)
  if (found.token.usedAt !== null || found.token.expiresAt <= ctx.clock.now()) throw new LinkRefused(purpose)
  assertActive(found.tenant)
  return found
}

/**
 * Uses a link up in the commit of what it is for: of two requests at once, one does it.
 * @throws LinkRefused when it was used, or its user deactivated, since it was read
 */
export async function useLink<T>(
  ctx: AuthContext,
  { token }: FoundToken,
  purpose: LinkPurpose,
  statements: readonly Statement[],
  result: T,
): Promise<T> {
  try {
    return await ctx.commit([ctx.accounts.spendToken(token, ctx.clock.now()), ...statements], result)
  } catch (error) {
    if (error instanceof TokenSpent || error instanceof UserChanged) throw new LinkRefused(purpose)
    throw error
  }
}
