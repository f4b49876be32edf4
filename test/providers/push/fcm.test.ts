import { describe, it } from 'vitest'
import { aMessage, anAccount, assertionsOf, FCM, refusalOf, revoke, sentBy, serviceOf } from './firebase.ts'

describe('a push message over FCM', () => {
  it('arrives as the provider wants it, for every platform', async ({ expect }) => {
    const account = anAccount()
    const message = aMessage()
    const now = Date.now()
    const { messageId } = await serviceOf(account, { now: () => now }).send(message)
    expect(messageId).toMatch(new RegExp(`^projects/${account.project}/messages/`))
    const [sent] = await sentBy(account)
    expect(sent?.message).toEqual({
      token: message.token,
      notification: { title: message.title, body: message.body },
      data: { ...message.data, link: message.link },
      android: { priority: 'HIGH', ttl: '86400s', collapse_key: 'shp_1', notification: { tag: 'shp_1' } },
      apns: {
        headers: {
          'apns-priority': '10',
          'apns-expiration': String(Math.floor(now / 1000) + 86_400),
          'apns-collapse-id': 'shp_1',
        },
        payload: { aps: { sound: 'default' } },
      },
      webpush: {
        headers: { TTL: '86400', Urgency: 'high' },
        notification: { tag: 'shp_1' },
        fcm_options: { link: message.link },
      },
    })
  })

  it('leaves out what the provider would refuse: its own names, a link that is not https, a key that is too long', async ({
    expect,
  }) => {
    const account = anAccount()
    const data = { from: 'x', google_x: 'x', gcm: 'x', message_type: 'x', kept: 'y' }
    const link = 'http://127.0.0.1/t/CT-1'
    await serviceOf(account).send(aMessage('phone', { data, link, collapseKey: 'ключ'.repeat(20) }))
    await serviceOf(account).send(aMessage('phone', { link: null, collapseKey: null }))
    const [first, second] = await sentBy(account)
    expect(first?.message.data).toEqual({ kept: 'y', link })
    expect(first?.message.webpush).not.toHaveProperty('fcm_options')
    expect(first?.message.apns).toMatchObject({
      headers: { 'apns-collapse-id': expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
    expect(JSON.stringify(second?.message)).not.toMatch(/collapse|"tag"|"link"/)
  })

  it.for([
    ['a long text', 'a'.repeat(10_000)],
    ['a long text of letters that take many bytes', 'وصل طردك إلى فرانكفورت '.repeat(500)],
    ['a long text of signs that are several letters to a machine', '👩🏽‍🚀'.repeat(800)],
    ['a long text that grows when it is written down', '"\\\u0007'.repeat(2_000)],
  ] as const)('cuts %s to what the provider takes, and no letter in two', async ([, body], { expect }) => {
    const account = anAccount()
    await serviceOf(account).send(aMessage('phone', { body }))
    await serviceOf(account).send(aMessage('phone', { title: body, body: 'said too' }))
    const [first, second] = await sentBy(account)
    for (const sent of [first, second]) {
      const { token: _token, ...content } = sent?.message ?? {}
      const bytes = new TextEncoder().encode(JSON.stringify(content)).byteLength
      expect(bytes).toBeLessThanOrEqual(4_096)
      expect(bytes).toBeGreaterThan(3_950)
    }
    const cut = first?.message.notification?.body ?? ''
    expect(cut.isWellFormed()).toBe(true)
    expect(body.startsWith(cut.slice(0, -1))).toBe(true)
    expect(cut.endsWith('…')).toBe(true)
    if (body.startsWith('👩')) expect((cut.length - 1) % '👩🏽‍🚀'.length).toBe(0)
    expect(second?.message.notification).toMatchObject({ title: expect.stringMatching(/…$/) })
  })

  it('is given up when its data alone are too much, and nobody is asked', async ({ expect }) => {
    const account = anAccount()
    const refused = await refusalOf(serviceOf(account).send(aMessage('phone', { data: { text: 'a'.repeat(5_000) } })))
    expect(refused.kind).toBe('permanent')
    expect(await assertionsOf(account)).toEqual([])
  })
})

describe('what a refusal means', () => {
  it.for([
    ['unregistered', 'gone', null],
    ['mismatch', 'gone', null],
    ['bad-token', 'gone', null],
    ['bad-token-field', 'gone', null],
    ['bad-message', 'permanent', null],
    ['bad-argument', 'permanent', null],
    ['unspecified', 'permanent', null],
    ['quota', 'paused', 137],
    ['quota-silent', 'paused', 60],
    ['quota-front', 'paused', 60],
    ['quota-device', 'transient', 60],
    ['unavailable', 'transient', 42],
    ['internal', 'transient', 10],
    ['odd-details', 'transient', 10],
    ['html-502', 'transient', 10],
    ['half-refusal', 'transient', 10],
    ['third-party', 'credentials', null],
    ['api-off', 'credentials', null],
    ['no-project', 'credentials', null],
    ['unheard-of', 'credentials', null],
    ['html-404', 'credentials', null],
    ['moved', 'credentials', null],
  ] as const)('%s is %s', async ([behaviour, kind, wait], { expect }) => {
    const account = anAccount()
    const message = aMessage(behaviour)
    const refused = await refusalOf(serviceOf(account).send(message))
    expect([refused.kind, refused.retryAfterSeconds]).toEqual([kind, wait])
    expect(refused.message).not.toContain(message.token)
    expect(refused.message).not.toMatch(/documented|Error \d|elsewhere/)
    expect(await sentBy(account)).toHaveLength(behaviour === 'unspecified' ? 2 : 1)
  })

  it.for(['silent', 'reset', 'half-answer', 'html-200'])(
    'of a message that may have been taken (%s) is: again, when a second one takes its place, and else never',
    async (behaviour, { expect }) => {
      const account = anAccount()
      const service = serviceOf(account)
      const replaced = await refusalOf(service.send(aMessage(behaviour)))
      const twice = await refusalOf(service.send(aMessage(behaviour, { collapseKey: null })))
      expect([replaced.kind, twice.kind]).toEqual(['transient', 'unknown'])
      expect(await sentBy(account)).toHaveLength(2)
    },
  )

  it('that the provider cannot explain is looked at once more', async ({ expect }) => {
    const account = anAccount()
    await expect(serviceOf(account).send(aMessage('unspecified-once'))).resolves.toMatchObject({
      messageId: expect.any(String),
    })
    expect(await sentBy(account)).toHaveLength(2)
  })

  it('of a provider that is not there is transient', async ({ expect }) => {
    const account = anAccount()
    expect((await refusalOf(serviceOf(account, { baseUrl: 'http://127.0.0.1:9' }).send(aMessage()))).kind).toBe(
      'transient',
    )
    expect(
      (await refusalOf(serviceOf(anAccount(), { tokenUrl: 'http://127.0.0.1:9/token' }).send(aMessage()))).kind,
    ).toBe('transient')
  })
})

describe('an access token', () => {
  it('is asked for by a signed assertion for messaging, an hour long', async ({ expect }) => {
    const account = anAccount()
    await serviceOf(account).send(aMessage())
    const [{ header, claims, grant } = { header: {}, claims: {}, grant: '' }] = await assertionsOf(account)
    expect(header).toEqual({ alg: 'RS256', typ: 'JWT', kid: `key-${account.project.slice(-8)}` })
    expect(claims).toEqual({
      iss: account.email,
      scope: 'https://www.googleapis.com/auth/firebase.messaging',
      aud: 'https://oauth2.googleapis.com/token',
      iat: expect.any(Number),
      exp: Number(claims.iat) + 3600,
    })
    expect(grant).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
  })

  it('is asked for once by all who send at the same time', async ({ expect }) => {
    const account = anAccount()
    const [one, other] = [serviceOf(account), serviceOf(account)]
    await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 ? one : other).send(aMessage())))
    expect(await assertionsOf(account)).toHaveLength(1)
    expect(await sentBy(account)).toHaveLength(12)
  })

  it('is renewed some minutes before its end', async ({ expect }) => {
    const account = anAccount()
    let now = Date.now()
    const service = serviceOf(account, { now: () => now })
    await service.send(aMessage())
    now += 3_290_000
    await service.send(aMessage())
    expect(await assertionsOf(account)).toHaveLength(1)
    now += 20_000
    await service.send(aMessage())
    expect(await assertionsOf(account)).toHaveLength(2)
  })

  it('that is refused is renewed once, for all who were refused with it', async ({ expect }) => {
    const account = anAccount()
    const service = serviceOf(account)
    await service.send(aMessage())
    await revoke(account)
    await Promise.all(Array.from({ length: 5 }, () => service.send(aMessage())))
    expect(await assertionsOf(account)).toHaveLength(2)
    expect(await sentBy(account)).toHaveLength(6)
  })

  it('that is refused again after that is a matter for staff', async ({ expect }) => {
    const account = anAccount()
    const refusing: typeof fetch = async (input, init): Promise<Response> =>
      String(input).includes('/token')
        ? fetch(input, init)
        : Response.json({ error: { status: 'UNAUTHENTICATED' } }, { status: 401 })
    const refused = await refusalOf(serviceOf(account, { fetch: refusing }).send(aMessage()))
    expect(refused.kind).toBe('credentials')
    expect(await assertionsOf(account)).toHaveLength(2)
  })

  it.for([
    ['revoked', 'credentials', null],
    ['forbidden', 'credentials', null],
    ['moved', 'credentials', null],
    ['busy', 'transient', 9],
    ['broken', 'transient', null],
    ['page', 'transient', null],
    ['odd', 'transient', null],
    ['silent', 'transient', null],
    ['reset', 'transient', null],
  ] as const)('that is not given (%s) is %s, and nothing is sent', async ([kind, means, wait], { expect }) => {
    const account = anAccount(kind)
    // Nothing went to anyone: without a collapse key too it is simply to be tried again.
    const refused = await refusalOf(serviceOf(account).send(aMessage('phone', { collapseKey: null })))
    expect([refused.kind, refused.retryAfterSeconds]).toEqual([means, wait])
    expect(refused.message).not.toMatch(/invalid_grant|Signature/)
    expect(await sentBy(account)).toEqual([])
  })

  it('that was not given is asked for again by the next who sends', async ({ expect }) => {
    const account = anAccount()
    let down = true
    const flaky: typeof fetch = async (input, init) => {
      if (down && String(input).includes('/token')) throw new Error('down')
      return fetch(input, init)
    }
    const service = serviceOf(account, { fetch: flaky })
    expect((await refusalOf(service.send(aMessage()))).kind).toBe('transient')
    down = false
    await service.send(aMessage())
    expect(await sentBy(account)).toHaveLength(1)
  })

  it('is not waited for longer than a request may take, whoever began to ask for it', async ({ expect }) => {
    const account = anAccount()
    // A request that was cut off: what it began never ends.
    const dead = () => new Promise<Response>(() => undefined)
    void serviceOf(account, { fetch: dead }).send(aMessage())
    await serviceOf(account, { timeoutMs: 300 }).send(aMessage())
    expect(await sentBy(account)).toHaveLength(1)
  })

  it('goes on without the shared one when its store fails', async ({ expect }) => {
    const account = anAccount()
    const tokens = { find: () => Promise.reject(new Error('down')), keep: () => Promise.reject(new Error('down')) }
    await serviceOf(account, { tokens }).send(aMessage())
    expect(await sentBy(account)).toHaveLength(1)
  })
})

describe('a key file', () => {
  it('cannot say where its assertions go', async ({ expect }) => {
    const asked: string[] = []
    const noting: typeof fetch = (input, init) => {
      asked.push(String(input))
      return fetch(input, init)
    }
    const elsewhere = 'https://attacker.example/token'
    const account = anAccount('sender', {
      token_uri: elsewhere,
      auth_uri: elsewhere,
      universe_domain: 'attacker.example',
      auth_provider_x509_cert_url: elsewhere,
    })
    await serviceOf(account, { fetch: noting }).send(aMessage())
    expect(asked).toEqual([`${FCM}/token`, `${FCM}/v1/projects/${account.project}/messages:send`])
    expect((await assertionsOf(account))[0]?.claims.aud).toBe('https://oauth2.googleapis.com/token')
  })

  const noKey = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'
  const BAD: readonly (readonly [what: string, keyFile: string])[] = [
    ['no JSON', '-----BEGIN PRIVATE KEY-----'],
    ['an array', '[]'],
    ['a user’s credentials', anAccount('sender', { type: 'authorized_user' }).keyFile],
    ['of a project that is a path', anAccount('sender', { project_id: '../../evil' }).keyFile],
    ['of a project that is another address', anAccount('sender', { project_id: 'x@attacker.example/' }).keyFile],
    ['without a private key', anAccount('sender', { private_key: undefined }).keyFile],
    ['with a key that is none', anAccount('sender', { private_key: noKey }).keyFile],
  ]
  it.for(BAD)('that is %s is a matter for staff, and nobody is asked', async ([, keyFile], { expect }) => {
    const asked: string[] = []
    const noting: typeof fetch = (input, init) => {
      asked.push(String(input))
      return fetch(input, init)
    }
    const refused = await refusalOf(serviceOf({ ...anAccount(), keyFile }, { fetch: noting }).send(aMessage()))
    expect(refused.kind).toBe('credentials')
    expect(refused.message).not.toMatch(/BEGIN|evil|attacker/)
    expect(asked).toEqual([])
  })
})
