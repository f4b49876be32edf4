import { z } from '@hono/zod-openapi'
import { WEBHOOK_SECRET } from '../../core/email-config.ts'
import { LOCALES, PLANS } from '../../domain/auth/tenant.ts'
import { email, line, phone } from '../fields.ts'

const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?$/

/** An origin as a browser sends it (RFC 6454): https, or http on one's own machine. */
function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && url.origin === text && (url.protocol === 'https:' || LOOPBACK.test(text))
}

const origin = z
  .string()
  .max(300)
  .refine(isOrigin, 'An origin, such as https://app.example.com: no path, no slash at the end.')
  .openapi({ example: 'https://app.bluesky.example' })

const colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, 'A colour, such as #1f5eff.')
  .openapi({ example: '#1f5eff' })

const logoUrl = z
  .url({ protocol: /^https$/, error: 'An https address of an image.' })
  .max(2000)
  .openapi({ example: 'https://bluesky.example/logo.svg' })

/** Whatever a provider calls a key: printable, and no more than one line. */
const credential = z
  .string()
  .regex(/^[\x21-\x7e]{8,500}$/, 'The credential as the provider shows it, without blanks.')
  .openapi({ format: 'password', writeOnly: true })

const webhookSecret = z
  .string()
  .max(500)
  .regex(WEBHOOK_SECRET, 'The whole signing secret of the webhook, whsec_ and what follows.')
  .openapi({ format: 'password', writeOnly: true })

const SERVICE_ACCOUNT = ['project_id', 'client_email', 'private_key']

function isServiceAccount(text: string): boolean {
  try {
    const account: unknown = JSON.parse(text)
    if (typeof account !== 'object' || account === null) return false
    const fields = new Map(Object.entries(account))
    return (
      fields.get('type') === 'service_account' && SERVICE_ACCOUNT.every((name) => typeof fields.get(name) === 'string')
    )
  } catch {
    return false
  }
}

const serviceAccount = z
  .string()
  .max(8000)
  .refine(isServiceAccount, 'The service account’s JSON file as text, as Firebase lets you download it.')
  .openapi({ format: 'password', writeOnly: true })

const settable = <T extends z.ZodType>(field: T) => field.nullable().optional()

const ChannelsChangeSchema = z.strictObject({
  email: z
    .strictObject({
      from: settable(email),
      resend_api_key: settable(credential),
      resend_webhook_secret: settable(webhookSecret),
    })
    .optional(),
  whatsapp: z
    .strictObject({
      phone_number_id: settable(z.string().regex(/^\d{5,30}$/, 'The digits of the phone number’s id at Meta.')),
      access_token: settable(credential),
      app_secret: settable(credential),
    })
    .optional(),
  push: z.strictObject({ fcm_service_account: settable(serviceAccount) }).optional(),
})

export const UpdateTenantSchema = z
  .strictObject({
    name: line(120).optional().openapi({ example: 'Blue Sky Couriers' }),
    locale: z.enum(LOCALES).optional(),
    branding: z
      .strictObject({
        name: line(120).optional(),
        colour: colour.optional(),
        logo_url: settable(logoUrl),
        support_email: settable(email),
        support_phone: settable(phone),
      })
      .optional(),
    cors_origins: z
      .array(origin)
      .max(20)
      .transform((origins) => [...new Set(origins)])
      .optional(),
    channels: ChannelsChangeSchema.optional(),
  })
  .openapi('UpdateTenant', {
    description: 'What is absent stays, null takes a setting away. Credentials are written and never shown.',
  })

export const TenantSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    slug: z.string(),
    code: z.string().openapi({ description: 'Stands at the head of tracking ids' }),
    plan: z.enum(PLANS),
    status: z.enum(['active', 'suspended']),
    locale: z.enum(LOCALES),
    branding: z.object({
      name: z.string(),
      colour: z.string(),
      logo_url: z.string().nullable(),
      support_email: z.string().nullable(),
      support_phone: z.string().nullable(),
    }),
    cors_origins: z.array(z.string()),
    channels: z.object({
      email: z.object({
        from: z.string().nullable(),
        resend_api_key_set: z.boolean(),
        resend_webhook_secret_set: z.boolean(),
      }),
      whatsapp: z.object({
        phone_number_id: z.string().nullable(),
        access_token_set: z.boolean(),
        app_secret_set: z.boolean(),
      }),
      push: z.object({ fcm_service_account_set: z.boolean() }),
    }),
    created_at: z.string(),
  })
  .openapi('Tenant')
