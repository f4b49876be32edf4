import { Buffer } from 'node:buffer'
import { z } from 'zod'
import { isCanonicalBase64url } from './signatures.ts'

/** A public Ed25519 key as a JWK (RFC 8037). A type, not an interface, so that it is a record as well. */
export type PublicJwk = Readonly<Record<'kty' | 'crv' | 'x' | 'kid' | 'alg' | 'use', string>>

export interface SigningKeys {
  /** Signs. */
  readonly current: { readonly kid: string; readonly key: CryptoKey }
  /** Verify, by key id. */
  readonly verifying: ReadonlyMap<string, CryptoKey>
  readonly publicJwks: readonly PublicJwk[]
}

export interface EncryptionKey {
  readonly kid: string
  /** AES-256-GCM. */
  readonly cipher: CryptoKey
  /** The same bytes as HKDF input, for keys with another purpose. */
  readonly seed: CryptoKey
}

/** The first encrypts, all decrypt. */
export type EncryptionKeys = readonly [EncryptionKey, ...EncryptionKey[]]

const kid = z.string().min(1).max(64)
const bytes32 = z.string().refine((text) => text.length === 43 && isCanonicalBase64url(text), '32 bytes as base64url')
const signingJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid,
  x: bytes32,
  d: bytes32.optional(),
})
const privateJwk = signingJwk.extend({ d: bytes32 })
const encryptionJwk = z.object({ kty: z.literal('oct'), kid, alg: z.literal('A256GCM'), k: bytes32 })
const signingSet = z.object({ keys: z.tuple([privateJwk], signingJwk).check(distinctKids) })
const encryptionSet = z.object({ keys: z.tuple([encryptionJwk], encryptionJwk).check(distinctKids) })

const SIGNING_RECIPE = `node -p "JSON.stringify({keys:[{...crypto.generateKeyPairSync('ed25519').privateKey.export({format:'jwk'}),kid:crypto.randomUUID()}]})"`
const ENCRYPTION_RECIPE = `node -p "JSON.stringify({keys:[{kty:'oct',kid:crypto.randomUUID(),alg:'A256GCM',k:crypto.randomBytes(32).toString('base64url')}]})"`

/**
 * The keys of `JWT_PRIVATE_JWKS`, imported once per isolate: a JWK set (RFC 7517) of Ed25519 keys with distinct `kid`s.
 * The first signs and needs its private half; the others only verify, so a retired one may have lost its `d`.
 * @throws Error that names the variable, what is wrong where, and how to make one; never the value
 */
export const loadSigningKeys: (jwks: string) => Promise<SigningKeys> = oncePerIsolate(async (jwks) => {
  const { keys } = parse('JWT_PRIVATE_JWKS', SIGNING_RECIPE, signingSet, jwks)
  const verifying = new Map<string, CryptoKey>()
  for (const { kid, x } of keys) verifying.set(kid, await importEd25519({ x }, 'verify'))
  const { kid, x, d } = keys[0]
  const current = { kid, key: await importEd25519({ x, d }, 'sign') }
  if (!(await belongTogether(current.key, verifying.get(kid)))) {
    throw brokenVariable('JWT_PRIVATE_JWKS', 'keys.0: d and x are not of one key pair', SIGNING_RECIPE)
  }
  return { current, verifying, publicJwks: keys.map(publicJwk) }
})

/**
 * The keys of `ENCRYPTION_KEYS`, imported once per isolate: a JWK set of 256-bit `oct` keys with distinct `kid`s.
 * @throws Error that names the variable, what is wrong where, and how to make one; never the value
 */
export const loadEncryptionKeys: (jwks: string) => Promise<EncryptionKeys> = oncePerIsolate(async (jwks) => {
  const { keys } = parse('ENCRYPTION_KEYS', ENCRYPTION_RECIPE, encryptionSet, jwks)
  const [first, ...others] = keys
  return [await importOct(first), ...(await Promise.all(others.map(importOct)))]
})

/**
 * Keeps what was made of a configuration text for the isolate's life. The value is kept and not the promise:
 * a promise belongs to the request that began it.
 */
export function oncePerIsolate<T extends object>(make: (raw: string) => Promise<T>): (raw: string) => Promise<T> {
  const made = new Map<string, T>()
  return async (raw) => {
    const known = made.get(raw)
    if (known !== undefined) return known
    const value = await make(raw)
    made.set(raw, value)
    return value
  }
}

function parse<T>(variable: string, recipe: string, schema: z.ZodType<T>, raw: string): T {
  const result = schema.safeParse(jsonOf(raw))
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`)
  throw brokenVariable(variable, faults.join('; '), recipe)
}

/** The engine's own message about broken JSON quotes the text, which here is a secret. */
function jsonOf(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}

function brokenVariable(variable: string, fault: string, recipe: string): Error {
  return new Error(`${variable} is not usable (${fault}). It is JSON, a set of keys; make one with: ${recipe}`)
}

function distinctKids(context: { value: readonly { kid: string }[]; issues: unknown[] }): void {
  const kids = context.value.map((key) => key.kid)
  if (new Set(kids).size < kids.length) {
    context.issues.push({ code: 'custom', message: 'each key needs a kid of its own', input: undefined })
  }
}

function importEd25519(key: { x: string; d?: string }, usage: 'sign' | 'verify'): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', { kty: 'OKP', crv: 'Ed25519', ...key }, { name: 'Ed25519' }, false, [usage])
}

/** workerd imports a JWK whose halves differ, and then no token would ever verify. */
async function belongTogether(privateKey: CryptoKey, publicKey: CryptoKey | undefined): Promise<boolean> {
  if (publicKey === undefined) return false
  const probe = new Uint8Array(32)
  const signature = await crypto.subtle.sign('Ed25519', privateKey, probe)
  return crypto.subtle.verify('Ed25519', publicKey, signature, probe)
}

/** Built field by field: what is not named here cannot leave. */
function publicJwk(key: z.infer<typeof signingJwk>): PublicJwk {
  return Object.freeze({ kty: key.kty, crv: key.crv, x: key.x, kid: key.kid, alg: 'EdDSA', use: 'sig' })
}

async function importOct(key: z.infer<typeof encryptionJwk>): Promise<EncryptionKey> {
  const bytes = Buffer.from(key.k, 'base64url')
  return {
    kid: key.kid,
    cipher: await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']),
    seed: await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey']),
  }
}
