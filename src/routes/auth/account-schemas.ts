import { z } from '@hono/zod-openapi'
import { line } from '../fields.ts'
import { emailField, passwordField } from './schemas.ts'

const token = z
  .string()
  .min(1, 'The token of the mail’s link is needed.')
  .max(512)
  .openapi({ description: 'What stands behind token= in the mail’s link' })
const newPassword = passwordField.openapi({
  description: '8 to 128 characters, none of those that are tried first',
})

export const VerifyEmailSchema = z.strictObject({ token }).openapi('VerifyEmail')
export const EmailSchema = z.strictObject({ email: emailField }).openapi('Email')

/** Two forms: `{email}` asks for a link, `{token, new_password}` carries it out. */
export const ResetPasswordSchema = z
  .strictObject({ email: emailField.optional(), token: token.optional(), new_password: newPassword.optional() })
  .superRefine(({ email, token, new_password }, context) => {
    const missing = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (email !== undefined) {
      if (token !== undefined || new_password !== undefined) {
        missing('email', 'Send the email alone to ask for a link, or token and new_password to use one.')
      }
    } else if (token === undefined && new_password === undefined) {
      missing('email', 'Send the email to ask for a link, or token and new_password to use one.')
    } else if (token === undefined) missing('token', 'The token of the mail’s link is needed.')
    else if (new_password === undefined) missing('new_password', 'A new password is needed.')
  })
  .openapi('ResetPassword', {
    description: '{email} asks for a link; {token, new_password} uses it',
    oneOf: [{ required: ['email'] }, { required: ['token', 'new_password'] }],
  })

export const AcceptInviteSchema = z
  .strictObject({ token, password: newPassword, name: line(120).openapi({ example: 'Ana Silva' }) })
  .openapi('AcceptInvite')

export const ChangePasswordSchema = z
  .strictObject({ current_password: passwordField, new_password: newPassword })
  .openapi('ChangePassword')

export const UpdateMeSchema = z.strictObject({ name: line(120).openapi({ example: 'Ana Silva' }) }).openapi('UpdateMe')

export const SessionSchema = z
  .object({
    id: z.string().openapi({ example: 'ses_01jd0000000000000000000000' }),
    current: z.boolean().openapi({ description: 'Whether this request comes from it' }),
    user_agent: z.string().nullable(),
    address: z.string().nullable(),
    created_at: z.string(),
    last_used_at: z.string(),
    expires_at: z.string(),
  })
  .openapi('Session')
