import { Buffer } from 'node:buffer'
import { AppError } from '../../core/errors.ts'
import { sha256Hex } from '../../core/security/signatures.ts'
import { UserChanged } from '../../domain/auth/account-ports.ts'
import type { OAuthProfile, OAuthRefusal, OAuthStart } from '../../domain/auth/oauth.ts'
import { OAuthAccountTaken, OAuthRefused, TenantCodeTaken } from '../../domain/auth/ports.ts'
import type { User } from '../../domain/auth/user.ts'
import type { Statement } from '../../domain/statement.ts'
import { admitProfile } from './oauth-admission.ts'
import { type OAuthContext, redirectUriOf } from './oauth-context.ts'

const CODE_LIFE_MS = 60_000
const CODE_BYTES = 32
/** Another request may link the account, take the address or the code of a company meanwhile: then it is looked up again. */
const TRIES = 5

export interface FinishOAuth {
  readonly provider: string
  readonly state: string | undefined
  /** What the browser's cookie holds. */
  readonly browserSecret: string | undefined
  /** The whole query that the provider sent the browser back with. */
  readonly query: string
}

/** Where the browser goes next, with a code to exchange or with why there is none. */
export type OAuthOutcome =
  | { readonly returnTo: string; readonly code: string }
  | { readonly returnTo: string; readonly refusal: OAuthRefusal }

/**
 * Ends a sign-in at a provider: the record of its start is taken away first, so that nobody comes back with it twice.
 * @throws AppError malformed_request for a return that no start of this browser belongs to: without one it is not known
 * where to return to
 */
export async function finishOAuth(ctx: OAuthContext, input: FinishOAuth): Promise<OAuthOutcome> {
  const start = await claim(ctx, input)
  const { returnTo } = start
  try {
    const profile = await askProvider(ctx, input, start)
    return { returnTo, code: await codeFor(ctx, start, profile) }
  } catch (error) {
    if (!(error instanceof OAuthRefused)) throw error
    ctx.log.warn('oauth_refused', { provider: start.provider, reason: error.reason, detail: error.detail })
    return { returnTo, refusal: error.reason }
  }
}

async function claim(ctx: OAuthContext, { provider, state, browserSecret }: FinishOAuth): Promise<OAuthStart> {
  const start =
    state && browserSecret
      ? await ctx.oauth.claimStart(
          { stateHash: sha256Hex(state), browserHash: sha256Hex(browserSecret), provider },
          ctx.clock.now(),
        )
      : null
  if (start) return start
  throw new AppError(
    'malformed_request',
    'This sign-in has ended, or began in another browser. Go back and start it again.',
  )
}

async function askProvider(
  ctx: OAuthContext,
  { provider: name, state = '', query }: FinishOAuth,
  start: OAuthStart,
): Promise<OAuthProfile> {
  const provider = ctx.oauthProviders.find(name)
  if (!provider) throw new OAuthRefused('provider_unavailable', 'not_configured')
  const { nonce, codeVerifier } = start
  return provider.profile({ query, state, nonce, codeVerifier, redirectUri: redirectUriOf(ctx, name) })
}

async function codeFor(ctx: OAuthContext, start: OAuthStart, profile: OAuthProfile): Promise<string> {
  for (let tries = 1; ; tries++) {
    const { user, statements } = await admitProfile(ctx, profile, start.tenantName)
    try {
      return await issueCode(ctx, start, user, statements)
    } catch (error) {
      if (tries === TRIES || !isRace(error)) throw error
    }
  }
}

function isRace(error: unknown): boolean {
  return (
    error instanceof OAuthAccountTaken ||
    error instanceof TenantCodeTaken ||
    error instanceof UserChanged ||
    (error instanceof AppError && error.code === 'conflict')
  )
}

async function issueCode(
  ctx: OAuthContext,
  { clientChallenge }: OAuthStart,
  user: User,
  statements: readonly Statement[],
): Promise<string> {
  const code = `oc_${Buffer.from(ctx.ids.random(CODE_BYTES)).toString('base64url')}`
  const row = ctx.oauth.insertCode({
    codeHash: sha256Hex(code),
    tenantId: user.tenantId,
    userId: user.id,
    clientChallenge,
    expiresAt: ctx.clock.now() + CODE_LIFE_MS,
  })
  return ctx.commit([...statements, row], code)
}
