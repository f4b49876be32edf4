import type { RenderedMail } from '../../../domain/notifications/ports.ts'
import { type AccountMailInput, renderAccountMail } from './account-mail.tsx'
import { MAIL_WORDS } from './mail-words.ts'

/** Asks a new user to confirm the address. */
export function renderVerifyEmail(input: AccountMailInput): RenderedMail {
  return renderAccountMail(input, MAIL_WORDS[input.locale].verify)
}
