import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { WORKER_VARS } from '../../scripts/lib/var-names.ts'

const signingKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })

/** What a deployment holds as secrets and variables, made anew for each test run. */
export const testSecrets = {
  // Whatever `.dev.vars` holds: no test spends a developer's accounts.
  ...Object.fromEntries(WORKER_VARS.map((name) => [name, ''])),
  ENVIRONMENT: 'development',
  PUBLIC_URL: 'https://aircourier.test',
  RATE_LIMITS: 'off',
  PASSWORD_COST: 'light',
  JWT_PRIVATE_JWKS: JSON.stringify({ keys: [{ ...signingKey, kid: 'test-1', alg: 'EdDSA', use: 'sig' }] }),
  ENCRYPTION_KEYS: JSON.stringify({
    keys: [{ kty: 'oct', kid: 'test-1', alg: 'A256GCM', k: randomBytes(32).toString('base64url') }],
  }),
}
