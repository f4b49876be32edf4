import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { configOf } from '../../src/core/config.ts'

const read = (change: Readonly<Record<string, string | undefined>>) => configOf({ ...env, ...change })
const production = {
  ENVIRONMENT: 'production',
  PUBLIC_URL: 'https://a.example',
  RATE_LIMITS: 'on',
  PASSWORD_COST: 'standard',
}
const smtp = { EMAIL_PROVIDER: 'smtp', SMTP_HOST: 'smtp.example.com' }

describe('the configuration of mail', () => {
  it('is whole for each provider', ({ expect }) => {
    expect(read({ ...production, EMAIL_PROVIDER: 'resend', RESEND_API_KEY: 're_x' }).EMAIL_PROVIDER).toBe('resend')
    expect(read({ ...production, ...smtp, SMTP_USERNAME: 'u', SMTP_PASSWORD: 'p' })).toMatchObject({
      SMTP_PORT: 465,
      SMTP_SECURITY: 'implicit',
    })
    expect(read({ ...smtp, SMTP_SECURITY: 'none', SMTP_PORT: '1025' }).SMTP_SECURITY).toBe('none')
    expect(read({ RESEND_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }).EMAIL_PROVIDER).toBe('mock')
  })

  it.for([
    [{ EMAIL_PROVIDER: 'resend' }, 'RESEND_API_KEY is not set'],
    [{ EMAIL_PROVIDER: 'smtp' }, 'SMTP_HOST is not set'],
    [{ ...production, ...smtp, SMTP_SECURITY: 'none' }, 'SMTP_SECURITY cannot be none outside development'],
    [{ ...production, ENVIRONMENT: 'staging', ...smtp, SMTP_SECURITY: 'none' }, 'SMTP_SECURITY cannot be none outside'],
    [{ ...smtp, SMTP_SECURITY: 'none', SMTP_USERNAME: 'u', SMTP_PASSWORD: 'p' }, 'SMTP_USERNAME cannot be used'],
    [{ ...production, ...smtp, SMTP_PORT: '25' }, 'SMTP_PORT cannot be 25'],
    [{ ...smtp, SMTP_USERNAME: 'u' }, 'SMTP_PASSWORD goes with SMTP_USERNAME'],
    [{ ...smtp, SMTP_PASSWORD: 'p' }, 'SMTP_PASSWORD goes with SMTP_USERNAME'],
    [{ RESEND_WEBHOOK_SECRET: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }, 'RESEND_WEBHOOK_SECRET must be the whole'],
    [{ RESEND_WEBHOOK_SECRET: 'whsec_short' }, 'RESEND_WEBHOOK_SECRET must be the whole'],
  ] as const)('%j is refused, by name', ([change, message], { expect }) => {
    expect(() => read(change)).toThrow(message)
  })

  it.for([
    'no-reply@example.com',
    'Blue Sky <no-reply@example.com>',
    'Céu Azul, S.A. <a.b+c@mail.example.com>',
    'سماء <a@b.example>',
  ])('takes %s as a sender', (from, { expect }) => {
    expect(read({ EMAIL_FROM: from }).EMAIL_FROM).toBe(from)
  })

  it.for([
    ' ',
    'Blue Sky',
    'a@b',
    'a@b.example, c@d.example',
    'Blue\r\nBcc: x@y.example <a@b.example>',
    '<a@b.example> x',
  ])('takes %j for none', (from, { expect }) => {
    expect(() => read({ EMAIL_FROM: from })).toThrow('EMAIL_FROM must be an address')
  })
})
