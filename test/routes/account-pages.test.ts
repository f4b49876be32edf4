import { env, exports } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { call, mailsTo, until } from '../harness/wire.ts'

const HOME = 'https://aircourier.test'
const PASSWORD = 'correct horse battery'
const NEW = 'another horse battery'

/** What a browser without scripts does: follows a link, sends a form. */
async function browse(path: string, form?: Readonly<Record<string, string>>, language = 'en') {
  const response = await exports.default.fetch(
    new Request(HOME + path, {
      headers: { 'accept-language': language },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    }),
  )
  return { status: response.status, headers: response.headers, html: await response.text() }
}

async function linkTo(address: string, path: string): Promise<string> {
  return until(async () => {
    const text = (await mailsTo(address)).map((mail) => mail.text).findLast((each) => each.includes(`${path}?token=`))
    const link = /https?:\/\/\S+\?token=\S+/.exec(text ?? '')?.[0]
    return link ? link.slice(link.indexOf(path)) : null
  })
}

const tokenIn = (link: string) => new URL(link, HOME).searchParams.get('token') ?? ''

async function someone() {
  const email = `page-${crypto.randomUUID()}@couriers.example`
  const { body } = await call('POST', '/api/v1/auth/register', {
    body: { email, password: PASSWORD, tenant_name: 'Paginas' },
  })
  return { email, token: String(body.access_token), tenantId: String(body.user.tenant_id) }
}

async function invited(owner: { token: string }) {
  const email = `page-${crypto.randomUUID()}@couriers.example`
  await call('POST', '/api/v1/users', { token: owner.token, body: { email, role: 'courier' } })
  return { email, link: await linkTo(email, '/accept-invite') }
}

async function resetLink(email: string) {
  await call('POST', '/api/v1/auth/reset-password', { body: { email } })
  return linkTo(email, '/reset-password')
}

const login = (email: string, password: string) =>
  call('POST', '/api/v1/auth/login', { body: { email, password } }).then(({ status }) => status)

describe('/verify-email', () => {
  it('uses nothing up when a scanner follows the link, and confirms when a person presses the button', async ({
    expect,
  }) => {
    const { email, token } = await someone()
    const link = await linkTo(email, '/verify-email')
    for (let scans = 0; scans < 3; scans++) expect((await browse(link)).status).toBe(200)
    expect((await call('GET', '/api/v1/auth/me', { token })).body.email_verified).toBe(false)

    const done = await browse('/verify-email', { token: tokenIn(link) })
    expect([done.status, done.html]).toEqual([200, expect.stringContaining('Your address is confirmed')])
    expect((await call('GET', '/api/v1/auth/me', { token })).body.email_verified).toBe(true)
    expect((await browse(link)).status).toBe(404)
    expect((await browse('/verify-email', { token: tokenIn(link) })).html).toContain('This link no longer works')
  })

  it('runs nothing, loads nothing but a logo, is kept by nobody and tells no other site its address', async ({
    expect,
  }) => {
    const { email } = await someone()
    const { headers, html } = await browse(await linkTo(email, '/verify-email'))
    const nonce = /<style nonce="([^"]+)"/.exec(html)?.[1]
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'nonce-${nonce}'; img-src https: data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    )
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-frame-options')).toBe('DENY')
  })

  it.for(['', '?token=', '?token=made.up', '?token=a&token=b'])('knows no link %s', async (query, { expect }) => {
    const { status, html } = await browse(`/verify-email${query}`)
    expect([status, html]).toEqual([404, expect.stringContaining('This link no longer works')])
  })
})

describe('/reset-password', () => {
  it('asks again, with the reason, until the password may be taken, then ends the link', async ({ expect }) => {
    const { email } = await someone()
    const link = await resetLink(email)
    const token = tokenIn(link)
    expect((await browse(link)).html).toContain(`value="${email}"`)
    for (const [password, reason] of [
      ['kq3-x', 'too short'],
      ['x'.repeat(2000), 'too long'],
      ['Football2026!', 'among the first that are tried'],
    ] as const) {
      const refused = await browse('/reset-password', { token, password })
      expect([refused.status, refused.html]).toEqual([422, expect.stringContaining(reason)])
      expect(refused.html).not.toContain(password)
    }
    expect((await browse('/reset-password', { token, password: NEW })).status).toBe(200)
    expect([await login(email, NEW), await login(email, PASSWORD)]).toEqual([200, 401])
    expect((await browse('/reset-password', { token, password: 'a third horse battery' })).status).toBe(404)
  })

  it('takes no token of another purpose', async ({ expect }) => {
    const { email } = await someone()
    const token = tokenIn(await linkTo(email, '/verify-email'))
    expect((await browse('/reset-password', { token, password: NEW })).status).toBe(404)
    expect(await login(email, PASSWORD)).toBe(200)
  })
})

describe('/accept-invite', () => {
  it('takes name and password, keeps what was typed, and opens no session', async ({ expect }) => {
    const { email, link } = await invited(await someone())
    const token = tokenIn(link)
    expect((await browse(link)).html).toContain('Join <bdi>Paginas</bdi>')
    const nameless = await browse('/accept-invite', { token, name: '  ', password: NEW })
    expect([nameless.status, nameless.html]).toEqual([422, expect.stringContaining('tell us your name')])
    const common = await browse('/accept-invite', { token, name: 'Bea Ruiz', password: 'bea-ruiz-2026' })
    expect([common.status, common.html]).toEqual([422, expect.stringContaining('value="Bea Ruiz"')])
    expect((await browse('/accept-invite', { token, name: 'Bea Ruiz', password: NEW })).status).toBe(200)

    const { results } = await env.DIRECTORY_DB.prepare(
      'SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email = ?',
    )
      .bind(email)
      .all()
    expect(results).toEqual([])
    expect(await login(email, NEW)).toBe(200)
  })

  it('speaks the reader’s language, and stays in it when the form is sent', async ({ expect }) => {
    const { link } = await invited(await someone())
    const arabic = await browse(link, undefined, 'ar-EG,en;q=0.5')
    expect(arabic.html).toContain('<html lang="ar" dir="rtl">')
    expect(arabic.html).toContain('action="/accept-invite?lang=ar"')
    const refused = await browse('/accept-invite?lang=ar', { token: tokenIn(link), name: 'x', password: 'x' }, 'en')
    expect(refused.html).toContain('<html lang="ar" dir="rtl">')
  })

  it('says so when the company is suspended, and works again afterwards', async ({ expect }) => {
    const owner = await someone()
    const { link } = await invited(owner)
    const set = (status: string) =>
      env.DIRECTORY_DB.prepare('UPDATE tenants SET status = ? WHERE id = ?').bind(status, owner.tenantId).run()
    await set('suspended')
    expect((await browse(link)).status).toBe(403)
    expect((await browse('/accept-invite', { token: tokenIn(link), name: 'Bea', password: NEW })).status).toBe(403)
    await set('active')
    expect((await browse(link)).status).toBe(200)
  })
})
