import { inject } from 'vitest'
import { aDeployment, type Deployment } from '../harness/deployment.ts'
import { GITHUB_CLIENT, LIARS, OIDC_CLIENT, PROVIDERS_OF_OPENID } from './servers/accounts.ts'

export const RETURN_TO = 'https://app.couriers.example/signed-in'

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
