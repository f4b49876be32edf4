import { DeliveryFailure, type DeliveryFailureKind } from '../../domain/notifications/delivery-failure.ts'

/** What nodemailer says of a failure: the server's reply and the command that it answered, if there was one. */
export interface SmtpTrouble {
  readonly responseCode?: number | undefined
  readonly response?: string | undefined
  readonly command?: string | undefined
  readonly code?: string | undefined
}

/** What nodemailer threw, as far as it says anything. */
export function troubleOf(error: unknown): SmtpTrouble {
  if (!(error instanceof Error)) return {}
  const { responseCode, response, command, code } = error as Error & { [name in keyof SmtpTrouble]: unknown }
  return {
    responseCode: typeof responseCode === 'number' ? responseCode : undefined,
    response: typeof response === 'string' ? response : undefined,
    command: typeof command === 'string' ? command : undefined,
    code: typeof code === 'string' ? code : undefined,
  }
}

/** No such mailbox, moved, or a domain that takes no mail (RFC 3463 and 7505). */
const GONE: readonly string[] = ['5.1.1', '5.1.6', '5.1.10']
const CREDENTIALS: readonly number[] = [530, 534, 535, 538]
/** Before a mail is talked of, a refusal is of us and not of the mail. */
const BEFORE_MAIL = /^(?:CONN|EHLO|HELO|STARTTLS|AUTH)/
/** Seconds, since SMTP names none: what 421 says is that the server has no room for us now. */
const CLOSED_PAUSE = 60

function kindOf(code: number, enhanced: string | null, command: string): DeliveryFailureKind {
  if (code === 421) return 'paused'
  if (code < 500) return 'transient'
  if (CREDENTIALS.includes(code) || BEFORE_MAIL.test(command)) return 'credentials'
  const ofTheRecipient = command === 'RCPT TO' || command === 'DATA'
  return ofTheRecipient && enhanced !== null && GONE.includes(enhanced) ? 'gone' : 'permanent'
}

/**
 * What a failed conversation means. Of a reply only its codes go on: its text may hold addresses.
 * @param mayBeTaken the message was sent to its end
 */
export function smtpRefusal(trouble: SmtpTrouble, mayBeTaken: boolean): DeliveryFailure {
  const { responseCode, response = '', command = '' } = trouble
  if (responseCode !== undefined && responseCode >= 400 && responseCode < 600) {
    const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? null
    const kind = kindOf(responseCode, enhanced, command)
    const reply = enhanced === null ? `${responseCode}` : `${responseCode} ${enhanced}`
    const step = /^[A-Z][A-Z\d -]{0,20}$/.test(command) ? command : 'a command'
    const wait = kind === 'paused' ? CLOSED_PAUSE : null
    return new DeliveryFailure(
      kind,
      `the SMTP server answered ${reply} to ${step === 'CONN' ? 'our call' : step}`,
      wait,
    )
  }
  if (trouble.code === 'EAUTH') {
    return new DeliveryFailure('credentials', 'the SMTP server takes no sign-in that we know')
  }
  if (mayBeTaken) {
    return new DeliveryFailure('unknown', 'the SMTP server closed without saying whether it took the mail')
  }
  return new DeliveryFailure('transient', 'the conversation with the SMTP server broke off')
}
