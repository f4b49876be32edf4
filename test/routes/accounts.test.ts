import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { openSocket } from '../harness/sockets.ts'
import { type Answer, aCompany, call, mailsTo, until } from '../harness/wire.ts'

const PASSWORD = 'correct horse battery'
const NEW = 'another horse battery'

const pointers = ({ body }: Answer) => body.errors.map((error: { pointer: string }) => error.pointer)

/** The token in the link of the newest mail that leads to a path. */
async function tokenOf(address: string, path: string): Promise<string> {
  return until(async () => {
    const texts = (await mailsTo(address)).map((mail) => mail.text).filter((text) => text.includes(`${path}?token=`))
    const link = /https?:\/\/\S+\?token=\S+/.exec(texts.at(-1) ?? '')?.[0]
    return link ? new URL(link).searchParams.get('token') : null
  })
}

async function someone() {
  const email = `wire-${crypto.randomUUID()}@couriers.example`
  const { body } = await call('POST', '/api/v1/auth/register', {
    body: { email, password: PASSWORD, tenant_name: 'Wire' },
  })
  return { email, token: String(body.access_token), refresh: String(body.refresh_token), user: body.user }
}

const auth = (path: string, body: unknown, token?: string, version = 'v1') =>
  call('POST', `/api/${version}/auth${path}`, { body, ...(token !== undefined && { token }) })

async function invited(owner: { token: string }, role: string) {
  const email = `staff-${crypto.randomUUID()}@couriers.example`
  const made = await call('POST', '/api/v1/users', { token: owner.token, body: { email, role } })
  const token = await tokenOf(email, '/accept-invite')
  const joined = await auth('/accept-invite', { token, password: PASSWORD, name: 'Bea' })
  return { email, made, joined }
}

describe('confirming an address on the wire', () => {
  it.for(['v1', 'v2'])('takes the token of the mail, in %s', async (version, { expect }) => {
    const { email, token } = await someone()
    const mailed = await tokenOf(email, '/verify-email')
    const { status, body } = await auth('/verify-email', { token: mailed }, undefined, version)
    expect([status, body]).toEqual([200, { message: expect.any(String) }])
    expect((await call('GET', `/api/${version}/auth/me`, { token })).body.email_verified).toBe(true)
    const again = await auth('/verify-email', { token: mailed })
    expect([again.status, pointers(again)]).toEqual([422, ['/token']])
  })

  it('answers a request for another mail alike for everyone', async ({ expect }) => {
    const { email } = await someone()
    const [known, unknown] = [
      await auth('/verify-email/resend', { email }),
      await auth('/verify-email/resend', { email: 'nobody@couriers.example' }),
    ]
    expect([known.status, unknown.status]).toEqual([202, 202])
    expect(known.body).toEqual(unknown.body)
  })
})

describe('/auth/reset-password', () => {
  it('answers alike for everyone, and carries a reset out', async ({ expect }) => {
    const { email, refresh } = await someone()
    const asked = await auth('/reset-password', { email })
    const unknown = await auth('/reset-password', { email: 'nobody@couriers.example' })
    expect([asked.status, asked.body]).toEqual([202, unknown.body])

    const token = await tokenOf(email, '/reset-password')
    expect((await auth('/reset-password', { token, new_password: NEW })).status).toBe(200)
    expect((await auth('/refresh', { refresh_token: refresh })).status).toBe(401)
    expect((await auth('/login', { email, password: NEW })).status).toBe(200)
    expect((await auth('/reset-password', { token, new_password: NEW })).status).toBe(422)
  })

  it.for([
    [{}, ['/email']],
    [{ token: 'x' }, ['/new_password']],
    [{ new_password: NEW }, ['/token']],
    [{ email: 'a@b.example', token: 'x', new_password: NEW }, ['/email']],
    [{ email: 'a' }, ['/email']],
    [{ email: 'a@b.example', surprise: 1 }, ['/surprise']],
  ] as const)('refuses %j', async ([body, expected], { expect }) => {
    const refused = await auth('/reset-password', body)
    expect([refused.status, pointers(refused)]).toEqual([422, expected])
  })
})

describe('the user who is signed in', () => {
  it('changes the name', async ({ expect }) => {
    const { token, user } = await someone()
    const { status, body } = await call('PATCH', '/api/v2/auth/me', { token, body: { name: '  Zoé ' } })
    expect([status, body]).toEqual([200, { ...user, name: 'Zoé' }])
    expect((await call('PATCH', '/api/v1/auth/me', { token, body: { role: 'owner' } })).status).toBe(422)
  })

  it('sees the sessions in the list’s form of each version, and ends one with its sockets', async ({ expect }) => {
    const { token, email } = await someone()
    const there = (await auth('/login', { email, password: PASSWORD })).body
    const v1 = await call('GET', '/api/v1/auth/sessions', { token })
    expect(v1.body).toMatchObject({ has_more: false, next_cursor: null })
    expect(v1.body.data.map((session: { current: boolean }) => session.current)).toEqual([false, true])
    const v2 = await call('GET', '/api/v2/auth/sessions?limit=1', { token })
    expect([v2.body.items.length, v2.body.page.has_more]).toEqual([1, true])

    const socket = await openSocket(there.access_token)
    const [{ id }] = v1.body.data
    expect((await call('DELETE', `/api/v1/auth/sessions/${id}`, { token })).status).toBe(200)
    expect(await socket.closed).toBe(4401)
    expect((await auth('/refresh', { refresh_token: there.refresh_token })).status).toBe(401)
    expect((await call('DELETE', `/api/v1/auth/sessions/${id}`, { token })).status).toBe(404)
  })

  it('changes the password; the other sign-in’s socket is cut, this one’s stays', async ({ expect }) => {
    const { token, email, refresh } = await someone()
    const there = (await auth('/login', { email, password: PASSWORD })).body
    const [mine, theirs] = [await openSocket(token), await openSocket(there.access_token)]
    const change = { current_password: PASSWORD, new_password: NEW }
    const { status } = await auth('/change-password', change, token)

    expect(status).toBe(200)
    expect(await theirs.closed).toBe(4401)
    expect(mine.socket.readyState).toBe(WebSocket.OPEN)
    mine.socket.close()
    expect((await auth('/refresh', { refresh_token: refresh })).status).toBe(200)
    const again = await auth('/change-password', change, token)
    expect([again.status, pointers(again)]).toEqual([422, ['/current_password']])
  })

  it('leaves nothing of a password under an Idempotency-Key', async ({ expect }) => {
    const { token, user } = await someone()
    await call('POST', '/api/v1/auth/change-password', {
      token,
      body: { current_password: PASSWORD, new_password: NEW },
      headers: { 'idempotency-key': 'change-1' },
    })
    const { results } = await env.DIRECTORY_DB.prepare('SELECT * FROM idempotency_keys WHERE principal = ?')
      .bind(user.id)
      .all()
    expect(results).toEqual([])
  })
})

describe('staff on the wire', () => {
  it('are invited, join, and are listed in both versions', async ({ expect }) => {
    const owner = await someone()
    const { email, made, joined } = await invited(owner, 'courier')
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ email, role: 'courier', invited: true, tenant_id: owner.user.tenant_id })
    expect([joined.status, joined.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(joined.body).toMatchObject({ token_type: 'bearer', user: { email, name: 'Bea', email_verified: true } })

    const v1 = await call('GET', '/api/v1/users', { token: owner.token })
    expect(v1.body.data.map((user: { email: string }) => user.email)).toEqual([email, owner.email])
    expect(v1.body.data[0]).toMatchObject({ invited: false })
    expect((await call('GET', '/api/v2/users', { token: owner.token })).body.items).toHaveLength(2)
    expect((await call('GET', '/api/v1/users', { token: joined.body.access_token })).status).toBe(403)
  })

  it('are invited once under an Idempotency-Key, byte for byte, and one mail goes out', async ({ expect }) => {
    const owner = await someone()
    const email = `once-${crypto.randomUUID()}@couriers.example`
    const invite = (role: string) =>
      call('POST', '/api/v1/users', {
        token: owner.token,
        body: { email, role },
        headers: { 'idempotency-key': 'invite-1' },
      })
    const [first, second] = await Promise.all([invite('courier'), invite('courier')])
    const third = await invite('courier')
    expect([first.status, second.status, third.status]).toEqual([201, 201, 201])
    expect([second.text, third.text]).toEqual([first.text, first.text])
    expect(third.headers.get('idempotency-replayed')).toBe('true')
    expect((await invite('operator')).body.code).toBe('idempotency_conflict')
    await tokenOf(email, '/accept-invite')
    expect(await mailsTo(email)).toHaveLength(1)
  })

  it('lose their sockets and their way back with their role, and come back with a new sign-in', async ({ expect }) => {
    const owner = await someone()
    const { email, joined } = await invited(owner, 'operator')
    const { access_token: old, refresh_token, user } = joined.body
    const socket = await openSocket(old)
    const { status, body } = await call('PATCH', `/api/v1/users/${user.id}`, {
      token: owner.token,
      body: { role: 'courier' },
    })

    expect([status, body.role]).toEqual([200, 'courier'])
    expect(await socket.closed).toBe(4401)
    expect((await auth('/refresh', { refresh_token })).status).toBe(401)
    expect(await (await openSocket(old)).closed).toBe(4401)
    // A token's time is in whole seconds, so only one of a later second is known to be newer.
    const back = await until(async () => {
      const { body: again } = await auth('/login', { email, password: PASSWORD })
      const opened = await openSocket(again.access_token)
      return (await opened.greeted) ? opened : null
    })
    back.socket.close()
  })

  it('are deactivated by DELETE: no sign-in, no refresh, no socket', async ({ expect }) => {
    const owner = await someone()
    const { email, joined } = await invited(owner, 'operator')
    const socket = await openSocket(joined.body.access_token)
    const gone = await call('DELETE', `/api/v1/users/${joined.body.user.id}`, { token: owner.token })

    expect([gone.status, gone.body.is_active]).toEqual([200, false])
    expect(await socket.closed).toBe(4401)
    expect((await auth('/login', { email, password: PASSWORD })).status).toBe(401)
    expect((await auth('/refresh', { refresh_token: joined.body.refresh_token })).status).toBe(401)
    expect((await call('GET', '/api/v1/auth/me', { token: joined.body.access_token })).status).toBe(401)
  })

  it('keep their last owner, and another company’s users are not there', async ({ expect }) => {
    const [owner, other] = [await someone(), await someone()]
    const self = await call('DELETE', `/api/v1/users/${owner.user.id}`, { token: owner.token })
    expect([self.status, self.body.code]).toEqual([409, 'conflict'])
    const foreign = await call('PATCH', `/api/v1/users/${other.user.id}`, {
      token: owner.token,
      body: { role: 'admin' },
    })
    expect(foreign.status).toBe(404)
    const nothing = await call('PATCH', `/api/v1/users/${owner.user.id}`, { token: owner.token, body: {} })
    expect(nothing.status).toBe(422)
  })
})

describe('/tenant', () => {
  const SERVICE_ACCOUNT = JSON.stringify({
    type: 'service_account',
    project_id: 'blue',
    client_email: 'push@blue.example',
    private_key: 'a key',
  })

  it.for(['v1', 'v2'])(
    'shows and changes the company in %s; credentials never come back',
    async (version, { expect }) => {
      const { token, user } = await someone()
      const path = `/api/${version}/tenant`
      const before = (await call('GET', path, { token })).body
      expect(before).toMatchObject({ id: user.tenant_id, name: 'Wire', plan: 'starter', cors_origins: [] })
      const changed = await call('PATCH', path, {
        token,
        body: {
          name: 'Blue Sky',
          locale: 'fr',
          branding: { colour: '#AABBCC', logo_url: 'https://blue.example/l.svg', support_phone: '+34 600 111 222' },
          cors_origins: ['https://app.blue.example', 'https://app.blue.example', 'http://localhost:5173'],
          channels: {
            email: { from: 'hello@blue.example', resend_api_key: 're_supersecret' },
            whatsapp: { phone_number_id: '106540352242922', access_token: 'EAAGsupersecret' },
            push: { fcm_service_account: SERVICE_ACCOUNT },
          },
        },
      })
      expect(changed.status).toBe(200)
      expect(changed.text).not.toContain('supersecret')
      expect(changed.body).toEqual({
        ...before,
        name: 'Blue Sky',
        locale: 'fr',
        branding: {
          ...before.branding,
          colour: '#aabbcc',
          logo_url: 'https://blue.example/l.svg',
          support_phone: '+34600111222',
        },
        cors_origins: ['https://app.blue.example', 'http://localhost:5173'],
        channels: {
          email: { from: 'hello@blue.example', resend_api_key_set: true, resend_webhook_secret_set: false },
          whatsapp: { phone_number_id: '106540352242922', access_token_set: true, app_secret_set: false },
          push: { fcm_service_account_set: true },
        },
      })
      expect((await call('GET', path, { token })).body).toEqual(changed.body)
    },
  )

  it.for([
    [{ name: '' }, '/name'],
    [{ locale: 'de' }, '/locale'],
    [{ plan: 'enterprise' }, '/plan'],
    [{ status: 'active' }, '/status'],
    [{ shard: 1 }, '/shard'],
    [{ branding: { colour: 'red' } }, '/branding/colour'],
    [{ branding: { logo_url: 'javascript:alert(1)' } }, '/branding/logo_url'],
    [{ cors_origins: ['https://app.example.com/'] }, '/cors_origins/0'],
    [{ cors_origins: ['*'] }, '/cors_origins/0'],
    [{ cors_origins: ['null'] }, '/cors_origins/0'],
    [{ cors_origins: ['http://app.example.com'] }, '/cors_origins/0'],
    [{ channels: { whatsapp: { access_token: 'has blanks in it' } } }, '/channels/whatsapp/access_token'],
    [{ channels: { email: { base_url: 'https://evil.example' } } }, '/channels/email/base_url'],
    [{ channels: { push: { fcm_service_account: '{}' } } }, '/channels/push/fcm_service_account'],
  ] as const)('refuses %j with a pointer', async ([body, pointer], { expect }) => {
    const { token } = await someone()
    const refused = await call('PATCH', '/api/v1/tenant', { token, body })
    expect([refused.status, pointers(refused)]).toEqual([422, [pointer]])
  })

  it('is for owners and admins to change, and for no courier to see', async ({ expect }) => {
    const owner = await someone()
    const { joined } = await invited(owner, 'courier')
    const token = joined.body.access_token
    expect((await call('GET', '/api/v1/tenant', { token })).status).toBe(403)
    expect((await call('PATCH', '/api/v1/tenant', { token, body: { name: 'Mine' } })).status).toBe(403)
  })
})

describe('the lock-out on the wire', () => {
  it('answers 429 with Retry-After, alike for an account that is not there', async ({ expect }) => {
    const { email } = await someone()
    const tries = async (address: string) => {
      const statuses: number[] = []
      let last: Answer | undefined
      for (let n = 0; n < 6; n++) {
        const headers = { 'cf-connecting-ip': `198.51.100.${n + 1}` }
        last = await call('POST', '/api/v1/auth/login', { body: { email: address, password: 'wrong horse' }, headers })
        statuses.push(last.status)
      }
      return { statuses, code: last?.body.code, retry: last?.headers.get('retry-after') }
    }
    const known = await tries(email)
    expect(known).toEqual({ statuses: [401, 401, 401, 401, 401, 429], code: 'rate_limited', retry: expect.any(String) })
    expect(Number(known.retry)).toBeGreaterThan(50)
    await env.DIRECTORY_DB.prepare('DELETE FROM sign_in_failures').run()
    expect((await tries('nobody-here@couriers.example')).statuses).toEqual(known.statuses)
  })
})

describe('an invitation to a company of several', () => {
  it('belongs to the company that sent it', async ({ expect }) => {
    const [company, other] = [await aCompany(), await aCompany()]
    const email = `both-${crypto.randomUUID()}@couriers.example`
    expect((await company.post('/users', { email, role: 'courier' })).status).toBe(201)
    expect((await other.post('/users', { email, role: 'courier' })).status).toBe(409)
    expect((await other.get('/users')).body.data).toHaveLength(1)
  })
})
