import { Buffer } from 'node:buffer'
import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { it } from 'vitest'
import { createOneTimeTokens } from '../../../src/core/security/one-time-tokens.ts'
import type { OneTimePurpose, OneTimeTokens } from '../../../src/domain/auth/ports.ts'

const PURPOSES: readonly OneTimePurpose[] = [
  'verify_email',
  'reset_password',
  'accept_invite',
  'oauth_code',
  'flight_alert',
  'next_refresh_token',
]

function makeKey(kid: string) {
  return { kty: 'oct', kid, alg: 'A256GCM', k: randomBytes(32).toString('base64url') }
}
type Key = ReturnType<typeof makeKey>

function serviceOf(...keys: Key[]) {
  return createOneTimeTokens({ keys: JSON.stringify({ keys }) }) satisfies OneTimeTokens
}

const key = makeKey('e1')
const service = serviceOf(key)
const anyId = fc.string({ unit: 'binary', minLength: 1 })
const anyPurpose = fc.constantFrom(...PURPOSES)

it('gives the id back, for its own purpose only', async ({ expect }) => {
  await fc.assert(
    fc.asyncProperty(anyId, anyPurpose, anyPurpose, async (id, purpose, asked) => {
      const token = await service.tokenFor(id, purpose)
      expect(await service.idOf(token, asked)).toBe(asked === purpose ? id : null)
    }),
  )
})

it('is computed from the id: HKDF-SHA256, then HMAC-SHA256 of purpose and id', async ({ expect }) => {
  const seed = Buffer.from(key.k, 'base64url')
  const derived = hkdfSync('sha256', seed, new Uint8Array(0), 'aircourier one-time tokens v1', 32)
  const mac = createHmac('sha256', Buffer.from(derived)).update('reset_password:ott_1').digest('base64url')
  expect(await service.tokenFor('ott_1', 'reset_password')).toBe(`ott_1.${mac}`)
  expect(await service.tokenFor('ott_1', 'reset_password')).toBe(`ott_1.${mac}`)
})

it('is refused after any change of any character', async ({ expect }) => {
  const token = await service.tokenFor('ott_01jd3v6q9m2a', 'accept_invite')
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: token.length - 1 }), fc.integer({ min: 1, max: 127 }), async (at, mask) => {
      const changed = String.fromCharCode(token.charCodeAt(at) ^ mask)
      expect(await service.idOf(token.slice(0, at) + changed + token.slice(at + 1), 'accept_invite')).toBeNull()
    }),
    { numRuns: 500 },
  )
})

it('is refused when cut, lengthened, bare or empty', async ({ expect }) => {
  const token = await service.tokenFor('ott_1', 'verify_email')
  const [id = '', mac = ''] = token.split('.')
  for (const bad of [
    '',
    '.',
    id,
    `${id}.`,
    `.${mac}`,
    mac,
    token.slice(0, -1),
    `${token}=`,
    `x${token}`,
    `${token}.`,
  ]) {
    expect(await service.idOf(bad, 'verify_email'), bad).toBeNull()
  }
  expect(await service.idOf(await service.tokenFor('', 'verify_email'), 'verify_email')).toBeNull()
})

it('is recognised under any key of the set, and made under the first', async ({ expect }) => {
  const newer = makeKey('e2')
  const old = await service.tokenFor('ott_1', 'oauth_code')
  const fresh = await serviceOf(newer, key).tokenFor('ott_1', 'oauth_code')
  expect(await serviceOf(newer, key).idOf(old, 'oauth_code')).toBe('ott_1')
  expect(await serviceOf(newer).idOf(fresh, 'oauth_code')).toBe('ott_1')
  expect(await serviceOf(newer).idOf(old, 'oauth_code')).toBeNull()
})

it('a broken configuration is named', async ({ expect }) => {
  await expect(createOneTimeTokens({ keys: '' }).idOf('a.b', 'oauth_code')).rejects.toThrow(/^ENCRYPTION_KEYS/)
})
