import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, inject, it, vi } from 'vitest'
import { sha256Hex } from '../../src/core/security/signatures.ts'
import { post } from '../harness/deployment.ts'
import { Browser, locationOf } from './browser.ts'
import { redirectUri } from './servers/accounts.ts'
import { aCompanyOf, backFrom, exchange, rowsOf, signInBy } from './sign-in.ts'
import { RETURN_TO, withProviders } from './world.ts'

const deployment = withProviders()
let people = 0
const someone = () => `ana${++people}`

describe('signing in at an OpenID provider', () => {
  it('links the verified address to its account and gives a pair that works', async ({ expect }) => {
    const name = someone()
    const company = await aCompanyOf(deployment, `${name}@people.example`)
    const arrived = await signInBy(deployment, 'corp', `verified.${name}`)

    expect([arrived.status, arrived.error]).toEqual([303, null])
    expect(arrived.to.href).toBe(`${RETURN_TO}?code=${arrived.code}`)
    const { status, body } = await exchange(deployment, arrived.code)
    expect([status, body.user]).toEqual([200, { ...company.user, email_verified: true }])
    const me = await deployment('/api/v1/auth/me', { headers: { authorization: `Bearer ${body.access_token}` } })
    expect(me.status).toBe(200)
    const refreshed = await deployment('/api/v1/auth/refresh', post({ refresh_token: body.refresh_token }))
    expect(refreshed.status).toBe(200)
  })

  it('knows the account again by issuer and subject, whatever its address is now', async ({ expect }) => {
    const name = someone()
    const { user } = await aCompanyOf(deployment, `${name}@people.example`)
    await signInBy(deployment, 'corp', `verified.${name}`)
    await env.DIRECTORY_DB.prepare('UPDATE users SET email = ? WHERE id = ?')
      .bind(`new-${name}@x.example`, user.id)
      .run()
    const again = await signInBy(deployment, 'corp', `verified.${name}`)

    expect((await exchange(deployment, again.code)).body.user.id).toBe(user.id)
  })

  it('keeps nothing of the provider’s tokens, and only hashes of its own', async ({ expect }) => {
    const name = someone()
    await aCompanyOf(deployment, `${name}@people.example`)
    const { browser, callback } = await backFrom(deployment, 'corp', `verified.${name}`)
    const state = new URL(callback).searchParams.get('state') ?? ''
    const starts = await env.DIRECTORY_DB.prepare('SELECT * FROM oauth_starts').all()
    expect(JSON.stringify(starts.results)).not.toContain(state)
    const code = locationOf(await browser.open(callback)).searchParams.get('code') ?? ''
    const codes = await env.DIRECTORY_DB.prepare('SELECT * FROM oauth_codes').all()
    const accounts = await env.DIRECTORY_DB.prepare('SELECT * FROM oauth_accounts').all<Record<string, unknown>>()
    expect(JSON.stringify(codes.results)).not.toContain(code)
    expect(Object.keys(accounts.results[0] ?? {})).toEqual(['issuer', 'subject', 'tenant_id', 'user_id', 'created_at'])
  })

  it('sends PKCE, state and nonce, its own redirect URI, and a cookie that binds the browser', async ({ expect }) => {
    const started = await new Browser(deployment).open(`/api/v1/auth/oauth/corp?return_to=${RETURN_TO}`)
    const url = locationOf(started)
    const query = Object.fromEntries(url.searchParams)

    expect([started.status, url.origin]).toEqual([302, inject('openIdUrl')])
    expect(query).toEqual({
      response_type: 'code',
      client_id: 'aircourier',
      redirect_uri: redirectUri('corp'),
      scope: 'openid email profile',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
    const [cookie = ''] = started.headers.getSetCookie()
    expect(cookie).toMatch(
      /^__Host-oauth-[0-9a-f]{16}=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(cookie).not.toContain(query.state)
    expect(started.headers.get('cache-control')).toBe('no-store')
    expect(started.headers.get('referrer-policy')).toBe('no-referrer')
  })

  it('lets two tabs of one browser sign in side by side', async ({ expect }) => {
    const browser = new Browser(deployment)
    await aCompanyOf(deployment, 'tabs@people.example')
    const urls = []
    for (const _tab of [1, 2]) {
      const url = locationOf(await browser.open('/api/v1/auth/oauth/corp'))
      url.searchParams.set('login_hint', 'verified.tabs')
      urls.push(url.href)
    }
    for (const url of urls) {
      const to = locationOf(await browser.open(await browser.untilCallback(url)))
      expect(to.searchParams.get('code')).toMatch(/^oc_/)
    }
  })
})

describe('a sign-in that was tampered with', () => {
  const logged: string[] = []
  beforeEach(() => {
    logged.length = 0
    vi.spyOn(console, 'warn').mockImplementation((text) => logged.push(String(text)))
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
  /** The word in the log tells which check it was that refused. */
  const details = () => logged.map((text) => JSON.parse(text).detail as unknown)

  const account = async () => {
    const name = someone()
    await aCompanyOf(deployment, `${name}@people.example`)
    return `verified.${name}`
  }

  it('is refused with another PKCE challenge', async ({ expect }) => {
    const { error } = await signInBy(deployment, 'corp', await account(), {
      authorization: (url) => url.searchParams.set('code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'),
    })
    expect([error, details()]).toEqual(['provider_error', ['invalid_grant']])
  })

  it('is refused with another nonce', async ({ expect }) => {
    const { error } = await signInBy(deployment, 'corp', await account(), {
      authorization: (url) => url.searchParams.set('nonce', 'somebody-elses'),
    })
    expect([error, details()]).toEqual(['provider_error', ['OAUTH_JWT_CLAIM_COMPARISON_FAILED']])
  })

  it.for([
    ['subject', 'OAUTH_INVALID_RESPONSE'],
    ['unsigned', 'OAUTH_INVALID_RESPONSE'],
  ] as const)('is refused with an ID token that was altered: %s', async ([liar, detail], { expect }) => {
    const { error } = await signInBy(deployment, liar, await account())
    expect([error, details()]).toEqual(['provider_error', [detail]])
  })

  it('passes the same way when nothing was altered', async ({ expect }) => {
    expect((await signInBy(deployment, 'truthful', await account())).error).toBeNull()
  })

  it.for([
    [
      'the issuer is another',
      (url: URL) => url.searchParams.set('iss', 'https://evil.example'),
      'OAUTH_INVALID_RESPONSE',
    ],
    [
      'the issuer is missing though the provider always sends it',
      (url: URL) => url.searchParams.delete('iss'),
      'OAUTH_INVALID_RESPONSE',
    ],
    ['the code is another', (url: URL) => url.searchParams.set('code', 'made-up'), 'invalid_grant'],
    ['there are two codes', (url: URL) => url.searchParams.append('code', 'second'), 'OAUTH_INVALID_RESPONSE'],
  ] as const)('is refused when %s', async ([, callback, detail], { expect }) => {
    const { status, error, to } = await signInBy(deployment, 'corp', await account(), { callback })
    expect([status, error, to.origin + to.pathname]).toEqual([303, 'provider_error', RETURN_TO])
    expect(details()).toEqual([detail])
  })

  it('is refused with a code that was made for another provider’s redirect URI', async ({ expect }) => {
    const name = await account()
    const stolen = new URL((await backFrom(deployment, 'other', name)).callback)
    const { error } = await signInBy(deployment, 'corp', name, {
      callback: (url) => url.searchParams.set('code', stolen.searchParams.get('code') ?? ''),
    })
    expect(error).toBe('provider_error')
  })

  it('goes through once: the same state again is refused without a word to the provider', async ({ expect }) => {
    const { browser, callback } = await backFrom(deployment, 'corp', await account())
    const first = await browser.open(callback)
    const second = await browser.open(callback)

    expect([first.status, second.status]).toEqual([303, 400])
    expect(second.headers.get('location')).toBeNull()
  })

  it('goes through once when two come back at the same moment', async ({ expect }) => {
    const { browser, callback } = await backFrom(deployment, 'corp', await account())
    const answers = await Promise.all([browser.open(callback), browser.open(callback)])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 400])
  })

  it('is refused in a browser that did not begin it, and still good in the one that did', async ({ expect }) => {
    const { browser, callback } = await backFrom(deployment, 'corp', await account())
    const elsewhere = await new Browser(deployment).open(callback)
    expect(elsewhere.status).toBe(400)
    expect(await elsewhere.json()).toMatchObject({ code: 'malformed_request' })

    expect(locationOf(await browser.open(callback)).searchParams.get('code')).toMatch(/^oc_/)
  })

  it('is refused with a cookie of another sign-in', async ({ expect }) => {
    const { callback } = await backFrom(deployment, 'corp', await account())
    const theirs = new URL(callback)
    const mine = await backFrom(deployment, 'corp', await account())
    const response = await mine.browser.open(theirs.href)
    expect(response.status).toBe(400)
  })

  it('is refused with a cookie of the right name that holds another secret', async ({ expect }) => {
    const { browser, callback } = await backFrom(deployment, 'corp', await account())
    const name = `__Host-oauth-${sha256Hex(new URL(callback).searchParams.get('state') ?? '').slice(0, 16)}`
    const forged = await deployment(callback, { headers: { cookie: `${name}=${'A'.repeat(43)}` } })
    expect(forged.status).toBe(400)
    expect((await browser.open(callback)).status).toBe(303)
  })

  it('is refused at the callback of another provider', async ({ expect }) => {
    const { browser, callback } = await backFrom(deployment, 'corp', await account())
    const response = await browser.open(callback.replace('/oauth/corp/', '/oauth/other/'))
    expect(response.status).toBe(400)
  })

  it('is refused after ten minutes', async ({ expect }) => {
    const { browser, callback } = await backFrom(deployment, 'corp', await account())
    await env.DIRECTORY_DB.prepare('UPDATE oauth_starts SET expires_at = expires_at - 600000').run()
    expect((await browser.open(callback)).status).toBe(400)
  })
})

describe('where a sign-in may return to', () => {
  it.for([
    'https://evil.example/',
    `${RETURN_TO}/`,
    `${RETURN_TO}?next=https://evil.example`,
    'https://app.couriers.example.evil.example/signed-in',
    '//evil.example',
    'javascript:alert(1)',
  ])('is not %s', async (returnTo, { expect }) => {
    const before = await rowsOf('oauth_starts')
    const response = await deployment(`/api/v1/auth/oauth/corp?return_to=${encodeURIComponent(returnTo)}`)
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ errors: [{ pointer: 'query:return_to' }] })
    expect(await rowsOf('oauth_starts')).toBe(before)
  })

  it('is the first of the list when nothing is said', async ({ expect }) => {
    const browser = new Browser(deployment)
    const url = locationOf(await browser.open('/api/v1/auth/oauth/corp'))
    url.searchParams.set('login_hint', 'verified.stranger')
    const to = locationOf(await browser.open(await browser.untilCallback(url.href)))
    expect(to.origin + to.pathname).toBe(RETURN_TO)
  })
})

describe('a provider that does not let in', () => {
  it('sends back the refusal of the person', async ({ expect }) => {
    const { error, to } = await signInBy(deployment, 'corp', 'denies')
    expect(error).toBe('access_denied')
    expect(to.searchParams.get('error_description')).toContain('Try again')
  })

  it('is a 503 when it does not answer', async ({ expect }) => {
    const response = await deployment('/api/v1/auth/oauth/down')
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ code: 'provider_unavailable' })
  })

  it('is a 404 when it is not configured', async ({ expect }) => {
    expect((await deployment('/api/v1/auth/oauth/myspace')).status).toBe(404)
  })
})
