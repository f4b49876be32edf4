import { Buffer } from 'node:buffer'
import { AppError, notFound } from '../../core/errors.ts'
import { sha256Hex } from '../../core/security/signatures.ts'
import { OAuthRefused } from '../../domain/auth/ports.ts'
import { type OAuthContext, redirectUriOf } from './oauth-context.ts'

export const OAUTH_START_SECONDS = 600
const SECRET_BYTES = 32

export interface StartOAuth {
  readonly provider: string
  readonly returnTo: string | undefined
  readonly tenantName: string | undefined
  readonly clientChallenge: string | undefined
}

/**
 * Begins a sign-in at a provider: where to send the browser, and the secret that its cookie is to hold. The record of it
 * lives ten minutes and is good for one return.
 * @throws AppError not_found for a provider that is not configured, unprocessable for a return URL that is not on the list,
 * provider_unavailable
 */
export async function startOAuth(
  ctx: OAuthContext,
  input: StartOAuth,
): Promise<{ readonly location: string; readonly state: string; readonly browserSecret: string }> {
  const provider = ctx.oauthProviders.find(input.provider)
  if (!provider) throw notFound('provider')
  const returnTo = allowedReturn(ctx, input.returnTo)
  const secret = () => Buffer.from(ctx.ids.random(SECRET_BYTES)).toString('base64url')
  const [state, browserSecret, nonce, codeVerifier] = [secret(), secret(), secret(), secret()]
  const redirectUri = redirectUriOf(ctx, input.provider)
  const location = await provider.authorizationUrl({ state, nonce, codeVerifier, redirectUri }).catch(unavailable(ctx))
  const start = ctx.oauth.insertStart({
    stateHash: sha256Hex(state),
    browserHash: sha256Hex(browserSecret),
    provider: input.provider,
    codeVerifier,
    nonce,
    returnTo,
    tenantName: input.tenantName ?? null,
    clientChallenge: input.clientChallenge ?? null,
    expiresAt: ctx.clock.now() + OAUTH_START_SECONDS * 1000,
  })
  return ctx.commit([start], { location, state, browserSecret })
}

/** Compared character by character: a prefix or a pattern would let the code leave for elsewhere (RFC 9700 section 4.1.3). */
function allowedReturn(ctx: OAuthContext, wished: string | undefined): string {
  const { returnUrls } = ctx.oauthProviders
  const found = wished === undefined ? returnUrls[0] : returnUrls.find((url) => url === wished)
  if (found !== undefined) return found
  throw new AppError('unprocessable', 'Some fields are not right; see errors.', {
    errors: [
      { pointer: 'query:return_to', message: 'One of the URLs that this service may return to, as it is listed.' },
    ],
  })
}

const unavailable = (ctx: OAuthContext) => (error: unknown) => {
  if (!(error instanceof OAuthRefused)) throw error
  ctx.log.warn('oauth_not_started', { reason: error.reason, detail: error.detail })
  throw new AppError('provider_unavailable', 'The provider does not answer. Try again, or sign in with a password.', {
    retryAfterSeconds: 10,
  })
}
