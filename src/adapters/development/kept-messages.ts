import { html } from 'hono/html'
import { listMails } from '../email/mock.ts'
import { listPhoneMessages } from './phone-messages.ts'

/** A mail or a message to a phone that was kept instead of sent. `sentAt`: ms since 1970. */
export interface KeptMessage {
  readonly channel: 'email' | 'whatsapp' | 'push'
  readonly key: string
  readonly to: string
  readonly subject: string
  readonly sentAt: number
  readonly html: string
  readonly text: string
}

const NAMES = { whatsapp: 'WhatsApp', push: 'Push' } as const

/** What a developer would have been sent, newest first: mails, and messages to phones in the same form. */
export async function keptMessages(bucket: R2Bucket, to?: string): Promise<readonly KeptMessage[]> {
  const [mails, messages] = await Promise.all([
    listMails(bucket, undefined, to),
    listPhoneMessages(bucket, undefined, to),
  ])
  const kept = [
    ...mails.map((mail) => ({ ...mail, channel: 'email' as const })),
    ...messages.map(({ channel, key, to: phone, title, text, sentAt }) => ({
      channel,
      key,
      to: phone,
      subject: `${NAMES[channel]}: ${title}`,
      sentAt,
      html: String(html`<!doctype html><pre dir="auto" style="white-space:pre-wrap">${text}</pre>`),
      text,
    })),
  ]
  return kept.sort((a, b) => b.sentAt - a.sentAt)
}
