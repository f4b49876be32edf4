import type { RenderedMail } from '../../../domain/notifications/ports.ts'
import { type AccountMailInput, renderAccountMail } from './account-mail.tsx'
import { MAIL_WORDS } from './mail-words.ts'

/** Says that a sign-in was ended because its refresh token came back a second time (RFC 9700, section 4.14). */
export function renderReuseDetected(input: AccountMailInput): RenderedMail {
  return renderAccountMail(input, MAIL_WORDS[input.locale].reuse)
}
