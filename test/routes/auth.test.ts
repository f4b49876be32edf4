import { exports } from 'cloudflare:workers'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { describe, it } from 'vitest'
import { limitSignIn } from '../../src/routes/auth/limit-sign-in.ts'

const HOME = 'https://aircourier.test'

interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came
  readonly body: any
}

async function call(method: string, path: string, send?: unknown, token?: string): Promise<Answer> {
  const response = await exports.default.fetch(
    new Request(`${HOME}${path}`, {
      method,
      headers: {
        ...(send !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(send !== undefined && { body: JSON.stringify(send) }),
    }),
  )
  return { status: response.status, headers: response.headers, body: await response.json() }
}

async function openSocket(token: string): Promise<WebSocket> {
  const { webSocket } = await exports.default.fetch(
    new Request(`${HOME}/ws/notifications`, { headers: { upgrade: 'websocket', authorization: `Bearer ${token}` } }),
  )
  if (!webSocket) throw new Error('no socket was opened')
  webSocket.accept()
  return webSocket
}

const post = (path: string, send: unknown) => call('POST', `/api/v1/auth${path}`, send)

let people = 0
function someone() {
  people += 1
  return { email: `wire${people}@couriers.example`, password: 'correct horse battery', tenant_name: `Wire ${people}` }
}

describe('the wire of signing in', () => {
  it('registers a company with 201, and the tokens are kept by no cache', async ({ expect }) => {
    const person = someone()
    const { status, headers, body } = await post('/register', { ...person, name: 'Ana Silva' })

    expect(status).toBe(201)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.stringMatching(/^rt_/),
      token_type: 'bearer',
      expires_in: 900,
      user: {
        id: expect.stringMatching(/^usr_/),
        email: person.email,
        name: 'Ana Silva',
        role: 'owner',
        is_active: true,
        email_verified: false,
        tenant_id: expect.stringMatching(/^ten_/),
      },
    })
  })

  it('signs in, refreshes and signs out', async ({ expect }) => {
    const person = someone()
    const { body: registered } = await post('/register', person)
    const login = await post('/login', { email: person.email, password: person.password })
    expect([login.status, login.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(login.body.user).toEqual(registered.user)

    const refreshed = await post('/refresh', { refresh_token: login.body.refresh_token })
    expect([refreshed.status, refreshed.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(Object.keys(refreshed.body).sort()).toEqual(['access_token', 'expires_in', 'refresh_token', 'token_type'])
    expect(refreshed.body.refresh_token).not.toBe(login.body.refresh_token)

    const logout = await post('/logout', { refresh_token: refreshed.body.refresh_token })
    expect([logout.status, logout.body]).toEqual([200, { message: expect.any(String) }])
    const after = await post('/refresh', { refresh_token: refreshed.body.refresh_token })
    expect([after.status, after.body.code]).toEqual([401, 'unauthenticated'])
  })

  it('cuts the sockets of the sign-in that ends, and no others', async ({ expect }) => {
    const person = someone()
    const { body: here } = await post('/register', person)
    const { body: there } = await post('/login', { email: person.email, password: person.password })
    const [cut, kept] = [await openSocket(here.access_token), await openSocket(there.access_token)]
    const closed = new Promise<number>((resolve) => cut.addEventListener('close', ({ code }) => resolve(code)))
    await post('/logout', { refresh_token: here.refresh_token })

    expect(await closed).toBe(4401)
    expect(kept.readyState).toBe(WebSocket.OPEN)
    kept.close()
  })

  it('answers a sign-out with a token that nobody made with 200', async ({ expect }) => {
    expect((await post('/logout', { refresh_token: 'rt_made_up' })).status).toBe(200)
  })

  it('answers an unknown email and a wrong password alike', async ({ expect }) => {
    const person = someone()
    await post('/register', person)
    const wrong = await post('/login', { email: person.email, password: 'wrong horse battery' })
    const unknown = await post('/login', { email: 'nobody@couriers.example', password: person.password })

    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect({ ...wrong.body, request_id: '' }).toEqual({ ...unknown.body, request_id: '' })
  })

  it('points at the email that has an account', async ({ expect }) => {
    const person = someone()
    await post('/register', person)
    const { status, body } = await post('/register', { ...person, email: person.email.toUpperCase() })

    expect([status, body.code, body.errors[0].pointer]).toEqual([409, 'conflict', '/email'])
  })

  it.for([
    ['a short password', { password: 'short' }, '/password'],
    ['an email that is none', { email: 'ana' }, '/email'],
    ['an empty company name', { tenant_name: '  ' }, '/tenant_name'],
    ['a field nobody knows', { tenant_id: 'ten_mine' }, '/tenant_id'],
  ] as const)('refuses %s with 422 and a pointer', async ([, change, pointer], { expect }) => {
    const { status, body } = await post('/register', { ...someone(), ...change })
    expect([status, body.errors.map((error: { pointer: string }) => error.pointer)]).toEqual([422, [pointer]])
  })

  it.for(['/login', '/refresh', '/logout'])('refuses a field nobody knows at %s', async (path, { expect }) => {
    const fields = { email: 'a@b.example', password: 'correct horse', refresh_token: 'rt_x', surprise: true }
    const { status, body } = await post(path, fields)
    expect(status).toBe(422)
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain('/surprise')
  })
})

describe('/me', () => {
  it.for(['v1', 'v2'])('shows in %s the user whose token it is', async (version, { expect }) => {
    const { body: signedIn } = await post('/register', someone())
    const { status, body } = await call('GET', `/api/${version}/auth/me`, undefined, signedIn.access_token)
    expect([status, body]).toEqual([200, signedIn.user])
  })

  it('asks for a token, and takes no refresh token for one', async ({ expect }) => {
    const { body: signedIn } = await post('/register', someone())
    expect((await call('GET', '/api/v1/auth/me')).status).toBe(401)
    expect((await call('GET', '/api/v1/auth/me', undefined, signedIn.refresh_token)).status).toBe(401)
  })
})

describe('/.well-known/jwks.json', () => {
  it('holds the key that access tokens verify with, and no private half', async ({ expect }) => {
    const { body: signedIn } = await post('/register', someone())
    const { status, headers, body } = await call('GET', '/.well-known/jwks.json')

    expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=300'])
    for (const key of body.keys) expect(Object.keys(key)).not.toContain('d')
    const { payload } = await jwtVerify(signedIn.access_token, createLocalJWKSet(body))
    expect(payload).toMatchObject({ sub: signedIn.user.id, tid: signedIn.user.tenant_id, role: 'owner' })
  })
})

describe('the limit on sign-ins', () => {
  const scope = (refuse: (key: string) => boolean) => {
    const keys: string[] = []
    const limit = async (name: string, key: string) => {
      keys.push(`${name} ${key}`)
      return !refuse(key)
    }
    return { keys, scope: { address: '203.0.113.7', limit } }
  }

  it.for([
    ['address', 'login:'],
    ['account', 'account:'],
  ] as const)('refuses when the %s has used up its share', async ([, prefix], { expect }) => {
    const { scope: limited } = scope((key) => key.startsWith(prefix))
    await expect(limitSignIn(limited, 'login', 'ana@couriers.example')).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterSeconds: 60,
    })
  })

  it('counts one account however its email is written, and shows the counters no email', async ({ expect }) => {
    const { keys, scope: open } = scope(() => false)
    await limitSignIn(open, 'login', 'ana@couriers.example')
    await limitSignIn(open, 'register', ' ANA@couriers.example')

    expect(keys[0]).toBe('login login:203.0.113.7')
    expect(keys[2]).toBe('login register:203.0.113.7')
    expect(keys[1]).toBe(keys[3])
    expect(keys.join()).not.toContain('ana')
  })
})
