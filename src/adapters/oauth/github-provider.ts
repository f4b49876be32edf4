import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import type { GitHubConfig } from '../../core/oauth-config.ts'
import type { OAuthProfile } from '../../domain/auth/oauth.ts'
import { type OAuthProvider, OAuthRefused } from '../../domain/auth/ports.ts'
import { clientOf, httpOptions, refusing, USER_AGENT } from './http.ts'

/** `login` can be given to another person later; `id` cannot. `email` is what the profile shows and may be anyone's. */
const UserSchema = z.object({ id: z.number().int(), login: z.string(), name: z.string().nullish() })
const EmailsSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }))

/**
 * GitHub's OAuth apps: OAuth 2.0 and no OpenID. The address is the one of `/user/emails` that is primary and verified.
 * Errors of its token endpoint come with HTTP 200.
 */
export function createGitHubProvider(config: GitHubConfig, options: { insecure: boolean }): OAuthProvider {
  const http = httpOptions(options.insecure)
  const client = clientOf(config.client_id)
  const server: oauth.AuthorizationServer = {
    issuer: config.issuer,
    authorization_endpoint: config.authorization_endpoint,
    token_endpoint: config.token_endpoint,
  }

  async function api<T>(token: string, url: string, schema: z.ZodType<T>): Promise<T | null> {
    const headers = new Headers({
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': USER_AGENT,
    })
    const response = await oauth.protectedResourceRequest(token, 'GET', new URL(url), headers, null, http)
    if (response.status >= 500) throw new OAuthRefused('provider_unavailable', `api_${response.status}`)
    if (!response.ok) {
      await response.body?.cancel()
      return null
    }
    const parsed = schema.safeParse(await response.json())
    if (!parsed.success) throw new OAuthRefused('provider_error', 'unexpected_profile')
    return parsed.data
  }

  return {
    authorizationUrl: ({ state, codeVerifier, redirectUri }) =>
      refusing(async () => {
        const url = new URL(config.authorization_endpoint)
        for (const [name, value] of Object.entries({
          response_type: 'code',
          client_id: config.client_id,
          redirect_uri: redirectUri,
          scope: config.scope ?? 'read:user user:email',
          state,
          code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
          code_challenge_method: 'S256',
        })) {
          url.searchParams.set(name, value)
        }
        return url.href
      }),

    profile: ({ query, state, codeVerifier, redirectUri }) =>
      refusing(async (): Promise<OAuthProfile> => {
        const parameters = oauth.validateAuthResponse(server, client, new URLSearchParams(query), state)
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          oauth.ClientSecretPost(config.client_secret),
          parameters,
          redirectUri,
          codeVerifier,
          { ...http, headers: { ...http.headers, accept: 'application/json' } },
        )
        const { access_token: token } = await oauth.processAuthorizationCodeResponse(server, client, response)
        const user = await api(token, config.userinfo_endpoint, UserSchema)
        if (!user) throw new OAuthRefused('provider_error', 'no_profile')
        // A person may have left the scope out; then there is no address to go by.
        const emails = (await api(token, config.emails_endpoint, EmailsSchema)) ?? []
        const email = emails.find(({ primary, verified }) => primary && verified)?.email ?? null
        return {
          issuer: config.issuer,
          subject: String(user.id),
          email,
          emailVerified: email !== null,
          name: user.name ?? user.login,
        }
      }),
  }
}
