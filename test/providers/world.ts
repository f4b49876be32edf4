import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { inject } from 'vitest'
import { createApp } from '../../src/app.ts'
import { GITHUB_CLIENT, HOME, LIARS, OIDC_CLIENT, PROVIDERS_OF_OPENID } from './servers/accounts.ts'

const app = createApp()
export const RETURN_TO = 'https://app.couriers.example/signed-in'

/** A deployment with these variables: the whole app over the real bindings. One object each, since a config is kept by it. */
export function aDeployment(variables: Readonly<Record<string, string>> = {}) {
  const deployed: Env = { ...env, ...variables }
  return async (path: string, init: RequestInit = {}): Promise<Response> => {
    const execution = createExecutionContext()
    const url = path.startsWith('http') ? path : `${HOME}${path}`
    const response = await app.fetch(new Request(url, { redirect: 'manual', ...init }), deployed, execution)
    await waitOnExecutionContext(execution)
    return response
  }
}

export type Deployment = ReturnType<typeof aDeployment>

export const post = (body: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

/** With the OpenID provider under two names, since redirect URIs are one a provider, and GitHub. */
export function withProviders(change: Readonly<Record<string, string>> = {}): Deployment {
  const [openId, github] = [inject('openIdUrl'), inject('githubUrl')]
  const corp = { issuer: openId, client_id: OIDC_CLIENT.id }
  return aDeployment({
    OAUTH_PROVIDERS: JSON.stringify([
      { name: 'corp', ...corp },
      { name: 'other', ...corp },
      { name: 'distrusted', ...corp, trust_email: false },
      {
        name: 'github',
        client_id: GITHUB_CLIENT.id,
        authorization_endpoint: `${github}/login/oauth/authorize`,
        token_endpoint: `${github}/login/oauth/access_token`,
        userinfo_endpoint: `${github}/user`,
      },
      ...LIARS.map((name) => ({
        name,
        ...corp,
        authorization_endpoint: `${openId}/auth`,
        token_endpoint: `${inject('liarUrl')}/token/${name}`,
        userinfo_endpoint: `${openId}/me`,
        jwks_uri: `${openId}/jwks`,
      })),
      { name: 'down', issuer: 'http://127.0.0.1:9', client_id: 'x' },
    ]),
    ...Object.fromEntries(
      PROVIDERS_OF_OPENID.map((name) => [`OAUTH_${name.toUpperCase()}_CLIENT_SECRET`, OIDC_CLIENT.secret]),
    ),
    OAUTH_GITHUB_CLIENT_SECRET: GITHUB_CLIENT.secret,
    OAUTH_DOWN_CLIENT_SECRET: 'x',
    OAUTH_RETURN_URLS: JSON.stringify([RETURN_TO, 'http://localhost:3000/signed-in']),
    ...change,
  })
}
