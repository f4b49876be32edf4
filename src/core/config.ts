import { z } from 'zod'
import { emailProblems } from './email-config.ts'

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''))
const jwks = (recipe: string) =>
  z.string({ error: `is not set. ${recipe}` }).refine((text) => {
    try {
      return Array.isArray(JSON.parse(text).keys)
    } catch {
      return false
    }
  }, `must be JSON: {"keys":[…]}. ${recipe}`)

const ConfigSchema = z
  .object({
    ENVIRONMENT: z.enum(['development', 'staging', 'production']),
    PUBLIC_URL: url,
    JWT_PRIVATE_JWKS: jwks('npm start makes one for development; npm run keys prints new ones.'),
    ENCRYPTION_KEYS: jwks('npm start makes them for development; npm run keys prints new ones.'),
    RATE_LIMITS: z.enum(['on', 'off']).default('on'),
    /** A resolver that answers in JSON (`application/dns-json`). */
    DNS_OVER_HTTPS_URL: url.default('https://cloudflare-dns.com/dns-query'),
    /** light: passwords cost next to nothing to hash, and to guess. For tests and benchmarks; refused in staging and production. */
    PASSWORD_COST: z.enum(['standard', 'light']).default('standard'),
    RELAY: z.enum(['inline', 'sweep']).default('inline'),
    EMAIL_PROVIDER: z.enum(['mock', 'resend', 'smtp']).default('mock'),
    EMAIL_FROM: z.string().default('Aircourier <no-reply@aircourier.example>'),
    RESEND_API_KEY: z.string().min(1).optional(),
    RESEND_BASE_URL: url.default('https://api.resend.com'),
    RESEND_WEBHOOK_SECRET: z.string().min(1).optional(),
    SMTP_HOST: z.string().min(1).optional(),
    SMTP_PORT: z.coerce.number().int().min(1).max(65_535).default(465),
    SMTP_SECURITY: z.enum(['implicit', 'starttls', 'none']).default('implicit'),
    SMTP_USERNAME: z.string().min(1).optional(),
    SMTP_PASSWORD: z.string().min(1).optional(),
    WHATSAPP_BASE_URL: url.default('https://graph.facebook.com'),
    WHATSAPP_GRAPH_VERSION: z
      .string()
      .regex(/^v\d+\.\d+$/)
      .default('v25.0'),
    WHATSAPP_PHONE_NUMBER_ID: z.string().min(1).optional(),
    WHATSAPP_ACCESS_TOKEN: z.string().min(1).optional(),
    WHATSAPP_APP_SECRET: z.string().min(1).optional(),
    WHATSAPP_VERIFY_TOKEN: z.string().min(1).optional(),
    /** A service account's key file, as JSON. */
    FCM_SERVICE_ACCOUNT: z.string().min(1).optional(),
    FCM_BASE_URL: url.default('https://fcm.googleapis.com'),
    FCM_TOKEN_URL: url.default('https://oauth2.googleapis.com/token'),
    AVIATIONSTACK_BASE_URL: url.default('https://api.aviationstack.com/v1'),
    AVIATIONSTACK_ACCESS_KEY: z.string().min(1).optional(),
    /** Requests a day that polling may spend. */
    AVIATIONSTACK_DAILY_REQUESTS: z.coerce.number().int().min(0).default(1_000),
    AERODATABOX_BASE_URL: url.default('https://api.aerodatabox.com'),
    AERODATABOX_API_KEY: z.string().min(1).optional(),
    /** Without it, the one that the shop behind the base URL wants. */
    AERODATABOX_AUTH_HEADER: z.string().min(1).optional(),
    /** Alerts still paid for under which the operator is told. */
    AERODATABOX_LOW_CREDITS: z.coerce.number().int().min(0).default(200),
  })
  .superRefine((config, issues) => {
    if (config.ENVIRONMENT !== 'development' && config.PASSWORD_COST === 'light') {
      issues.addIssue({ code: 'custom', path: ['PASSWORD_COST'], message: 'cannot be light outside development' })
    }
    for (const [variable, message] of emailProblems(config)) {
      issues.addIssue({ code: 'custom', path: [variable], message })
    }
    if (config.ENVIRONMENT !== 'production') return
    if (config.RATE_LIMITS === 'off') {
      issues.addIssue({ code: 'custom', path: ['RATE_LIMITS'], message: 'cannot be off in production' })
    }
    if (!config.PUBLIC_URL.startsWith('https://')) {
      issues.addIssue({ code: 'custom', path: ['PUBLIC_URL'], message: 'must be https in production' })
    }
  })

/** What a deployment is told: variables and secrets, by the names they have there. */
export type Config = Readonly<z.output<typeof ConfigSchema>>

/** Thrown once per request while the deployment is misconfigured; names variables, never values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const read = new WeakMap<object, Config>()

/** Reads and checks the environment, once per isolate. Throws `ConfigError` that names each wrong variable. */
export function configOf(env: object): Config {
  const known = read.get(env)
  if (known) return known
  const result = ConfigSchema.safeParse(named(env))
  if (!result.success) {
    const wrong = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
    throw new ConfigError(`The configuration is not usable: ${wrong.join('; ')}`)
  }
  read.set(env, result.data)
  return result.data
}

/** A variable that is set to nothing is as good as absent: so one that a file sets can be taken away again. */
const named = (env: object) => Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))

/** Which adapters a configuration picks where a provider's secret may be absent: for one line in the log. */
export function pickedAdapters(config: Config): Readonly<Record<string, string>> {
  const without = config.ENVIRONMENT === 'development' ? 'development' : 'none'
  return {
    email: config.EMAIL_PROVIDER,
    whatsapp: config.WHATSAPP_ACCESS_TOKEN && config.WHATSAPP_PHONE_NUMBER_ID ? 'cloud_api' : without,
    push: config.FCM_SERVICE_ACCOUNT === undefined ? without : 'fcm',
    flight_alerts: config.AERODATABOX_API_KEY === undefined ? 'development' : 'aerodatabox',
    flight_status:
      [
        config.AERODATABOX_API_KEY === undefined ? null : 'aerodatabox',
        config.AVIATIONSTACK_ACCESS_KEY === undefined ? null : 'aviationstack',
      ]
        .filter((name) => name !== null)
        .join(', ') || 'none',
  }
}
