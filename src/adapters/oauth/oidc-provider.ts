import * as oauth from 'oauth4webapi'
import type { OidcConfig } from '../../core/oauth-config.ts'
import type { OAuthProfile } from '../../domain/auth/oauth.ts'
import { type OAuthProvider, OAuthRefused } from '../../domain/auth/ports.ts'
import { clientOf, httpOptions, refusing } from './http.ts'
import { vouchesFor } from './vouches-for.ts'

const METADATA_MS = 60 * 60_000
const metadata = new Map<string, { readonly server: oauth.AuthorizationServer; readonly until: number }>()
const keySets = new Map<string, oauth.JWKSCacheInput>()

/**
 * Any OpenID provider (OpenID Connect Core 1.0 and Discovery 1.0): the ID token's signature, issuer, audience, times and
 * nonce are checked, `iss` of the answer when it is sent (RFC 9207), and `email` is asked of the userinfo endpoint when the
 * ID token does not say it.
 */
export function createOidcProvider(config: OidcConfig, options: { insecure: boolean }): OAuthProvider {
  const http = httpOptions(options.insecure)
  const client = clientOf(config.client_id)

  async function discover(): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(config.issuer)
    const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = config
    const told = {
      ...(authorization_endpoint !== undefined && { authorization_endpoint }),
      ...(token_endpoint !== undefined && { token_endpoint }),
      ...(jwks_uri !== undefined && { jwks_uri }),
      ...(userinfo_endpoint !== undefined && { userinfo_endpoint }),
    }
    if (authorization_endpoint && token_endpoint && jwks_uri) return { issuer: config.issuer, ...told }
    const known = metadata.get(config.issuer)
    if (known && known.until > Date.now()) return { ...known.server, ...told }
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
    metadata.set(config.issuer, { server, until: Date.now() + METADATA_MS })
    return { ...server, ...told }
  }

  function authentication(server: oauth.AuthorizationServer): oauth.ClientAuth {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const fallback = methods.includes('client_secret_basic') ? 'client_secret_basic' : 'client_secret_post'
    const method = config.token_endpoint_auth_method ?? fallback
    return method === 'client_secret_basic'
      ? oauth.ClientSecretBasic(config.client_secret)
      : oauth.ClientSecretPost(config.client_secret)
  }

  async function userInfo(server: oauth.AuthorizationServer, accessToken: string, subject: string) {
    if (!server.userinfo_endpoint) return {}
    const response = await oauth.userInfoRequest(server, client, accessToken, http)
    return oauth.processUserInfoResponse(server, client, subject, response)
  }

  return {
    authorizationUrl: ({ state, nonce, codeVerifier, redirectUri }) =>
      refusing(async () => {
        const { authorization_endpoint } = await discover()
        if (!authorization_endpoint) throw new OAuthRefused('provider_error', 'no_authorization_endpoint')
        const url = new URL(authorization_endpoint)
        for (const [name, value] of Object.entries({
          response_type: 'code',
          client_id: config.client_id,
          redirect_uri: redirectUri,
          scope: config.scope ?? 'openid email profile',
          state,
          nonce,
          code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
          code_challenge_method: 'S256',
        })) {
          url.searchParams.set(name, value)
        }
        return url.href
      }),

    profile: ({ query, state, nonce, codeVerifier, redirectUri }) =>
      refusing(async (): Promise<OAuthProfile> => {
        const server = await discover()
        const parameters = oauth.validateAuthResponse(server, client, new URLSearchParams(query), state)
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          authentication(server),
          parameters,
          redirectUri,
          codeVerifier,
          http,
        )
        const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
          expectedNonce: nonce,
          requireIdToken: true,
        })
        const keys = keySets.get(config.issuer) ?? {}
        keySets.set(config.issuer, keys)
        await oauth.validateApplicationLevelSignature(server, response, { ...http, [oauth.jwksCache]: keys })
        const idToken = oauth.getValidatedIdTokenClaims(tokens)
        if (!idToken) throw new OAuthRefused('provider_error', 'no_id_token')
        const more = idToken.email === undefined ? await userInfo(server, tokens.access_token, idToken.sub) : {}
        const claims: Readonly<Record<string, unknown>> = { ...more, ...idToken }
        return {
          issuer: config.issuer,
          subject: idToken.sub,
          email: typeof claims.email === 'string' ? claims.email : null,
          emailVerified: vouchesFor(config, claims),
          name: typeof claims.name === 'string' ? claims.name : null,
        }
      }),
  }
}
