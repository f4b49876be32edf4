import type { AccountMailTemplate, MailTemplates, RenderedMail } from '../../../domain/notifications/ports.ts'
import { renderAcceptInvite } from './accept-invite.tsx'
import type { AccountMailInput } from './account-mail.tsx'
import { renderResetPassword } from './reset-password.tsx'
import { renderReuseDetected } from './reuse-detected.tsx'
import { builtInWords, placeholdersOf, renderShipmentMail, shortNews } from './shipment-mail.tsx'
import { renderVerifyEmail } from './verify-email.tsx'

const ACCOUNT: Readonly<Record<AccountMailTemplate, (input: AccountMailInput) => RenderedMail>> = {
  verify_email: renderVerifyEmail,
  reset_password: renderResetPassword,
  accept_invite: renderAcceptInvite,
  reuse_detected: renderReuseDetected,
}

/** The built-in mails, in five languages. */
export const mailTemplates: MailTemplates = {
  shipment: renderShipmentMail,
  short: shortNews,
  words: builtInWords,
  placeholders: placeholdersOf,
  account: (template, mail) => ACCOUNT[template](mail),
}
