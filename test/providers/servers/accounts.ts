/** What both sides know: who may sign in at the OpenID provider, and how this service is registered there. */
export const OIDC_CLIENT = { id: 'aircourier', secret: 'oidc secret / with + signs & more' } as const
export const GITHUB_CLIENT = { id: 'Iv1.aircourier', secret: 'github-secret' } as const
export const SMTP_USER = { name: 'aircourier', password: 'pass word: \u00e9 = secret' } as const
export const RESEND_KEY = 're_look_alike'
export const HOME = 'https://aircourier.test'

/** The names under which deployments know the one OpenID provider; `subject` and so on have a liar between. */
export const LIARS = ['subject', 'unsigned', 'truthful'] as const
export const PROVIDERS_OF_OPENID = ['corp', 'other', 'distrusted', ...LIARS] as const

export const redirectUri = (provider: string) => `${HOME}/api/v1/auth/oauth/${provider}/callback`

/** An account's name says what its claims are: `verified.ana` has the verified address ana@people.example. */
export function claimsOf(accountId: string): Readonly<Record<string, unknown>> {
  const [kind = '', name = ''] = accountId.split('.')
  const email = `${name}@people.example`
  switch (kind) {
    case 'verified':
      return { sub: accountId, email, email_verified: true, name: 'Ana Silva' }
    case 'unverified':
      return { sub: accountId, email, email_verified: false }
    case 'text':
      return { sub: accountId, email, email_verified: 'true' }
    default:
      return { sub: accountId }
  }
}

/** What Meta's look-alike takes as an access token. */
export const WHATSAPP_TOKEN = 'EAAG-secret-of-the-tests'
