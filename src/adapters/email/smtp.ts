import type { Socket as NodeSocket } from 'node:net'
import { DeliveryFailure } from '../../domain/notifications/delivery-failure.ts'
import type { EmailService, Mail } from '../../domain/notifications/ports.ts'
import { type Mailbox, readMailbox } from './mailbox.ts'
import { dialSmtp, type SmtpPlace, type SmtpSecurity } from './smtp-dial.ts'
import { smtpRefusal, troubleOf } from './smtp-refusal.ts'
import type { SmtpSocket } from './smtp-socket.ts'
import { subjectLine } from './templates/mail-text.ts'

export interface SmtpOptions {
  /** By name: the certificate is checked against it. */
  readonly host: string
  readonly port: number
  /** `none` sends in clear, without signing in: for a mail catcher on the developer's machine. */
  readonly security: SmtpSecurity
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** A mailbox (RFC 5322, 3.4): `Blue Sky <no-reply@bluesky.example>`. */
  readonly from: string
  /** For the whole conversation. Below the lease of a delivery, or another sends it meanwhile. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 45_000
const HANG_UP_MS = 1000

/** One address and no more: what would be read as two, or as an SMTP command, goes nowhere. */
const ADDRESS = /^[^\s\p{Cc}<>,;:()[\]\\"@]+@[^\s\p{Cc}<>,;:()[\]\\"@]+$/u

function messageOf(mail: Mail, from: Mailbox, domain: string) {
  return {
    envelope: { from: from.address, to: [mail.to] },
    from,
    to: { name: '', address: mail.to },
    subject: subjectLine(mail.subject),
    text: mail.text,
    html: mail.html,
    messageId: `<${mail.idempotencyKey}@${domain}>`,
    headers: { ...mail.headers, 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

async function hangUp(socket: SmtpSocket): Promise<void> {
  if (!socket.closed) {
    const closed = new Promise<void>((fulfil) => socket.once('close', () => fulfil()))
    socket.resume().end()
    await Promise.race([closed, new Promise((fulfil) => setTimeout(fulfil, HANG_UP_MS))])
  }
  socket.destroy()
}

/**
 * SmtpProvider: one conversation with a submission server for each mail. SMTP has no idempotency key, so a mail that may have been
 * taken is not sent again by itself. The Message-ID is made of the mail's key.
 */
export function createSmtpProvider(options: SmtpOptions): EmailService {
  const { host, port, security, username, password, timeoutMs = TIMEOUT_MS } = options

  return {
    provider: 'smtp',
    async send(mail) {
      if (!ADDRESS.test(mail.to)) throw new DeliveryFailure('permanent', 'the recipient’s address is none')
      // Loaded when the first mail goes out: most deployments never need it.
      const { createTransport } = await import('nodemailer')
      const from = readMailbox(options.from)
      const domain = from?.address.split('@')[1]
      if (!from || !domain) throw new DeliveryFailure('credentials', 'the sender is no mail address')
      const place: SmtpPlace = { host, port, security, clientName: domain }
      const signal = AbortSignal.timeout(timeoutMs)
      const socket = await dialSmtp(place, signal)
      const transport = createTransport({
        host,
        port,
        name: domain,
        secure: security !== 'none',
        ignoreTLS: true,
        ...(security !== 'none' && username !== undefined && { auth: { user: username, pass: password ?? '' } }),
        // Without it, a server that offers no sign-in would get the mail all the same.
        forceAuth: true,
        connectionTimeout: timeoutMs,
        // It is typed as a socket of Node's, of which nodemailer uses the stream.
        getSocket: (_options, done) => done(null, { connection: socket as unknown as NodeSocket, secured: true }),
      })
      try {
        const message = messageOf(mail, from, domain)
        const sent = await transport.sendMail({ ...message, signal })
        return { messageId: sent.messageId }
      } catch (error) {
        throw smtpRefusal(troubleOf(error), socket.messageEnded)
      } finally {
        await hangUp(socket)
      }
    },
  }
}
