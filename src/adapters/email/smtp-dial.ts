import { connect } from 'cloudflare:sockets'
import { DeliveryFailure } from '../../domain/notifications/delivery-failure.ts'
import { smtpRefusal } from './smtp-refusal.ts'
import { SmtpSocket } from './smtp-socket.ts'

export type SmtpSecurity = 'implicit' | 'starttls' | 'none'

export interface SmtpPlace {
  readonly host: string
  readonly port: number
  readonly security: SmtpSecurity
  /** How we name ourselves in EHLO: a domain name. */
  readonly clientName: string
}

const LONGEST_REPLY = 16_384
const TRANSPORT = { implicit: 'on', starttls: 'starttls', none: 'off' } as const

/** A plain-text talk of a few lines, before the one under TLS. */
function lineTalk(socket: Socket) {
  const reader = socket.readable.getReader()
  const writer = socket.writable.getWriter()
  const decoder = new TextDecoder('latin1')
  let text = ''

  /** One whole reply and nothing behind it: what came with it in clear could pass for the server's word under TLS (RFC 3207, 6). */
  async function reply(command: string, wanted: RegExp): Promise<string> {
    while (!/(?:^|\n)\d{3}(?: [^\n]*)?\r?\n/.test(text)) {
      const { done, value } = await reader.read()
      if (done) throw new DeliveryFailure('transient', 'the SMTP server closed the connection')
      text += decoder.decode(value)
      if (text.length > LONGEST_REPLY) throw new DeliveryFailure('transient', 'the SMTP server’s reply has no end')
    }
    const whole = text
    text = ''
    const last = /(?:^|\n)\d{3}(?: [^\n]*)?\r?\n/.exec(whole)
    if (last && last.index + last[0].length < whole.length) {
      throw new DeliveryFailure('credentials', 'the SMTP server sent more than a reply before TLS')
    }
    if (!wanted.test(whole))
      throw smtpRefusal({ responseCode: Number(whole.slice(0, 3)), response: whole, command }, false)
    return whole
  }

  return {
    reply,
    say: (line: string) => writer.write(new TextEncoder().encode(`${line}\r\n`)),
    end() {
      reader.releaseLock()
      writer.releaseLock()
    },
  }
}

/** Greeting, EHLO, STARTTLS, handshake. There is no way on without it. */
async function upgraded(socket: Socket, place: SmtpPlace): Promise<Socket> {
  const talk = lineTalk(socket)
  await talk.reply('CONN', /^220/)
  await talk.say(`EHLO ${place.clientName}`)
  const offers = await talk.reply('EHLO', /^250/)
  if (!/^250[ -]STARTTLS\s*$/im.test(offers)) {
    throw new DeliveryFailure('credentials', 'the SMTP server does not offer STARTTLS')
  }
  await talk.say('STARTTLS')
  await talk.reply('STARTTLS', /^220/)
  talk.end()
  return socket.startTls()
}

/** Fails when the time is over: a handshake that the other side leaves in the middle ends in no other way. */
function timeOver(signal: AbortSignal): Promise<never> {
  return new Promise((_fulfil, refuse) => {
    signal.addEventListener('abort', () => refuse(new Error('time is over')), { once: true })
  })
}

/**
 * Opens the way to a server, by its host name: the certificate is checked against that. Under STARTTLS the stream begins with a
 * greeting of ours in place of the one that came in clear.
 * @param signal ends the attempt
 * @throws DeliveryFailure
 */
export async function dialSmtp(place: SmtpPlace, signal: AbortSignal): Promise<SmtpSocket> {
  const { host: hostname, port, security } = place
  let socket = connect({ hostname, port }, { secureTransport: TRANSPORT[security], allowHalfOpen: false })
  const opened = async () => {
    await socket.opened
    if (security !== 'starttls') return new SmtpSocket(socket, null)
    // Of the talk in clear, only its replies count.
    socket.closed.catch(() => {})
    socket = await upgraded(socket, place)
    await socket.opened
    return new SmtpSocket(socket, '220 under TLS\r\n')
  }
  try {
    return await Promise.race([opened(), timeOver(signal)])
  } catch (error) {
    socket.close().catch(() => {})
    if (error instanceof DeliveryFailure) throw error
    throw new DeliveryFailure('transient', 'no connection to the SMTP server came about')
  }
}
