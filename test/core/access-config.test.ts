import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { configOf } from '../../src/core/config.ts'
import { oauthConfigOf } from '../../src/core/oauth-config.ts'

const production = {
  ...env,
  ENVIRONMENT: 'production',
  PUBLIC_URL: 'https://api.couriers.example',
  RATE_LIMITS: 'on',
  PASSWORD_COST: 'standard',
}

describe('a production deployment', () => {
  it('keeps its limits', ({ expect }) => {
    expect(configOf({ ...production }).RATE_LIMITS).toBe('on')
    expect(() => configOf({ ...production, RATE_LIMITS: 'off' })).toThrow('RATE_LIMITS cannot be off in production')
  })

  it('hashes passwords at full cost, and so does a staging one', ({ expect }) => {
    for (const ENVIRONMENT of ['production', 'staging']) {
      expect(() => configOf({ ...production, ENVIRONMENT, PASSWORD_COST: 'light' })).toThrow(
        'PASSWORD_COST cannot be light outside development',
      )
    }
  })
})

it('takes a variable that is set to nothing for one that is absent', ({ expect }) => {
  const config = configOf({ ...env, RESEND_API_KEY: '', SMTP_PORT: '', EMAIL_PROVIDER: '' })
  expect([config.RESEND_API_KEY, config.SMTP_PORT, config.EMAIL_PROVIDER]).toEqual([undefined, 465, 'mock'])
})

describe('the configuration of providers', () => {
  const google = { name: 'google', client_id: 'g' }
  const config = (providers: unknown, more: object = {}) =>
    oauthConfigOf({
      OAUTH_PROVIDERS: typeof providers === 'string' ? providers : JSON.stringify(providers),
      OAUTH_RETURN_URLS: '["https://app.example/in"]',
      OAUTH_GOOGLE_CLIENT_SECRET: 's',
      OAUTH_GITHUB_CLIENT_SECRET: 's',
      ...more,
    })

  it('is empty when nothing is set', ({ expect }) => {
    expect(oauthConfigOf({})).toEqual({ providers: [], returnUrls: [] })
  })

  it('knows Google’s issuer and GitHub’s endpoints', ({ expect }) => {
    const { providers } = config([google, { name: 'github', client_id: 'h' }])
    expect(providers).toMatchObject([
      { type: 'oidc', issuer: 'https://accounts.google.com', client_secret: 's' },
      {
        type: 'github',
        issuer: 'https://github.com',
        authorization_endpoint: 'https://github.com/login/oauth/authorize',
        token_endpoint: 'https://github.com/login/oauth/access_token',
        userinfo_endpoint: 'https://api.github.com/user',
        emails_endpoint: 'https://api.github.com/user/emails',
      },
    ])
  })

  it('takes return URLs as JSON and as a list', ({ expect }) => {
    const list = { OAUTH_RETURN_URLS: 'https://app.example/in, http://localhost:3000/in' }
    expect(config([google], list).returnUrls).toEqual(['https://app.example/in', 'http://localhost:3000/in'])
  })

  it.for([
    ['is no JSON', 'google', {}, 'OAUTH_PROVIDERS'],
    ['lacks a secret', [google], { OAUTH_GOOGLE_CLIENT_SECRET: '' }, 'OAUTH_GOOGLE_CLIENT_SECRET is not set'],
    ['lacks an issuer', [{ name: 'corp', client_id: 'c' }], {}, 'OAUTH_PROVIDERS.0 needs an issuer'],
    ['names one twice', [google, google], {}, 'names a provider twice'],
    ['names it as no path can', [{ ...google, name: 'Google Inc' }], {}, 'OAUTH_PROVIDERS.0.name'],
    ['names nowhere to return to', [google], { OAUTH_RETURN_URLS: '' }, 'OAUTH_RETURN_URLS'],
    ['returns to no URL', [google], { OAUTH_RETURN_URLS: '["/in"]' }, 'OAUTH_RETURN_URLS'],
  ] as const)('is refused when it %s', ([, providers, more, message], { expect }) => {
    expect(() => config(providers, more)).toThrow(message)
  })
})
