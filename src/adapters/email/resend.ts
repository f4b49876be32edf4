import { DeliveryFailure } from '../../domain/notifications/delivery-failure.ts'
import type { EmailService, Mail } from '../../domain/notifications/ports.ts'
import { readHead } from '../domains/read-head.ts'
import { type Mailbox, mailboxText, readMailbox } from './mailbox.ts'
import { resendRefusal } from './resend-refusal.ts'

export interface ResendOptions {
  readonly apiKey: string
  /** Without a slash at the end. */
  readonly baseUrl: string
  /** A mailbox (RFC 5322, 3.4): `Blue Sky <no-reply@bluesky.example>`. */
  readonly from: string
  /** For a whole answer, body included. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 10_000
const LONGEST_ANSWER = 65_536

function bodyOf(mail: Mail, from: Mailbox): string {
  return JSON.stringify({
    from: mailboxText(from),
    to: [mail.to],
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    // Without one of its own, mail programs fold mails with the same subject into one conversation.
    headers: { ...mail.headers, 'X-Entity-Ref-ID': mail.idempotencyKey, 'Auto-Submitted': 'auto-generated' },
    tags: [
      { name: 'tenant', value: mail.tenantId },
      { name: 'delivery', value: mail.idempotencyKey },
    ],
  })
}

function messageIdOf(text: string): string | null {
  try {
    const body: unknown = JSON.parse(text)
    const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : null
    return typeof id === 'string' && /^[\w-]{1,100}$/.test(id) ? id : null
  } catch {
    return null
  }
}

/**
 * ResendProvider: mails over Resend's `POST /emails`. The key makes a repeated request the same mail for 24 hours, so whatever
 * did not come to a clear answer is simply to be sent again; the tags come back with the webhook.
 */
export function createResendProvider(options: ResendOptions): EmailService {
  const { apiKey, baseUrl, timeoutMs = TIMEOUT_MS } = options

  async function ask(mail: Mail, from: Mailbox): Promise<{ response: Response; text: string }> {
    try {
      const response = await fetch(`${baseUrl}/emails`, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          authorization: `Bearer ${apiKey}`,
          'content-type': 'application/json',
          accept: 'application/json',
          'user-agent': 'Aircourier',
          'idempotency-key': mail.idempotencyKey,
        },
        body: bodyOf(mail, from),
        signal: AbortSignal.timeout(timeoutMs),
      })
      return { response, text: await readHead(response, LONGEST_ANSWER) }
    } catch {
      throw new DeliveryFailure('transient', 'Resend did not answer, or not to the end')
    }
  }

  return {
    provider: 'resend',
    repeatable: true,
    async send(mail) {
      const from = readMailbox(options.from)
      if (!from) throw new DeliveryFailure('credentials', 'the sender is no mail address')
      const { response, text } = await ask(mail, from)
      const { status, headers } = response
      if (!response.ok) throw resendRefusal({ status, headers, text }, Date.now())
      const messageId = messageIdOf(text)
      if (messageId === null) {
        throw new DeliveryFailure('transient', `Resend answered ${status} with something that names no mail`)
      }
      return { messageId }
    },
  }
}
