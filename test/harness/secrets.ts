import { generateKeyPairSync, randomBytes } from 'node:crypto'

const signingKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })

/** A developer's own accounts, which `.dev.vars` may hold: no test spends them. */
const ACCOUNTS = [
  'EMAIL_PROVIDER',
  'EMAIL_FROM',
  'RESEND_API_KEY',
  'RESEND_BASE_URL',
  'RESEND_WEBHOOK_SECRET',
  'SMTP_HOST',
  'SMTP_PORT',
  'SMTP_SECURITY',
  'SMTP_USERNAME',
  'SMTP_PASSWORD',
  'WHATSAPP_BASE_URL',
  'WHATSAPP_GRAPH_VERSION',
  'WHATSAPP_PHONE_NUMBER_ID',
  'WHATSAPP_ACCESS_TOKEN',
  'WHATSAPP_APP_SECRET',
  'WHATSAPP_VERIFY_TOKEN',
  'FCM_SERVICE_ACCOUNT',
  'FCM_BASE_URL',
  'FCM_TOKEN_URL',
  'AERODATABOX_BASE_URL',
  'AERODATABOX_API_KEY',
  'AERODATABOX_AUTH_HEADER',
  'AVIATIONSTACK_BASE_URL',
  'AVIATIONSTACK_ACCESS_KEY',
  'OAUTH_PROVIDERS',
  'OAUTH_RETURN_URLS',
] as const

/** What a deployment holds as secrets and variables, made anew for each test run. */
export const testSecrets = {
  ...Object.fromEntries(ACCOUNTS.map((name) => [name, ''])),
  ENVIRONMENT: 'development',
  PUBLIC_URL: 'https://aircourier.test',
  RATE_LIMITS: 'off',
  PASSWORD_COST: 'light',
  JWT_PRIVATE_JWKS: JSON.stringify({ keys: [{ ...signingKey, kid: 'test-1', alg: 'EdDSA', use: 'sig' }] }),
  ENCRYPTION_KEYS: JSON.stringify({
    keys: [{ kty: 'oct', kid: 'test-1', alg: 'A256GCM', k: randomBytes(32).toString('base64url') }],
  }),
}
