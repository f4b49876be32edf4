import { env } from 'cloudflare:workers'
import { afterEach, describe, it, vi } from 'vitest'
import { ids } from '../../src/core/ids.ts'
import type { Delivery } from '../../src/domain/notifications/delivery.ts'
import type { TenantContext } from '../../src/use-cases/context.ts'
import { aDeployment, type Deployment } from '../harness/deployment.ts'
import { aSilentCompany } from '../harness/house.ts'
import { aSentMail, aWebhookSecret, type SignedWebhook, signed } from '../harness/sent-mail.ts'
import { type Company, call } from '../harness/wire.ts'

const PATH = '/api/v1/notifications/webhook/resend'
const SECRET = aWebhookSecret()
const deployment = aDeployment({ RESEND_WEBHOOK_SECRET: SECRET })

/** The sheet of a day's events, each with what Resend sends in it. */
const EVENTS = {
  sent: ['email.sent', {}],
  delayed: ['email.delivery_delayed', {}],
  delivered: ['email.delivered', {}],
  opened: ['email.opened', {}],
  hard: [
    'email.bounced',
    { bounce: { message: 'smtp; 550 ana@people.example', type: 'Permanent', subType: 'NoEmail' } },
  ],
  soft: ['email.bounced', { bounce: { message: 'full', type: 'Transient', subType: 'MailboxFull' } }],
  undetermined: ['email.bounced', { bounce: { message: '?', type: 'Undetermined', subType: 'ana@people.example' } }],
  complained: ['email.complained', {}],
  failed: ['email.failed', { failed: { reason: 'reached_daily_quota' } }],
  suppressed: [
    'email.suppressed',
    { suppressed: { reason: 'previous_bounce', type: 'OnAccountSuppressionList', message: 'x' } },
  ],
} as const satisfies Readonly<Record<string, readonly [string, object]>>
type EventName = keyof typeof EVENTS

function event(name: EventName, delivery: Delivery, change: Readonly<Record<string, unknown>> = {}) {
  const [type, more] = EVENTS[name]
  const data = {
    email_id: delivery.providerMessageId,
    created_at: '2026-11-22T23:41:11.894Z',
    from: 'Courier <updates@mail.tenant.example>',
    to: [delivery.recipient],
    subject: 'CT-1042 arrived',
    tags: { tenant: delivery.tenantId, delivery: delivery.id },
    ...more,
    ...change,
  }
  return { type, created_at: new Date().toISOString(), data }
}

interface Told {
  readonly ctx: TenantContext
  readonly delivery: Delivery
  readonly company: Company
  tell(name: EventName, change?: Readonly<Record<string, unknown>>, how?: Partial<SignedWebhook>): Promise<number>
  state(): Promise<{ status: string | undefined; reason: string | null | undefined; suppressed: string | null }>
}

/** A mail that went out, and what is told of it over the deployment's webhook. */
async function aMail(to: Deployment = deployment): Promise<Told> {
  const { company, ctx } = await aSilentCompany()
  const delivery = await aSentMail(ctx)
  return {
    ctx,
    delivery,
    company,
    tell: async (name, change, how = {}) =>
      (await to(PATH, signed({ secrets: [SECRET], body: event(name, delivery, change), ...how }))).status,
    async state() {
      const stored = await ctx.deliveries.find(delivery.id)
      const suppression = await ctx.suppressions.find('email', delivery.recipient)
      return { status: stored?.status, reason: stored?.lastError, suppressed: suppression?.reason ?? null }
    },
  }
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('what Resend tells of a mail', () => {
  it.for([
    ['sent', 'sent', null, null],
    ['delayed', 'sent', null, null],
    ['delivered', 'delivered', null, null],
    ['opened', 'delivered', null, null],
    ['hard', 'failed', 'the address takes no mail (NoEmail)', 'bounced'],
    ['soft', 'failed', 'the mail came back (MailboxFull)', null],
    ['undetermined', 'failed', 'the mail came back', null],
    ['complained', 'delivered', null, 'complained'],
    ['failed', 'failed', 'Resend could not send it: reached_daily_quota', null],
    ['suppressed', 'failed', 'Resend sends nothing there since an earlier bounce or complaint', 'bounced'],
  ] as const)('%s: %s', async ([name, status, reason, suppressed], { expect }) => {
    const mail = await aMail()
    expect(await mail.tell(name)).toBe(200)
    expect(await mail.state()).toEqual({ status, reason, suppressed })
  })

  it('an address that bounced is written to no more', async ({ expect }) => {
    const mail = await aMail()
    await mail.tell('hard')
    await expect(aSentMail(mail.ctx, mail.delivery.recipient)).rejects.toThrow('no mail went out')
  })

  it('in any order, and each twice, comes to the same end', async ({ expect }) => {
    const orders: readonly (readonly EventName[])[] = [
      ['sent', 'delivered', 'opened', 'complained'],
      ['complained', 'opened', 'delivered', 'sent'],
      ['opened', 'sent', 'complained', 'delayed', 'delivered', 'sent'],
    ]
    for (const order of orders) {
      const mail = await aMail()
      for (const name of [...order, ...order]) expect(await mail.tell(name)).toBe(200)
      expect(await mail.state()).toEqual({ status: 'delivered', reason: null, suppressed: 'complained' })
    }
  })

  it('finds the mail by Resend’s id when no tag names it, and with the tags of older messages', async ({ expect }) => {
    const byId = await aMail()
    await byId.tell('delivered', { tags: { tenant: byId.delivery.tenantId } })
    expect(await byId.state()).toMatchObject({ status: 'delivered' })

    const older = await aMail()
    const tags = [
      { name: 'tenant', value: older.delivery.tenantId },
      { name: 'delivery', value: older.delivery.id },
    ]
    await older.tell('delivered', { tags })
    expect(await older.state()).toMatchObject({ status: 'delivered' })
  })

  it('is taken in both versions of the API', async ({ expect }) => {
    const mail = await aMail()
    const answer = await deployment(
      PATH.replace('v1', 'v2'),
      signed({ secrets: [SECRET], body: event('delivered', mail.delivery) }),
    )
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'accepted' }])
    expect(await mail.state()).toMatchObject({ status: 'delivered' })
  })

  it.for([
    ['a type of tomorrow', { type: 'email.teleported', created_at: 'x', data: {} }],
    [
      'a type that is about no mail',
      { type: 'contact.created', created_at: '2026-11-22T23:41:12.126Z', data: { id: 'x' } },
    ],
    ['a mail of somebody else at the same account', { data: { tags: {} } }],
    ['a company that is not here', { data: { tags: { tenant: ids.make('ten'), delivery: ids.make('dlv') } } }],
    ['no company’s name', { data: { tags: { tenant: "ten_'; DROP TABLE deliveries --" } } }],
    ['a mail that is not here', { data: { tags: { delivery: ids.make('dlv') } } }],
    ['a shape of tomorrow', { data: 'everything is different' }],
  ] as const)('%s is acknowledged and changes nothing', async ([, change], { expect }) => {
    vi.spyOn(console, 'error').mockReturnValue()
    const mail = await aMail()
    const usual = event('delivered', mail.delivery, { email_id: 'another' })
    const body = { ...usual, ...change }
    if (typeof change.data === 'object' && 'tags' in change.data) {
      const tenant = { tenant: mail.delivery.tenantId }
      body.data = {
        ...usual.data,
        tags: 'delivery' in change.data.tags ? { ...tenant, ...change.data.tags } : change.data.tags,
      }
    }
    expect((await deployment(PATH, signed({ secrets: [SECRET], body }))).status).toBe(200)
    expect(await mail.state()).toMatchObject({ status: 'sent', suppressed: null })
  })
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
