import { env } from 'cloudflare:workers'
import { afterEach, describe, it, vi } from 'vitest'
import { aCompanyOf, exchange, signInBy } from './sign-in.ts'
import { withProviders } from './world.ts'

const deployment = withProviders()

afterEach(() => {
  vi.restoreAllMocks()
})

/** The words of the log's refusals while this runs. */
async function detailsOf(work: () => Promise<unknown>): Promise<unknown[]> {
  const logged: string[] = []
  vi.spyOn(console, 'warn').mockImplementation((text) => logged.push(String(text)))
  await work()
  return logged.map((text) => JSON.parse(text).detail)
}

describe('signing in at GitHub', () => {
  it('goes by the address that is primary and verified, and by nothing that the public profile shows', async ({
    expect,
  }) => {
    const company = await aCompanyOf(deployment, 'octocat@people.example')
    await aCompanyOf(deployment, 'victim@people.example')
    await aCompanyOf(deployment, 'old@people.example')
    const { status, code } = await signInBy(deployment, 'github', 'octocat')

    expect(status).toBe(303)
    expect((await exchange(deployment, code)).body.user.id).toBe(company.user.id)
  })

  it('keeps the numeric id, since a login can be given to somebody else', async ({ expect }) => {
    await aCompanyOf(deployment, 'hubot@people.example')
    await signInBy(deployment, 'github', 'hubot')
    const { results } = await env.DIRECTORY_DB.prepare(
      "SELECT subject FROM oauth_accounts WHERE issuer = 'https://github.com'",
    ).all<{ subject: string }>()
    expect(results.length).toBeGreaterThan(0)
    for (const { subject } of results) expect(subject).toMatch(/^\d+$/)
  })

  it('names a new owner by the login when the profile has no name', async ({ expect }) => {
    const query = { tenant_name: 'Mona Couriers' }
    const { code } = await signInBy(deployment, 'github', 'mona', { query })
    expect((await exchange(deployment, code)).body.user).toMatchObject({ name: 'mona', role: 'owner' })
  })

  it.for([
    ['unverified-bob', 'the primary address is not verified'],
    ['noscope-bob', 'the person left the scope out'],
  ] as const)('ends without a code for %s: %s', async ([login], { expect }) => {
    expect((await signInBy(deployment, 'github', login)).error).toBe('email_not_verified')
  })

  it('ends without a code when the person says no', async ({ expect }) => {
    expect((await signInBy(deployment, 'github', 'denies')).error).toBe('access_denied')
  })

  it('reads the error that GitHub sends with HTTP 200', async ({ expect }) => {
    let error: string | null = null
    const details = await detailsOf(async () => {
      error = (await signInBy(deployment, 'github', 'expired')).error
    })
    expect([error, details]).toEqual(['provider_error', ['bad_verification_code']])
  })

  it('does not get a token with another verifier than it promised', async ({ expect }) => {
    const tampered = { authorization: (url: URL) => url.searchParams.set('code_challenge', 'x'.repeat(43)) }
    const details = await detailsOf(() => signInBy(deployment, 'github', 'octocat', tampered))
    expect(details).toEqual(['bad_verification_code'])
  })

  it('does not get a token with a wrong secret', async ({ expect }) => {
    const misconfigured = withProviders({ OAUTH_GITHUB_CLIENT_SECRET: 'wrong' })
    const details = await detailsOf(() => signInBy(misconfigured, 'github', 'octocat'))
    expect(details).toEqual(['incorrect_client_credentials'])
  })
})
