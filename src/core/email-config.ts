/** The variables that mails are sent by. */
interface EmailVariables {
  readonly ENVIRONMENT: 'development' | 'staging' | 'production'
  readonly EMAIL_PROVIDER: 'mock' | 'resend' | 'smtp'
  readonly EMAIL_FROM: string
  readonly RESEND_API_KEY?: string | undefined
  readonly RESEND_WEBHOOK_SECRET?: string | undefined
  readonly SMTP_HOST?: string | undefined
  readonly SMTP_PORT: number
  readonly SMTP_SECURITY: 'implicit' | 'starttls' | 'none'
  readonly SMTP_USERNAME?: string | undefined
  readonly SMTP_PASSWORD?: string | undefined
}
type Problem = readonly [variable: keyof EmailVariables, message: string]

const ADDRESS = String.raw`[^\s<>@,;:"]+@[^\s<>@,;:"]+\.[^\s<>@,;:"]+`
/** RFC 5322, 3.4: an address, or a name and the address in angle brackets; one line. */
const MAILBOX = new RegExp(`^(?:${ADDRESS}|[^<>@\\p{Cc}]*<${ADDRESS}>)$`, 'u')
/** Standard Webhooks: `whsec_` and at least 24 bytes as base64. */
export const WEBHOOK_SECRET = /^whsec_(?:[A-Za-z0-9+/]{4}){8,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

function resendProblems(config: EmailVariables): readonly Problem[] {
  const secret = config.RESEND_WEBHOOK_SECRET
  return [
    ...(config.EMAIL_PROVIDER === 'resend' && config.RESEND_API_KEY === undefined
      ? [['RESEND_API_KEY', 'is not set, and EMAIL_PROVIDER is resend'] as const]
      : []),
    ...(secret !== undefined && !WEBHOOK_SECRET.test(secret)
      ? [['RESEND_WEBHOOK_SECRET', 'must be the whole signing secret of the webhook: whsec_…'] as const]
      : []),
  ]
}

function smtpProblems(config: EmailVariables): readonly Problem[] {
  if (config.EMAIL_PROVIDER !== 'smtp') return []
  const { SMTP_USERNAME: username, SMTP_PASSWORD: password } = config
  const inClear = config.SMTP_SECURITY === 'none'
  const checks: readonly (readonly [boolean, ...Problem])[] = [
    [config.SMTP_HOST === undefined, 'SMTP_HOST', 'is not set, and EMAIL_PROVIDER is smtp'],
    [inClear && config.ENVIRONMENT !== 'development', 'SMTP_SECURITY', 'cannot be none outside development'],
    [
      inClear && username !== undefined,
      'SMTP_USERNAME',
      'cannot be used with SMTP_SECURITY none: its password would be sent in clear',
    ],
    [
      config.SMTP_PORT === 25 && config.ENVIRONMENT !== 'development',
      'SMTP_PORT',
      'cannot be 25: Workers are kept from it. Submission servers listen on 465 and 587',
    ],
    [
      (username === undefined) !== (password === undefined),
      'SMTP_PASSWORD',
      'goes with SMTP_USERNAME: set both or neither',
    ],
  ]
  return checks.flatMap(([wrong, variable, message]) => (wrong ? [[variable, message] as const] : []))
}

/** What is wrong with the variables of mail, beside their types. */
export function emailProblems(config: EmailVariables): readonly Problem[] {
  const from = MAILBOX.test(config.EMAIL_FROM)
    ? []
    : [['EMAIL_FROM', 'must be an address, or a name and an address: Blue Sky <no-reply@example.com>'] as const]
  return [...from, ...resendProblems(config), ...smtpProblems(config)]
}
