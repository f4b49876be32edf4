import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Provider } from 'oidc-provider'
import { claimsOf, OIDC_CLIENT, PROVIDERS_OF_OPENID, redirectUri } from './accounts.ts'
import { type Listening, listen } from './listen.ts'

/** A real OpenID provider. `login_hint` says who signs in, and everybody consents at once. */
export async function startOpenIdProvider(): Promise<Listening> {
  let answer: (request: IncomingMessage, response: ServerResponse) => Promise<unknown> = async () => undefined
  const server = await listen(createServer((request, response) => void answer(request, response)))
  const provider = new Provider(server.url, {
    clients: [
      {
        client_id: OIDC_CLIENT.id,
        client_secret: OIDC_CLIENT.secret,
        redirect_uris: PROVIDERS_OF_OPENID.map(redirectUri),
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    cookies: { keys: ['for tests'] },
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 60, Grant: 60, Session: 60 },
    findAccount: (_context: unknown, accountId: string) => ({ accountId, claims: async () => claimsOf(accountId) }),
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
  })
  const openId = provider.callback()

  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { params } = await provider.interactionDetails(request, response)
    const accountId = params.login_hint ?? 'nobody'
    if (accountId === 'denies') {
      await provider.interactionFinished(request, response, { error: 'access_denied' })
      return
    }
    const grant = new provider.Grant({ accountId, clientId: OIDC_CLIENT.id })
    grant.addOIDCScope(params.scope ?? 'openid')
    const consent = { grantId: await grant.save() }
    await provider.interactionFinished(request, response, { login: { accountId }, consent })
  }

  answer = (request, response) =>
    request.url?.startsWith('/interaction/') ? interact(request, response) : openId(request, response)
  return server
}
