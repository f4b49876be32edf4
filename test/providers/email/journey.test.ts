import PostalMime from 'postal-mime'
import { describe, inject, it } from 'vitest'
import { aDeployment } from '../../harness/deployment.ts'
import { aHouse, aSilentCompany } from '../../harness/house.ts'
import { aSentMail, aWebhookSecret, signed } from '../../harness/sent-mail.ts'
import { call } from '../../harness/wire.ts'
import { RESEND_KEY, SMTP_USER } from '../servers/accounts.ts'
import type { ResendMail } from '../servers/resend.ts'
import { mailsTo, ports } from './smtp-mails.ts'

const resendUrl = inject('resendUrl')
const SECRET = aWebhookSecret()
const OVER_RESEND = {
  EMAIL_PROVIDER: 'resend',
  RESEND_API_KEY: RESEND_KEY,
  RESEND_BASE_URL: resendUrl,
  RESEND_WEBHOOK_SECRET: SECRET,
}
const OVER_SMTP = {
  EMAIL_PROVIDER: 'smtp',
  SMTP_HOST: 'localhost',
  SMTP_PORT: String(ports.implicit),
  SMTP_USERNAME: SMTP_USER.name,
  SMTP_PASSWORD: SMTP_USER.password,
}

async function aCompanyOver(variables: Readonly<Record<string, string>>) {
  const { company, tenant } = await aSilentCompany()
  const actor = { kind: 'system', job: 'test' } as const
  return { company, ctx: aHouse(variables).tenant(tenant, actor, 'api') }
}

const takenBy = async (to: string) =>
  (await fetch(`${resendUrl}/taken?to=${encodeURIComponent(to)}`)).json<readonly ResendMail[]>()

describe('a mail of a company, from the delivery to what became of it', () => {
  it('over Resend: sent once, and brought home by its tags', async ({ expect }) => {
    const { ctx } = await aCompanyOver(OVER_RESEND)
    const delivery = await aSentMail(ctx)
    const [mail] = await takenBy(delivery.recipient)
    expect(delivery).toMatchObject({ status: 'sent', provider: 'resend', providerMessageId: mail?.id })

    const { tags = [], from, to, subject } = mail?.body ?? {}
    const data = { email_id: mail?.id, created_at: new Date().toISOString(), from, to, subject, tags }
    const body = { type: 'email.delivered', created_at: new Date().toISOString(), data }
    const answer = await aDeployment(OVER_RESEND)(
      '/api/v1/notifications/webhook/resend',
      signed({ secrets: [SECRET], body }),
    )
    expect(answer.status).toBe(200)
    expect(await ctx.deliveries.find(delivery.id)).toMatchObject({ status: 'delivered' })
  })

  it('over an account of its own at Resend, in its own name', async ({ expect }) => {
    const { company, ctx } = await aCompanyOver({ RESEND_BASE_URL: resendUrl })
    const email = { from: 'parcels@ceuazul.example', resend_api_key: RESEND_KEY }
    const { status } = await call('PATCH', '/api/v1/tenant', { token: company.token, body: { channels: { email } } })
    expect(status).toBe(200)
    const delivery = await aSentMail(ctx)
    expect(delivery).toMatchObject({ status: 'sent', provider: 'resend' })
    expect((await takenBy(delivery.recipient)).map(({ body }) => body.from)).toEqual([
      expect.stringMatching(/^"?Blue Sky[^<]* <parcels@ceuazul\.example>$/),
    ])
  })

  it('over SMTP: sent once, under the delivery’s id', async ({ expect }) => {
    const { ctx } = await aCompanyOver(OVER_SMTP)
    const delivery = await aSentMail(ctx)
    const mails = await mailsTo(delivery.recipient)
    const raw = Uint8Array.from(atob(mails[0]?.raw ?? ''), (c) => c.charCodeAt(0))
    const { messageId, text } = await PostalMime.parse(raw)
    expect(mails).toHaveLength(1)
    expect(text).toContain('Arrived')
    expect(messageId).toMatch(new RegExp(`^<${delivery.id}@`))
    expect(delivery).toMatchObject({ status: 'sent', provider: 'smtp', providerMessageId: messageId })
  })

  it('over SMTP, to an address that is gone: failed, and written to no more', async ({ expect }) => {
    const { ctx } = await aCompanyOver(OVER_SMTP)
    const to = `rcpt.550.5-1-1.${crypto.randomUUID()}@people.example`
    const delivery = await aSentMail(ctx, to)
    expect(delivery).toMatchObject({ status: 'failed', lastError: 'the SMTP server answered 550 5.1.1 to RCPT TO' })
    expect(await ctx.suppressions.find('email', to)).toMatchObject({ reason: 'invalid' })
    await expect(aSentMail(ctx, to)).rejects.toThrow('no mail went out')
  })

  it('over SMTP, cut before the server said a word: not sent again by itself', async ({ expect }) => {
    const { ctx } = await aCompanyOver(OVER_SMTP)
    const delivery = await aSentMail(ctx, `once-cut.${crypto.randomUUID()}@people.example`)
    expect(delivery.settleBy).not.toBeNull()
    expect(delivery.lastError).toBe('the SMTP server closed without saying whether it took the mail')
    expect(await mailsTo(delivery.recipient)).toHaveLength(1)
  })
})
