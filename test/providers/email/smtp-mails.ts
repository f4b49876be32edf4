import { inject } from 'vitest'
import { createSmtpProvider, type SmtpOptions } from '../../../src/adapters/email/smtp.ts'
import { DeliveryFailure } from '../../../src/domain/notifications/delivery-failure.ts'
import type { EmailService, Mail } from '../../../src/domain/notifications/ports.ts'
import { SMTP_USER } from '../servers/accounts.ts'
import type { RudeScript } from '../servers/rude-smtp.ts'
import type { TakenMail } from '../servers/smtp.ts'

const control = inject('smtpUrl')

/** The real servers, by the way they are reached. */
export const ports = await (await fetch(`${control}/ports`)).json<
  Readonly<Record<'implicit' | 'starttls' | 'patient' | 'login' | 'cram' | 'open', number>>
>()

/** How far a talk has come, as a server that follows a script has it. */
export const EHLO = '250-mail.tenant.example\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME'
export const SIGNED_IN = ['220 mail.tenant.example ESMTP', EHLO, '235 2.7.0 Authentication successful'] as const
export const TO_DATA = [...SIGNED_IN, '250 2.1.0 Ok', '250 2.1.5 Ok'] as const
export const STARTTLS = ['220 mail.tenant.example ESMTP', '250-mail.tenant.example\r\n250 STARTTLS'] as const

let people = 0
/** An address nobody else uses; `what` says what goes wrong. */
export const someone = (what = 'ana') => `${what}.n${++people}@people.example`

export const aMail = (to: string, change: Partial<Mail> = {}): Mail => ({
  tenantId: 'ten_01jd3v6q9m2a',
  to,
  subject: 'Your parcel arrived',
  html: '<p>Your parcel arrived.</p>',
  text: 'Your parcel arrived.',
  idempotencyKey: `dlv_${crypto.randomUUID()}`,
  ...change,
})

/** Signed in at the implicit server, unless said otherwise. */
export function smtp(change: Partial<SmtpOptions> = {}): EmailService {
  return createSmtpProvider({
    host: 'localhost',
    port: ports.implicit,
    security: 'implicit',
    username: SMTP_USER.name,
    password: SMTP_USER.password,
    from: 'Blue Sky <no-reply@bluesky.example>',
    timeoutMs: 5000,
    ...change,
  })
}

export async function mailsTo(address: string): Promise<readonly TakenMail[]> {
  return (await fetch(`${control}/mails?to=${encodeURIComponent(address)}`)).json()
}

/** A server that follows a script, and what it heard. */
export async function rude(script: RudeScript) {
  const made = await fetch(`${control}/rude`, { method: 'POST', body: JSON.stringify(script) })
  const { port } = await made.json<{ port: number }>()
  return {
    port,
    heard: async () => (await fetch(`${control}/heard?port=${port}`)).json<readonly string[]>(),
  }
}

/** How a mail was refused. */
export async function refusalOf(work: Promise<unknown>): Promise<DeliveryFailure> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(thrown instanceof DeliveryFailure)) throw new Error(`no DeliveryFailure: ${thrown}`)
  return thrown
}
