import { generateKeyPairSync, type JsonWebKey, randomBytes, randomUUID } from 'node:crypto'

type Jwk = JsonWebKey & { readonly kid?: string }

/** Fresh `JWT_PRIVATE_JWKS` (Ed25519, RFC 8037) and `ENCRYPTION_KEYS` (256 bits), each a JWK set as JSON (RFC 7517). */
export function freshKeys(): { readonly JWT_PRIVATE_JWKS: string; readonly ENCRYPTION_KEYS: string } {
  const k = randomBytes(32).toString('base64url')
  return {
    JWT_PRIVATE_JWKS: JSON.stringify({ keys: [freshSigningKey()] }),
    ENCRYPTION_KEYS: JSON.stringify({ keys: [{ kty: 'oct', kid: randomUUID(), alg: 'A256GCM', k }] }),
  }
}

/**
 * `JWT_PRIVATE_JWKS` with a fresh key first, which signs from then on. The others stay behind it to verify what they signed,
 * without their private halves: nothing is signed with them any more.
 * @throws Error when the text is no JWK set
 */
export function rotateSigningKeys(jwks: string): string {
  const retired = keysOf(jwks).map(({ d: _private, ...key }) => key)
  return JSON.stringify({ keys: [freshSigningKey(), ...retired] })
}

/**
 * `JWT_PRIVATE_JWKS` with the signing key alone: what the others signed is refused from then on.
 * @throws Error when the text is no JWK set
 */
export function dropRetiredKeys(jwks: string): string {
  return JSON.stringify({ keys: keysOf(jwks).slice(0, 1) })
}

function freshSigningKey(): Jwk {
  const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  return { ...key, kid: randomUUID() }
}

function keysOf(jwks: string): readonly Jwk[] {
  const { keys } = jsonOf(jwks) as { keys?: unknown }
  if (Array.isArray(keys) && keys.length > 0) return keys as readonly Jwk[]
  throw new Error('JWT_PRIVATE_JWKS is no key set. It is JSON: {"keys":[…]}; npm run keys prints a fresh one.')
}

/** The engine's own message about broken JSON quotes the text, which here is a secret. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}
