import { env } from 'cloudflare:workers'
import { afterEach, describe, it, vi } from 'vitest'
import { ids } from '../../src/core/ids.ts'
import { aDeployment } from '../harness/deployment.ts'
import { aWebhookSecret, type SignedWebhook, signed } from '../harness/sent-mail.ts'
import { call } from '../harness/wire.ts'
import { aMail, deployment, event, PATH, SECRET, type Told } from './resend-mail.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a webhook that Resend did not send', () => {
  async function forged(mail: Told, change: (request: RequestInit) => RequestInit, how: Partial<SignedWebhook> = {}) {
    const request = signed({ secrets: [SECRET], body: event('hard', mail.delivery), ...how })
    return deployment(PATH, change(request))
  }
  const withHeader = (name: string, value: string | null) => (request: RequestInit) => {
    const headers = new Headers(request.headers)
    if (value === null) headers.delete(name)
    else headers.set(name, value)
    return { ...request, headers }
  }
  const same = (request: RequestInit) => request

  it.for([
    ['without a signature', withHeader('svix-signature', null), {}],
    ['with an empty one', withHeader('svix-signature', ''), {}],
    ['with one of another version', withHeader('svix-signature', 'v1a,AAAA v2,BBBB'), {}],
    ['without an id', withHeader('svix-id', null), {}],
    ['with another id', withHeader('svix-id', 'msg_another'), {}],
    ['without a time', withHeader('svix-timestamp', null), {}],
    ['with another time', withHeader('svix-timestamp', String(Math.floor(Date.now() / 1000) - 1)), {}],
    ['with a byte more', (request: RequestInit) => ({ ...request, body: `${request.body} ` }), {}],
    ['signed by somebody else', same, { secrets: [aWebhookSecret()] }],
    ['signed with nothing', same, { secrets: ['whsec_'] }],
    ['of six minutes ago', same, { at: Date.now() - 360_000 }],
    ['of the day after tomorrow', same, { at: Date.now() + 172_800_000 }],
  ] as const)('%s is refused and changes nothing', async ([, change, how], { expect }) => {
    const mail = await aMail()
    const answer = await forged(mail, change, how)
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ code: 'unauthenticated' })
    expect(await mail.state()).toEqual({ status: 'sent', reason: null, suppressed: null })
  })

  it('again, within its time, changes nothing: what was undone since stays undone', async ({ expect }) => {
    const mail = await aMail()
    const once = signed({ secrets: [SECRET], body: event('hard', mail.delivery) })
    await deployment(PATH, once)
    expect(await mail.state()).toMatchObject({ suppressed: 'bounced' })
    await mail.ctx.commit([mail.ctx.suppressions.lift('email', mail.delivery.recipient, ['bounced'])], null)

    expect((await deployment(PATH, once)).status).toBe(200)
    expect(await mail.state()).toMatchObject({ suppressed: null })
    // The same words under another id are another event.
    await mail.tell('hard')
    expect(await mail.state()).toMatchObject({ suppressed: 'bounced' })
  })

  it('is known while the secret is changed: one of several signatures is enough', async ({ expect }) => {
    const mail = await aMail()
    expect(await mail.tell('delivered', {}, { secrets: [aWebhookSecret(), SECRET] })).toBe(200)
    expect(await mail.state()).toMatchObject({ status: 'delivered' })
  })

  it('gets nowhere where no secret is set, or one that is none', async ({ expect }) => {
    const logged: string[] = []
    vi.spyOn(console, 'error').mockImplementation((line) => void logged.push(String(line)))
    const mail = await aMail(aDeployment())
    expect(await mail.tell('hard')).toBe(401)
    expect(await mail.state()).toMatchObject({ status: 'sent' })
  })

  it('is not JSON, or too much of it', async ({ expect }) => {
    const mail = await aMail()
    expect(await mail.tell('hard', {}, { body: '{"type":' })).toBe(400)
    expect(await mail.tell('hard', { subject: 'x'.repeat(1_100_000) })).toBe(413)
    expect(await mail.state()).toMatchObject({ status: 'sent' })
  })

  it('is kept within the body’s bytes: what is no UTF-8 is not read as if it were', async ({ expect }) => {
    const request = signed({ secrets: [SECRET], body: '{}' })
    const answer = await deployment(PATH, { ...request, body: new Uint8Array([0xff, 0xfe]) })
    expect(answer.status).toBe(401)
  })
})

describe('a company with an account of its own', () => {
  async function anAccount() {
    const mail = await aMail()
    const secret = aWebhookSecret()
    const stored = await call('PATCH', '/api/v1/tenant', {
      token: mail.company.token,
      body: { channels: { email: { resend_webhook_secret: secret } } },
    })
    if (stored.status !== 200) throw new Error(`storing the secret answered ${stored.status}`)
    const path = `${PATH}?tenant=${mail.delivery.tenantId}`
    const post = async (body: unknown, secrets = [secret]) => (await deployment(path, signed({ secrets, body }))).status
    return { mail, secret, path, post }
  }

  it('speaks of its own mails, under its own secret, tags or no tags', async ({ expect }) => {
    const { mail, post } = await anAccount()
    expect(await post(event('delivered', mail.delivery, { tags: {} }))).toBe(200)
    expect(await mail.state()).toMatchObject({ status: 'delivered' })
    expect(await post(event('complained', mail.delivery))).toBe(200)
    expect(await mail.state()).toMatchObject({ suppressed: 'complained' })
  })

  it('does not speak of another company’s, whatever the tags say', async ({ expect }) => {
    const { post } = await anAccount()
    const victim = await aMail()
    expect(await post(event('hard', victim.delivery))).toBe(200)
    expect(await victim.state()).toEqual({ status: 'sent', reason: null, suppressed: null })
  })

  it('is no way in for whoever signs with another secret: neither the deployment’s nor another company’s', async ({
    expect,
  }) => {
    const { mail, post } = await anAccount()
    const other = await anAccount()
    expect(await post(event('hard', mail.delivery), [SECRET])).toBe(401)
    expect(await post(event('hard', mail.delivery), [other.secret])).toBe(401)
    // Nor is its own secret good for the deployment's address.
    expect(await mail.tell('hard', {}, { secrets: [other.secret] })).toBe(401)
    expect(await mail.state()).toMatchObject({ status: 'sent' })
  })

  it('that is not there, or has stored no secret, is answered like one with a wrong signature', async ({ expect }) => {
    const mail = await aMail()
    const request = () => signed({ secrets: [SECRET], body: event('hard', mail.delivery) })
    for (const account of [mail.delivery.tenantId, ids.make('ten'), 'ten_x', '', '%00']) {
      expect((await deployment(`${PATH}?tenant=${account}`, request())).status, account).toBe(401)
    }
    expect(await mail.state()).toMatchObject({ status: 'sent' })
  })

  it('cannot store what is no secret: the field is named', async ({ expect }) => {
    const { company } = await aMail()
    for (const secret of ['whsec_short', 're_12345678901234567890123456789012345', `${aWebhookSecret()}!`]) {
      const { status, body } = await call('PATCH', '/api/v1/tenant', {
        token: company.token,
        body: { channels: { email: { resend_webhook_secret: secret } } },
      })
      expect([status, body.errors[0].pointer]).toEqual([422, '/channels/email/resend_webhook_secret'])
    }
  })

  it('whose secret lies under a key that is gone is refused, and the log says which', async ({ expect }) => {
    const logged: string[] = []
    vi.spyOn(console, 'error').mockImplementation((line) => void logged.push(String(line)))
    const { mail, post } = await anAccount()
    await env.DIRECTORY_DB.prepare('UPDATE tenant_settings SET value = ? WHERE tenant_id = ?')
      .bind('not.a.jwe.at.all', mail.delivery.tenantId)
      .run()
    expect(await post(event('hard', mail.delivery))).toBe(401)
    expect(logged.join()).toContain('credential_not_readable')
  })
})
