import { z } from 'zod'
import { ConfigError } from './config.ts'

const GOOGLE_ISSUER = 'https://accounts.google.com'
const GITHUB = {
  issuer: 'https://github.com',
  authorization_endpoint: 'https://github.com/login/oauth/authorize',
  token_endpoint: 'https://github.com/login/oauth/access_token',
  userinfo_endpoint: 'https://api.github.com/user',
} as const

const endpoint = z.url({ protocol: /^https?$/ })

const ProviderSchema = z
  .object({
    name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,30}$/, 'is lower-case letters, digits, _ and -'),
    type: z.enum(['oidc', 'github']).optional(),
    client_id: z.string().min(1),
    issuer: endpoint.optional(),
    authorization_endpoint: endpoint.optional(),
    token_endpoint: endpoint.optional(),
    userinfo_endpoint: endpoint.optional(),
    emails_endpoint: endpoint.optional(),
    jwks_uri: endpoint.optional(),
    scope: z.string().min(1).optional(),
    token_endpoint_auth_method: z.enum(['client_secret_basic', 'client_secret_post']).optional(),
    /** False for a provider whose `email_verified` anyone can set; so it is for Microsoft's unless this says otherwise. */
    trust_email: z.boolean().optional(),
  })
  .transform((provider, issues) => {
    const type = provider.type ?? (provider.name === 'github' ? 'github' : 'oidc')
    if (type === 'github') {
      const userinfo_endpoint = provider.userinfo_endpoint ?? GITHUB.userinfo_endpoint
      return {
        ...provider,
        type,
        issuer: provider.issuer ?? GITHUB.issuer,
        authorization_endpoint: provider.authorization_endpoint ?? GITHUB.authorization_endpoint,
        token_endpoint: provider.token_endpoint ?? GITHUB.token_endpoint,
        userinfo_endpoint,
        emails_endpoint: provider.emails_endpoint ?? `${userinfo_endpoint}/emails`,
      }
    }
    const issuer = provider.issuer ?? (provider.name === 'google' ? GOOGLE_ISSUER : undefined)
    if (issuer !== undefined) return { ...provider, type, issuer }
    issues.addIssue({ code: 'custom', message: 'needs an issuer' })
    return z.NEVER
  })

const ProvidersSchema = z.array(ProviderSchema)
const ReturnUrlsSchema = z.array(endpoint)

export type OAuthProviderConfig = z.output<typeof ProviderSchema> & { readonly client_secret: string }
export type GitHubConfig = Extract<OAuthProviderConfig, { type: 'github' }>
export type OidcConfig = Extract<OAuthProviderConfig, { type: 'oidc' }>

export interface OAuthConfig {
  readonly providers: readonly OAuthProviderConfig[]
  readonly returnUrls: readonly string[]
}

const read = new WeakMap<object, OAuthConfig>()

/** `google` -> `OAUTH_GOOGLE_CLIENT_SECRET`. */
const secretName = (provider: string) => `OAUTH_${provider.toUpperCase().replaceAll('-', '_')}_CLIENT_SECRET`

/**
 * Which providers people can sign in with: `OAUTH_PROVIDERS` (JSON), a secret each by its own name, and `OAUTH_RETURN_URLS`
 * (JSON, or separated by commas). None when nothing is set. Once per isolate. Throws `ConfigError`, which names variables only.
 */
export function oauthConfigOf(env: object): OAuthConfig {
  const known = read.get(env)
  if (known) return known
  const vars = env as Readonly<Record<string, unknown>>
  const providers = parse('OAUTH_PROVIDERS', ProvidersSchema, jsonOf(vars.OAUTH_PROVIDERS)).map((provider) => {
    const name = secretName(provider.name)
    const secret = vars[name]
    if (typeof secret === 'string' && secret !== '') return { ...provider, client_secret: secret }
    throw new ConfigError(`The configuration is not usable: ${name} is not set`)
  })
  if (new Set(providers.map(({ name }) => name)).size < providers.length) {
    throw new ConfigError('The configuration is not usable: OAUTH_PROVIDERS names a provider twice')
  }
  const returnUrls = parse('OAUTH_RETURN_URLS', ReturnUrlsSchema, listOf(vars.OAUTH_RETURN_URLS))
  if (providers.length > 0 && returnUrls.length === 0) {
    throw new ConfigError('The configuration is not usable: OAUTH_RETURN_URLS names no URL to return to')
  }
  const config = { providers, returnUrls }
  read.set(env, config)
  return config
}

function parse<T>(name: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) => `${[name, ...issue.path].join('.')} ${issue.message}`)
  throw new ConfigError(`The configuration is not usable: ${faults.join('; ')}`)
}

function jsonOf(value: unknown): unknown {
  if (value === undefined || value === '') return []
  try {
    return JSON.parse(String(value))
  } catch {
    return undefined
  }
}

function listOf(value: unknown): unknown {
  const text = typeof value === 'string' ? value.trim() : ''
  return text === '' || text.startsWith('[') ? jsonOf(text) : text.split(/[\s,]+/)
}
