import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'

/** Fresh `JWT_PRIVATE_JWKS` (Ed25519, RFC 8037) and `ENCRYPTION_KEYS` (256 bits), each a JWK set as JSON (RFC 7517). */
export function freshKeys(): { readonly JWT_PRIVATE_JWKS: string; readonly ENCRYPTION_KEYS: string } {
  const signing = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const k = randomBytes(32).toString('base64url')
  return {
    JWT_PRIVATE_JWKS: JSON.stringify({ keys: [{ ...signing, kid: randomUUID() }] }),
    ENCRYPTION_KEYS: JSON.stringify({ keys: [{ kty: 'oct', kid: randomUUID(), alg: 'A256GCM', k }] }),
  }
}
