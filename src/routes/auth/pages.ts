import type { Context } from 'hono'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { AppError } from '../../core/errors.ts'
import type { FoundToken } from '../../domain/auth/account-ports.ts'
import { renderAccountPage } from '../../pages/account-page.tsx'
import { ACCOUNT_PATHS, type AccountFault, type AccountPurpose, type AccountState } from '../../pages/account-view.ts'
import { LinkRefused, openLink } from '../../use-cases/auth/one-time-link.ts'
import { PasswordRefused } from '../../use-cases/auth/password-rules.ts'
import { line } from '../fields.ts'
import { holdAddress } from '../middleware/rate-limits.ts'
import { localeOf, nonceOf } from '../page-request.ts'
import type { AppEnv } from '../scope.ts'
import { type AccountForm, carryOut } from './carry-out-form.ts'

const PUBLIC = { kind: 'public' } as const
const STATUS = { form: 200, done: 200, spent: 404, suspended: 403, busy: 429 } as const
const PASSWORD_MAX_SENT = 1024

type PageContext = Context<AppEnv>

/** The page in the reader's language, in the company's colours once its link is known. */
function show(c: PageContext, purpose: AccountPurpose, found: FoundToken | null, state: AccountState): Response {
  const nonce = nonceOf()
  c.header('cache-control', 'no-store')
  c.header(
    'content-security-policy',
    `default-src 'none'; style-src 'nonce-${nonce}'; img-src https: data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  )
  const locale = localeOf(c, found?.tenant.locale ?? 'en')
  const brand = found?.tenant.branding ?? null
  const status = state.kind === 'form' && state.fault !== null ? 422 : STATUS[state.kind]
  return c.html(renderAccountPage({ nonce, locale, purpose, brand, state }), status)
}

const formOf = (found: FoundToken, form: AccountForm, fault: AccountFault | null): AccountState => ({
  kind: 'form',
  token: form.token,
  email: found.user.email,
  name: form.name,
  fault,
})

/** What a refusal looks like; what is nobody's fault goes on to the one error mapper. */
function refused(c: PageContext, purpose: AccountPurpose, error: unknown): Response {
  if (error instanceof LinkRefused) return show(c, purpose, null, { kind: 'spent' })
  if (!(error instanceof AppError)) throw error
  if (error.code === 'forbidden') return show(c, purpose, null, { kind: 'suspended' })
  if (error.code !== 'rate_limited') throw error
  c.header('retry-after', String(error.retryAfterSeconds ?? 60))
  return show(c, purpose, null, { kind: 'busy' })
}

/** Shows the form. It uses nothing up: scanners of mail follow every link. */
async function offer(c: PageContext, purpose: AccountPurpose): Promise<Response> {
  try {
    await holdAddress(c)
    const form = { token: c.req.query('token') ?? '', name: '', password: '' }
    const found = await openLink(c.get('scope').directory(PUBLIC), form.token, purpose)
    return show(c, purpose, found, formOf(found, { ...form, name: nameOf(found) }, null))
  } catch (error) {
    return refused(c, purpose, error)
  }
}

/** Somebody who was invited without a name is called by the head of the address: that is no name to offer. */
const nameOf = ({ user }: FoundToken) => (user.email.startsWith(`${user.name}@`) ? '' : user.name)

async function take(c: PageContext, purpose: AccountPurpose): Promise<Response> {
  try {
    await holdAddress(c)
    const form = await sentForm(c)
    const ctx = c.get('scope').directory(PUBLIC)
    const found = await openLink(ctx, form.token, purpose)
    const fault = await carryOutTyped(c, purpose, form)
    return show(c, purpose, found, fault === null ? { kind: 'done' } : formOf(found, form, fault))
  } catch (error) {
    return refused(c, purpose, error)
  }
}

async function carryOutTyped(c: PageContext, purpose: AccountPurpose, form: AccountForm): Promise<AccountFault | null> {
  const name = line(120).safeParse(form.name)
  if (purpose === 'accept_invite' && !name.success) return 'name_missing'
  if (purpose !== 'verify_email' && form.password.length > PASSWORD_MAX_SENT) return 'too_long'
  try {
    await carryOut(c.get('scope').directory(PUBLIC), purpose, { ...form, name: name.data ?? '' })
    return null
  } catch (error) {
    if (error instanceof PasswordRefused) return error.fault
    throw error
  }
}

/** A file, a field sent twice or one that is missing is an empty text. */
async function sentForm(c: PageContext): Promise<AccountForm> {
  const body = await c.req.parseBody()
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '')
  return { token: text('token'), name: text('name'), password: text('password') }
}

/** The pages that mails about an account lead to: `/verify-email`, `/reset-password`, `/accept-invite`, each with `?token=`. */
export function accountPages() {
  const pages = new Hono<AppEnv>()
  const purposes = ['verify_email', 'reset_password', 'accept_invite'] as const satisfies readonly AccountPurpose[]
  for (const purpose of purposes) {
    const path = ACCOUNT_PATHS[purpose]
    pages.use(path, secureHeaders({ referrerPolicy: 'no-referrer', xFrameOptions: 'DENY' }))
    pages.get(path, (c) => offer(c, purpose))
    pages.post(path, (c) => take(c, purpose))
  }
  return pages
}
