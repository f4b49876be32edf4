import type { RenderedMail } from '../../../domain/notifications/ports.ts'
import { type AccountMailInput, renderAccountMail } from './account-mail.tsx'
import { MAIL_WORDS } from './mail-words.ts'

/** Lets someone who forgot the password choose another. */
export function renderResetPassword(input: AccountMailInput): RenderedMail {
  return renderAccountMail(input, MAIL_WORDS[input.locale].reset)
}
