import { describe, inject, it } from 'vitest'
import { createResendProvider } from '../../../src/adapters/email/resend.ts'
import { DeliveryFailure } from '../../../src/domain/notifications/delivery-failure.ts'
import type { Mail } from '../../../src/domain/notifications/ports.ts'
import { RESEND_KEY } from '../servers/accounts.ts'
import type { ResendMail } from '../servers/resend.ts'

const baseUrl = inject('resendUrl')
const from = 'Céu Azul <no-reply@ceuazul.example>'
const provider = createResendProvider({ apiKey: RESEND_KEY, baseUrl, from, timeoutMs: 1000 })

const aMail = (to: string, change: Partial<Mail> = {}): Mail => ({
  tenantId: 'ten_01jd3v6q9m2a',
  to,
  subject: 'وصل طردك — CT-1042',
  html: '<p dir="rtl">وصل طردك</p>',
  text: 'وصل طردك',
  idempotencyKey: `dlv_${crypto.randomUUID()}`,
  ...change,
})

const taken = async (to: string) =>
  (await fetch(`${baseUrl}/taken?to=${encodeURIComponent(to)}`)).json<readonly ResendMail[]>()

/** How a mail was refused. */
async function refusalOf(work: Promise<unknown>): Promise<DeliveryFailure> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(thrown instanceof DeliveryFailure)) throw new Error(`no DeliveryFailure: ${thrown}`)
  return thrown
}

let people = 0
const someone = (what: string) => `${what}.${++people}@people.example`

describe('a mail over Resend', () => {
  it('arrives as it was written, with the tags that bring its callbacks home', async ({ expect }) => {
    const mail = aMail('ana+parcels@people.example', {
      headers: { 'List-Unsubscribe': '<https://aircourier.test/stop?t=1>' },
    })
    const { messageId } = await provider.send(mail)

    const { tenantId: tenant, idempotencyKey: key, headers, ...words } = mail
    expect(await taken(mail.to)).toEqual([
      {
        id: messageId,
        key,
        body: {
          ...words,
          from,
          to: [mail.to],
          headers: { ...headers, 'X-Entity-Ref-ID': key, 'Auto-Submitted': 'auto-generated' },
          tags: [
            { name: 'tenant', value: tenant },
            { name: 'delivery', value: key },
          ],
        },
      },
    ])
  })

  it('is one mail however often it is sent', async ({ expect }) => {
    const mail = aMail(someone('twice'))
    const first = await provider.send(mail)
    expect(await provider.send(mail)).toEqual(first)
    expect(await taken(mail.to)).toHaveLength(1)
  })

  it('is refused for good under a key that another body has: that mail went out', async ({ expect }) => {
    const mail = aMail(someone('changed'))
    await provider.send(mail)
    const refusal = await refusalOf(provider.send({ ...mail, subject: 'Another' }))
    expect(refusal).toMatchObject({ kind: 'permanent', message: 'Resend answered 409: invalid_idempotent_request' })
  })

  it.for([
    ['hang', 'it does not answer in time'],
    ['torn', 'the answer breaks off in its middle'],
    ['cut', 'the connection is cut before an answer'],
    ['page.502', 'a gateway answers with a page'],
  ] as const)('is sent again under its key after %s: %s', async ([what], { expect }) => {
    const mail = aMail(someone(`once-${what}`))
    expect(await refusalOf(provider.send(mail))).toMatchObject({ kind: 'transient', retryAfterSeconds: null })
    const { messageId } = await provider.send(mail)
    expect((await taken(mail.to)).map(({ id }) => id)).toEqual([messageId])
  })
})

describe('what Resend’s refusals mean', () => {
  it.for([
    [400, 'invalid_idempotency_key', 'permanent'],
    [400, 'validation_error', 'permanent'],
    [401, 'missing_api_key', 'credentials'],
    [401, 'restricted_api_key', 'credentials'],
    [403, 'invalid_api_key', 'credentials'],
    [403, 'validation_error', 'credentials'],
    [404, 'not_found', 'permanent'],
    [405, 'method_not_allowed', 'permanent'],
    [409, 'invalid_idempotent_request', 'permanent'],
    [409, 'concurrent_idempotent_requests', 'transient', 5],
    [422, 'invalid_attachment', 'permanent'],
    [422, 'invalid_from_address', 'permanent'],
    [422, 'invalid_access', 'permanent'],
    [422, 'invalid_parameter', 'permanent'],
    [422, 'invalid_region', 'permanent'],
    [422, 'missing_required_field', 'permanent'],
    [422, 'validation_error', 'permanent'],
    [429, 'rate_limit_exceeded', 'paused', 1],
    [429, 'a_new_name', 'paused', 1],
    [429, 'daily_quota_exceeded', 'paused', 3600],
    [429, 'monthly_quota_exceeded', 'paused', 3600],
    [451, 'security_error', 'credentials'],
    [500, 'application_error', 'transient'],
    [500, 'internal_server_error', 'transient'],
    [503, 'a_new_name', 'transient'],
    [409, 'a_new_name', 'transient'],
    [422, 'a_new_name', 'permanent'],
    [403, 'a_new_name', 'credentials'],
    [402, 'a_new_name', 'credentials'],
  ] as const)('%i %s: %s', async ([status, name, kind, wait = null], { expect }) => {
    const refusal = await refusalOf(provider.send(aMail(`${status}.${name}@people.example`)))
    expect(refusal).toMatchObject({ kind, retryAfterSeconds: wait })
    expect(refusal.message).toBe(
      `Resend answered ${status}: ${name === 'a_new_name' ? 'an error without a known name' : name}`,
    )
  })

  it('keeps the time that Resend names: in seconds, as a date, or until its window ends', async ({ expect }) => {
    const waitFor = async (to: string) =>
      (await refusalOf(provider.send(aMail(`${to}@people.example`)))).retryAfterSeconds
    expect(await waitFor('429.rate_limit_exceeded.7')).toBe(7)
    expect(await waitFor('429.monthly_quota_exceeded.7200')).toBe(7200)
    expect(await waitFor('409.concurrent_idempotent_requests.2')).toBe(2)
    expect(await waitFor('500.application_error.30')).toBe(30)
    expect(await waitFor('reset.3')).toBe(3)
    const untilDate = await waitFor('until.90')
    expect(untilDate).toBeGreaterThan(80)
    expect(untilDate).toBeLessThanOrEqual(91)
  })

  it.for([
    ['page.403', 'credentials'],
    ['page.404', 'credentials'],
    ['page.500', 'transient'],
    ['page.429', 'paused'],
    ['page.200', 'transient'],
    ['redirect', 'credentials'],
  ] as const)('%s, which Resend did not write: %s', async ([what, kind], { expect }) => {
    const mail = aMail(someone(what))
    expect(await refusalOf(provider.send(mail))).toMatchObject({ kind })
    expect(await taken(mail.to)).toHaveLength(0)
  })

  it('knows a key that is none, and one that is not there at all', async ({ expect }) => {
    const wrong = createResendProvider({ apiKey: 're_wrong', baseUrl, from })
    expect(await refusalOf(wrong.send(aMail(someone('x'))))).toMatchObject({ kind: 'credentials' })
    const nowhere = createResendProvider({ apiKey: RESEND_KEY, baseUrl: 'http://127.0.0.1:9', from })
    expect(await refusalOf(nowhere.send(aMail(someone('x'))))).toMatchObject({ kind: 'transient' })
  })

  it('lets nothing of the provider’s text, of the person or of the key into the error', async ({ expect }) => {
    for (const what of [
      '422.invalid_parameter',
      '403.invalid_api_key',
      '500.a_new_name',
      'page.502',
      'page.200',
      'torn',
    ]) {
      const refusal = await refusalOf(provider.send(aMail(someone(what))))
      expect(`${refusal.message} ${refusal.stack} ${refusal.cause}`).not.toMatch(/people\.example|ana|re_|doctype/)
    }
  })
})
