import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { post } from '../harness/deployment.ts'
import { aCompanyOf, exchange, rowsOf, signInBy } from './sign-in.ts'
import { withProviders } from './world.ts'

const deployment = withProviders()
let people = 0
const someone = () => `bea${++people}`
const setUser = (change: string, id: string) =>
  env.DIRECTORY_DB.prepare(`UPDATE users SET ${change} WHERE id = ?`).bind(id).run()

describe('whom a provider’s account signs in', () => {
  it.for([
    ['has no email', 'nameless'],
    ['is not verified', 'unverified'],
    ['is verified in a text and not in a boolean', 'text'],
  ] as const)('is nobody when its address %s', async ([, kind], { expect }) => {
    const name = someone()
    await aCompanyOf(deployment, `${name}@people.example`)
    const before = await rowsOf('oauth_accounts')
    const { error } = await signInBy(deployment, 'corp', `${kind}.${name}`, { query: { tenant_name: 'Mine' } })

    expect(error).toBe('email_not_verified')
    expect(await rowsOf('oauth_accounts')).toBe(before)
  })

  it('is nobody when the deployment does not trust the provider’s word on addresses', async ({ expect }) => {
    const name = someone()
    await aCompanyOf(deployment, `${name}@people.example`)
    expect((await signInBy(deployment, 'distrusted', `verified.${name}`)).error).toBe('email_not_verified')
    expect((await signInBy(deployment, 'corp', `verified.${name}`)).error).toBeNull()
  })

  it('is nobody when the address was never verified here: a stranger may have typed it', async ({ expect }) => {
    const name = someone()
    const squatter = await aCompanyOf(deployment, `${name}@people.example`, false)
    const { error } = await signInBy(deployment, 'corp', `verified.${name}`)
    expect(error).toBe('account_not_verified')

    await setUser('email_verified_at = 1', squatter.user.id)
    expect((await signInBy(deployment, 'corp', `verified.${name}`)).error).toBeNull()
  })

  it('is an invited user, whose mailed link is void from then on', async ({ expect }) => {
    const name = someone()
    const owner = await aCompanyOf(deployment, `owner-${name}@people.example`)
    const invite = { email: `${name}@people.example`, role: 'operator' }
    const headers = { authorization: `Bearer ${owner.access_token}` }
    expect((await deployment('/api/v1/users', post(invite, headers))).status).toBe(201)
    const { code } = await signInBy(deployment, 'corp', `verified.${name}`)

    const { body } = await exchange(deployment, code)
    expect(body.user).toMatchObject({ role: 'operator', tenant_id: owner.user.tenant_id, email_verified: true })
    const tokens = await env.DIRECTORY_DB.prepare(
      "SELECT count(*) AS live FROM one_time_tokens WHERE user_id = ? AND purpose = 'accept_invite' AND used_at IS NULL AND expires_at > ?",
    )
      .bind(body.user.id, Date.now())
      .first()
    expect(tokens).toEqual({ live: 0 })
  })

  it('is nobody when the address is unknown and no company was named', async ({ expect }) => {
    const { error, to } = await signInBy(deployment, 'corp', `verified.${someone()}`)
    expect(error).toBe('no_account')
    expect(to.searchParams.get('error_description')).toMatch(/Register a company, or ask yours for an invitation/)
  })

  it('is a new company’s owner when the address is unknown and a company was named, once', async ({ expect }) => {
    const name = someone()
    const query = { tenant_name: 'Bea’s Couriers' }
    const first = await signInBy(deployment, 'corp', `verified.${name}`, { query })
    const { body } = await exchange(deployment, first.code)
    expect(body.user).toMatchObject({
      email: `${name}@people.example`,
      name: 'Ana Silva',
      role: 'owner',
      email_verified: true,
    })
    const again = await signInBy(deployment, 'corp', `verified.${name}`, { query })
    expect((await exchange(deployment, again.code)).body.user).toEqual(body.user)

    const tenants = await env.DIRECTORY_DB.prepare('SELECT name FROM tenants WHERE id = ?')
      .bind(body.user.tenant_id)
      .all()
    expect(tenants.results).toEqual([{ name: 'Bea’s Couriers' }])
    const audit = await env.DIRECTORY_DB.prepare('SELECT action FROM audit_log WHERE tenant_id = ? ORDER BY id')
      .bind(body.user.tenant_id)
      .all<{ action: string }>()
    expect(audit.results.map(({ action }) => action).sort()).toEqual([
      'session.started',
      'session.started',
      'tenant.registered',
      'user.oauth_linked',
    ])
  })

  it('is one company’s owner when two tabs found it at the same moment', async ({ expect }) => {
    const name = someone()
    const tab = () => signInBy(deployment, 'corp', `verified.${name}`, { query: { tenant_name: 'Twice' } })
    const [one, two] = await Promise.all([tab(), tab()])
    const users = await Promise.all([one, two].map(({ code }) => exchange(deployment, code)))

    expect(users[0]?.body.user.id).toMatch(/^usr_/)
    expect(users[0]?.body.user).toEqual(users[1]?.body.user)
  })

  it.for(['before it is linked', 'after it was linked'])(
    'is nobody when the user is deactivated %s',
    async (when, { expect }) => {
      const name = someone()
      const { user } = await aCompanyOf(deployment, `${name}@people.example`)
      if (when.startsWith('after')) await signInBy(deployment, 'corp', `verified.${name}`)
      await setUser('is_active = 0', user.id)
      expect((await signInBy(deployment, 'corp', `verified.${name}`)).error).toBe('account_disabled')
    },
  )

  it('is nobody when the company is suspended', async ({ expect }) => {
    const name = someone()
    const { user } = await aCompanyOf(deployment, `${name}@people.example`)
    await env.DIRECTORY_DB.prepare("UPDATE tenants SET status = 'suspended' WHERE id = ?").bind(user.tenant_id).run()
    expect((await signInBy(deployment, 'corp', `verified.${name}`)).error).toBe('account_disabled')
  })
})

describe('the code that the browser comes back with', () => {
  const aCode = async (query = {}) => {
    const name = someone()
    const { user } = await aCompanyOf(deployment, `${name}@people.example`)
    return { user, ...(await signInBy(deployment, 'corp', `verified.${name}`, { query })) }
  }

  it('is good once, also for two at the same moment', async ({ expect }) => {
    const { code } = await aCode()
    const answers = await Promise.all([exchange(deployment, code), exchange(deployment, code)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
    expect((await exchange(deployment, code)).status).toBe(401)
  })

  it('is good for a minute', async ({ expect }) => {
    const { code } = await aCode()
    await env.DIRECTORY_DB.prepare('UPDATE oauth_codes SET expires_at = expires_at - 60000').run()
    expect((await exchange(deployment, code)).status).toBe(401)
  })

  it('is no good for a user who was deactivated meanwhile', async ({ expect }) => {
    const { code, user } = await aCode()
    await setUser('is_active = 0', user.id)
    expect((await exchange(deployment, code)).status).toBe(401)
  })

  it('is no good made up', async ({ expect }) => {
    expect((await exchange(deployment, 'oc_made-up')).status).toBe(401)
  })

  it('asks for the verifier when the client began with a challenge, and takes none when it did not', async ({
    expect,
  }) => {
    // RFC 7636, appendix B.
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
    const challenged = await aCode({ code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' })
    expect((await exchange(deployment, challenged.code)).status).toBe(401)
    expect((await exchange(deployment, challenged.code, `${verifier.slice(0, -1)}l`)).status).toBe(401)
    expect((await exchange(deployment, challenged.code, verifier)).status).toBe(200)

    const open = await aCode()
    expect((await exchange(deployment, open.code, verifier)).status).toBe(401)
    expect((await exchange(deployment, open.code)).status).toBe(200)
  })
})
