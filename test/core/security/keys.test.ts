import { env } from 'cloudflare:workers'
import { Buffer } from 'node:buffer'
import { generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'vitest'
import { loadEncryptionKeys, loadSigningKeys, oncePerIsolate } from '../../../src/core/security/keys.ts'

/** RFC 8037, appendix A.1. */
const d = 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A'
const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
const signing = { kty: 'OKP', crv: 'Ed25519', kid: 'rfc', x, d }
const k = Buffer.alloc(32, 7).toString('base64url')
const encryption = { kty: 'oct', kid: 'one', alg: 'A256GCM', k }

const set = (...keys: object[]) => JSON.stringify({ keys })
const messageOf = (loading: Promise<unknown>) =>
  loading.then(
    () => 'loaded',
    (error: Error) => `${error.message} ${String(error.cause)}`,
  )

describe('JWT_PRIVATE_JWKS', () => {
  it('gives out public parts only, whatever stands in a key', async ({ expect }) => {
    const { publicJwks } = await loadSigningKeys(set({ ...signing, alg: 'EdDSA', note: 'private' }))
    expect(publicJwks).toEqual([{ kty: 'OKP', crv: 'Ed25519', x, kid: 'rfc', alg: 'EdDSA', use: 'sig' }])
    expect(JSON.stringify(publicJwks)).not.toContain(d)
  })

  it('keeps keys that cannot be exported', async ({ expect }) => {
    const { current } = await loadSigningKeys(set(signing))
    await expect(crypto.subtle.exportKey('jwk', current.key)).rejects.toThrow()
  })

  it('signs with the first; a retired key may have lost its private half', async ({ expect }) => {
    const { current, verifying } = await loadSigningKeys(set(signing, { ...signing, kid: 'old', d: undefined }))
    expect(current.kid).toBe('rfc')
    expect([...verifying.keys()]).toEqual(['rfc', 'old'])
  })

  it.for([
    ['is empty', ''],
    ['is no JSON', `{"keys":[{"d":"${d}"`],
    ['is no set', '[]'],
    ['has no key', set()],
    ['has a first key without a private half', set({ ...signing, d: undefined })],
    ['has a key without kid', set({ ...signing, kid: undefined })],
    ['has an empty kid', set({ ...signing, kid: '' })],
    ['has the same kid twice', set(signing, signing)],
    ['has another curve', set({ ...signing, crv: 'X25519' })],
    ['has another kind', set({ ...signing, kty: 'EC' })],
    ['has a short x', set({ ...signing, x: 'AAAA' })],
    ['has a broken retired key', set(signing, { ...signing, kid: 'old', x: 'AAAA' })],
    ['has a d spelt otherwise', set({ ...signing, d: `${d.slice(0, -1)}B` })],
    ['has halves of two pairs', set({ ...signing, x: otherX() })],
  ] as const)('that %s is refused by name, with a recipe and without the value', async ([, raw], { expect }) => {
    const message = await messageOf(loadSigningKeys(raw))
    expect(message).toMatch(/^JWT_PRIVATE_JWKS is not usable \(.+\)\. .*node -p/)
    expect(message).not.toContain(d.slice(0, 5))
    expect(message).not.toContain(x.slice(0, 5))
  })

  it('says where the fault is', async ({ expect }) => {
    expect(await messageOf(loadSigningKeys(set(signing, { ...signing, kid: 7 })))).toContain('keys.1.kid')
    expect(await messageOf(loadSigningKeys(set(signing, signing)))).toContain('each key needs a kid of its own')
    expect(await messageOf(loadSigningKeys(set({ ...signing, x: otherX() })))).toContain('not of one key pair')
  })
})

describe('ENCRYPTION_KEYS', () => {
  it('keeps its order', async ({ expect }) => {
    const keys = await loadEncryptionKeys(set(encryption, { ...encryption, kid: 'two' }))
    expect(keys.map((key) => key.kid)).toEqual(['one', 'two'])
  })

  it.for([
    ['is no JSON', `{"keys":[{"k":"${k}"`],
    ['has no key', set()],
    ['has a key that is too short', set({ ...encryption, k: Buffer.alloc(16, 7).toString('base64url') })],
    ['has a key for another algorithm', set({ ...encryption, alg: 'A128GCM' })],
    ['has another kind', set({ ...encryption, kty: 'OKP' })],
    ['has a key without kid', set({ ...encryption, kid: undefined })],
    ['has the same kid twice', set(encryption, encryption)],
  ] as const)('that %s is refused by name, with a recipe and without the value', async ([, raw], { expect }) => {
    const message = await messageOf(loadEncryptionKeys(raw))
    expect(message).toMatch(/^ENCRYPTION_KEYS is not usable \(.+\)\. .*node -p/)
    expect(message).not.toContain(k.slice(0, 5))
  })
})

it('the deployment of the tests has good keys', async ({ expect }) => {
  expect((await loadSigningKeys(secret('JWT_PRIVATE_JWKS'))).verifying.size).toBe(1)
  expect(await loadEncryptionKeys(secret('ENCRYPTION_KEYS'))).toHaveLength(1)
})

it('imports one text once, and another text anew', async ({ expect }) => {
  const asked: string[] = []
  const load = oncePerIsolate(async (raw) => {
    asked.push(raw)
    return { raw }
  })
  expect(await load('a')).toBe(await load('a'))
  expect(await load('b')).toEqual({ raw: 'b' })
  expect(asked).toEqual(['a', 'b'])
})

it('tries again after a failure', async ({ expect }) => {
  let works = false
  const load = oncePerIsolate(async () => {
    if (!works) throw new Error('not yet')
    return {}
  })
  await expect(load('a')).rejects.toThrow('not yet')
  works = true
  await expect(load('a')).resolves.toEqual({})
})

function otherX(): string {
  return generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? ''
}

function secret(name: string): string {
  const value: unknown = Reflect.get(env, name)
  if (typeof value !== 'string') throw new Error(`no ${name}`)
  return value
}
