import { createRoute } from '@hono/zod-openapi'
import { acceptInvite } from '../../use-cases/auth/accept-invite.ts'
import { requestPasswordReset } from '../../use-cases/auth/request-password-reset.ts'
import { resendVerification } from '../../use-cases/auth/resend-verification.ts'
import { resetPassword } from '../../use-cases/auth/reset-password.ts'
import { verifyEmail } from '../../use-cases/auth/verify-email.ts'
import { body, createRoutes, json, pick, scopeOf } from '../http.ts'
import { AcceptInviteSchema, EmailSchema, ResetPasswordSchema, VerifyEmailSchema } from './account-schemas.ts'
import { limitSignIn } from './limit-sign-in.ts'
import { noStore } from './no-store.ts'
import { presentSignedIn } from './presenters.ts'
import { MessageSchema, SignedInSchema } from './schemas.ts'

const PUBLIC = { kind: 'public' } as const
const tags = ['Auth']

/** The same for every address, so that it tells of none. */
const ON_ITS_WAY = { message: 'If there is something to send to this address, the mail is on its way.' }

/** `/api/{version}/auth`: what the links in mails are for. */
export const linkRoutes = createRoutes()

linkRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/verify-email',
    tags,
    summary: 'Confirm an address with the token that was mailed to it',
    request: body(VerifyEmailSchema),
    responses: { 200: json(MessageSchema, 'Confirmed'), ...pick(400, 403, 422, 429) },
  }),
  async (c) => {
    await verifyEmail(scopeOf(c).directory(PUBLIC), c.req.valid('json'))
    return c.json({ message: 'Your address is confirmed.' }, 200)
  },
)

linkRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/verify-email/resend',
    tags,
    summary: 'Mail the link again to an address that is not confirmed',
    request: body(EmailSchema),
    responses: { 202: json(MessageSchema, 'Always, whoever’s address it is'), ...pick(400, 422, 429) },
  }),
  async (c) => {
    const { email } = c.req.valid('json')
    const scope = scopeOf(c)
    await limitSignIn(scope, 'verify', email)
    await resendVerification(scope.directory(PUBLIC), { email })
    return c.json(ON_ITS_WAY, 202)
  },
)

linkRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/reset-password',
    tags,
    summary: 'Ask for a link to a new password, or use it',
    description: 'A new password ends all sessions of the account and forgets its failed sign-ins.',
    request: body(ResetPasswordSchema),
    responses: {
      200: json(MessageSchema, 'For {token, new_password}: changed'),
      202: json(MessageSchema, 'For {email}: always, whoever’s address it is'),
      ...pick(400, 403, 422, 429),
    },
  }),
  async (c) => {
    const { email, token = '', new_password: newPassword = '' } = c.req.valid('json')
    const scope = scopeOf(c)
    if (email === undefined) {
      await resetPassword(scope.directory(PUBLIC), { token, newPassword })
      return c.json({ message: 'Your password is changed. Sign in with it.' }, 200)
    }
    await limitSignIn(scope, 'reset', email)
    await requestPasswordReset(scope.directory(PUBLIC), { email })
    return c.json(ON_ITS_WAY, 202)
  },
)

linkRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/accept-invite',
    tags,
    summary: 'Choose name and password after an invitation, and be signed in',
    middleware: [noStore],
    request: body(AcceptInviteSchema),
    responses: { 200: json(SignedInSchema, 'A token pair and the user'), ...pick(400, 403, 422, 429) },
  }),
  async (c) => {
    const signedIn = await acceptInvite(scopeOf(c).directory(PUBLIC), c.req.valid('json'), true)
    return c.json(presentSignedIn(signedIn), 200)
  },
)
