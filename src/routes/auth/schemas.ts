import { z } from '@hono/zod-openapi'
import { ROLES } from '../../domain/auth/role.ts'

/** An address of up to 254 characters (RFC 5321 section 4.5.3.1.3), blanks around it forgiven. */
export const emailField = z
  .string()
  .trim()
  .max(254, 'An email has at most 254 characters.')
  .pipe(z.email('This is no email address. It looks like name@example.com.'))
  .openapi({ type: 'string', format: 'email', example: 'ana@bluesky.example' })

/** Only bounds the work; what a new password must be, the use case says. */
export const passwordField = z
  .string()
  .min(1, 'A password is needed.')
  .max(1024, 'A password has at most 128 characters.')
  .openapi({ format: 'password', example: 'correct horse battery' })

const personName = z.string().trim().min(1, 'A name has at least one character.').max(120)

export const RegisterSchema = z
  .strictObject({
    email: emailField,
    password: passwordField.openapi({ description: '8 to 128 characters' }),
    tenant_name: z
      .string()
      .trim()
      .min(1, 'The company’s name is needed.')
      .max(120)
      .openapi({ example: 'Blue Sky Couriers' }),
    name: personName.optional().openapi({ example: 'Ana Silva' }),
  })
  .openapi('Register')

export const LoginSchema = z.strictObject({ email: emailField, password: passwordField }).openapi('Login')

export const RefreshTokenSchema = z
  .strictObject({ refresh_token: z.string().min(1, 'The refresh token is needed.').max(512) })
  .openapi('RefreshToken')

export const UserSchema = z
  .object({
    id: z.string().openapi({ example: 'usr_01jd0000000000000000000000' }),
    email: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    is_active: z.boolean(),
    email_verified: z.boolean(),
    tenant_id: z.string().openapi({ example: 'ten_01jd0000000000000000000000' }),
  })
  .openapi('User')

export const TokenPairSchema = z
  .object({
    access_token: z.string().openapi({ description: 'A JWT for the Authorization header' }),
    refresh_token: z.string().openapi({ description: 'Good for one use; the answer to it holds the next' }),
    token_type: z.literal('bearer'),
    expires_in: z.number().int().openapi({ description: 'Seconds the access token lives', example: 900 }),
  })
  .openapi('TokenPair')

export const SignedInSchema = TokenPairSchema.extend({ user: UserSchema }).openapi('SignedIn')

export const MessageSchema = z.object({ message: z.string() }).openapi('Message')

export const JwksSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).openapi('Jwks')
