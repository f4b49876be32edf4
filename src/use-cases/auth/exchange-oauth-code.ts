import { Buffer } from 'node:buffer'
import { AppError } from '../../core/errors.ts'
import { sha256Hex } from '../../core/security/signatures.ts'
import { auditAccess } from './audit-access.ts'
import type { OAuthContext } from './oauth-context.ts'
import { assertActive } from './refusals.ts'
import { openSession, type SignedIn } from './sign-in.ts'

/**
 * The token pair for the code that the browser came back with: one read and one commit. A code is good once, for a minute,
 * and where the sign-in began with a challenge only for whoever knows its verifier (RFC 7636 section 4.6).
 * @throws AppError unauthenticated; forbidden for a suspended company
 */
export async function exchangeOAuthCode(
  ctx: OAuthContext,
  input: { readonly code: string; readonly codeVerifier: string | undefined },
): Promise<SignedIn> {
  const found = await ctx.oauth.findCode(sha256Hex(input.code))
  if (!found || found.code.expiresAt <= ctx.clock.now() || !found.user.isActive) throw refused()
  const { code, user, tenant } = found
  if (challengeOf(input.codeVerifier) !== code.clientChallenge) throw refused()
  assertActive(tenant)
  const { session, tokens } = await openSession(ctx, user)
  const audit = auditAccess(ctx, tenant.id, {
    actor: user.id,
    action: 'session.started',
    subjectType: 'session',
    subjectId: session.familyId,
    changes: { by: 'oauth' },
  })
  return ctx.commit([ctx.oauth.takeCode(code), ctx.auth.insertSessionFor(session, user), audit], {
    user,
    tenant,
    tokens,
  })
}

function challengeOf(verifier: string | undefined): string | null {
  return verifier === undefined ? null : Buffer.from(sha256Hex(verifier), 'hex').toString('base64url')
}

function refused(): AppError {
  return new AppError('unauthenticated', 'This code is not good any more. Start the sign-in again.')
}
