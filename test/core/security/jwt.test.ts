import { Buffer } from 'node:buffer'
import { createHmac, createPrivateKey, sign as edSign, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { createJwtService } from '../../../src/core/security/jwt.ts'
import type { AccessClaims, JwtService } from '../../../src/domain/auth/ports.ts'
import { ROLES } from '../../../src/domain/auth/role.ts'

const issuer = 'https://aircourier.test'
const now = 1_790_000_000_123
const seconds = Math.floor(now / 1000)
const claims: AccessClaims = { userId: 'usr_1', tenantId: 'ten_1', role: 'operator', sessionId: 'ses_1' }
const verifiedClaims: AccessClaims = { ...claims, issuedAt: seconds * 1000 }

const key = makeKey('k1')
const service = serviceOf(key)

interface Key {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly kid: string
  readonly x: string
  readonly d: string
}

function makeKey(kid: string): Key {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  return { kty: 'OKP', crv: 'Ed25519', kid, x, d }
}

function serviceOf(...keys: (Key | Omit<Key, 'd'>)[]) {
  return createJwtService({ jwks: JSON.stringify({ keys }), issuer, roles: ROLES }) satisfies JwtService
}

const goodHeader = { alg: 'EdDSA', typ: 'at+jwt', kid: 'k1' }
const goodPayload = {
  iss: issuer,
  aud: 'aircourier',
  sub: 'usr_1',
  tid: 'ten_1',
  role: 'operator',
  sid: 'ses_1',
  iat: seconds,
  exp: seconds + 900,
  jti: 'j1',
}

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
const decode = (part: string | undefined): unknown => JSON.parse(Buffer.from(part ?? '', 'base64url').toString())

/** A token made by hand, so that it can be wrong in one thing and right in all others. A change to undefined leaves the part out. */
function forge(headerChanges: object = {}, payloadChanges: object = {}, signer: Key = key): string {
  const input = `${encode({ ...goodHeader, ...headerChanges })}.${encode({ ...goodPayload, ...payloadChanges })}`
  const signature = edSign(null, Buffer.from(input), createPrivateKey({ key: { ...signer }, format: 'jwk' }))
  return `${input}.${signature.toString('base64url')}`
}

describe('an access token', () => {
  it('comes back as the claims it was made of', async ({ expect }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          userId: fc.string({ unit: 'binary', minLength: 1 }),
          tenantId: fc.string({ unit: 'binary', minLength: 1 }),
          role: fc.constantFrom(...ROLES),
          sessionId: fc.string({ unit: 'binary', minLength: 1 }),
        }),
        fc.nat({ max: 4_000_000_000_000 }),
        async (someone, at) => {
          const { token, expiresIn } = await service.sign(someone, at)
          expect(expiresIn).toBe(900)
          expect(await service.verify(token, at)).toEqual({ ...someone, issuedAt: at - (at % 1000) })
        },
      ),
    )
  })

  it('says in its header and claims what RFC 9068 asks for', async ({ expect }) => {
    const { token } = await service.sign(claims, now)
    const [header, payload] = token.split('.')
    expect(decode(header)).toEqual(goodHeader)
    expect(decode(payload)).toEqual({ ...goodPayload, jti: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  })

  it('has an id of its own each time', async ({ expect }) => {
    expect(await service.sign(claims, now)).not.toEqual(await service.sign(claims, now))
  })

  it('is taken when another implementation signed it', async ({ expect }) => {
    expect(await service.verify(forge(), now)).toEqual(verifiedClaims)
  })

  it('is refused after any change of any character', async ({ expect }) => {
    const { token } = await service.sign(claims, now)
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: token.length - 1 }), fc.integer({ min: 1, max: 127 }), async (at, mask) => {
        const changed = String.fromCharCode(token.charCodeAt(at) ^ mask)
        expect(await service.verify(token.slice(0, at) + changed + token.slice(at + 1), now)).toBeNull()
      }),
      { numRuns: 1000 },
    )
  })

  it('has one spelling: the unused bits of the signature are not free', async ({ expect }) => {
    const token = forge()
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const good = [...alphabet].filter((last) => token.endsWith(last))
    expect(good).toHaveLength(1)
    for (const last of alphabet) {
      const verified = await service.verify(token.slice(0, -1) + last, now)
      expect(verified === null, last).toBe(last !== good[0])
    }
    expect(await service.verify(`${token}=`, now)).toBeNull()
    expect(await service.verify(`${token}\n`, now)).toBeNull()
  })

  it('answers null for any text, and never throws', async ({ expect }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\w-]*\.[\w-]*\.[\w-]*$/)),
        async (text) => {
          expect(await service.verify(text, now)).toBeNull()
        },
      ),
    )
    expect(await service.verify(forge(), Number.NaN)).toBeNull()
  })
})

describe('a token is refused', () => {
  const header = encode({ ...goodHeader, alg: 'none' })
  const body = encode(goodPayload)

  it('with alg none, signed or not', async ({ expect }) => {
    expect(await service.verify(`${header}.${body}.`, now)).toBeNull()
    expect(await service.verify(forge({ alg: 'none' }), now)).toBeNull()
    expect(await service.verify(forge({ alg: 'None' }), now)).toBeNull()
  })

  it('with HS256 and the public key as its secret', async ({ expect }) => {
    const input = `${encode({ ...goodHeader, alg: 'HS256' })}.${body}`
    const published = JSON.stringify((await service.publicKeys()).keys[0])
    for (const secret of [Buffer.from(key.x, 'base64url'), key.x, published]) {
      const mac = createHmac('sha256', secret).update(input).digest('base64url')
      expect(await service.verify(`${input}.${mac}`, now)).toBeNull()
    }
  })

  it('with a right signature under any other name of the algorithm', async ({ expect }) => {
    for (const alg of ['Ed25519', 'ES256', 'eddsa', undefined]) {
      expect(await service.verify(forge({ alg }), now), String(alg)).toBeNull()
    }
  })

  it('with another type, or none', async ({ expect }) => {
    for (const typ of ['JWT', 'logout+jwt', '', undefined]) {
      expect(await service.verify(forge({ typ }), now), String(typ)).toBeNull()
    }
  })

  it('with a key id we do not have, or none', async ({ expect }) => {
    for (const kid of ['k2', '', '__proto__', 7, undefined]) {
      expect(await service.verify(forge({ kid }), now), String(kid)).toBeNull()
    }
  })

  it('when it brings its own key', async ({ expect }) => {
    const theirs = makeKey('k1')
    expect(await service.verify(forge({ jwk: { ...theirs, d: undefined } }, {}, theirs), now)).toBeNull()
    expect(await service.verify(forge({}, {}, theirs), now)).toBeNull()
  })

  it('with a critical extension we do not know', async ({ expect }) => {
    expect(await service.verify(forge({ crit: ['x-new'], 'x-new': true }), now)).toBeNull()
  })

  it('30 seconds after it expired, not before', async ({ expect }) => {
    const token = forge({}, { iat: seconds - 100, exp: seconds })
    expect(await service.verify(token, now + 29_000)).toEqual({ ...claims, issuedAt: (seconds - 100) * 1000 })
    expect(await service.verify(token, now + 30_000)).toBeNull()
  })

  it('when it was issued more than 30 seconds from now', async ({ expect }) => {
    expect(await service.verify(forge({}, { iat: seconds + 30 }), now)).toEqual({
      ...claims,
      issuedAt: (seconds + 30) * 1000,
    })
    expect(await service.verify(forge({}, { iat: seconds + 31 }), now)).toBeNull()
  })

  it('when it claims to live longer than we let any live', async ({ expect }) => {
    const token = forge({}, { exp: seconds + 86_400 })
    expect(await service.verify(token, now + 930_000)).toEqual(verifiedClaims)
    expect(await service.verify(token, now + 931_000)).toBeNull()
  })

  it('from another issuer, for another audience', async ({ expect }) => {
    for (const change of [{ iss: 'https://other.test' }, { iss: undefined }, { aud: 'other' }, { aud: undefined }]) {
      expect(await service.verify(forge({}, change), now), JSON.stringify(change)).toBeNull()
    }
  })

  it.for(['exp', 'iat', 'sub', 'tid', 'sid', 'jti', 'role'])(
    'with a missing or misshapen %s',
    async (name, { expect }) => {
      for (const value of [undefined, null, '', {}, ['usr_1'], true, '1e99']) {
        if (name !== 'role' && name !== 'exp' && name !== 'iat' && value === '1e99') continue
        expect(await service.verify(forge({}, { [name]: value }), now), JSON.stringify(value)).toBeNull()
      }
    },
  )

  it('with a role that is not among ours', async ({ expect }) => {
    expect(await service.verify(forge({}, { role: 'superuser' }), now)).toBeNull()
  })
})

describe('while keys rotate', () => {
  const older = makeKey('k0')

  it('the first signs and every one verifies', async ({ expect }) => {
    const rotated = serviceOf(key, older)
    const { token: before } = await serviceOf(older).sign(claims, now)
    const { token: after } = await rotated.sign(claims, now)
    expect(decode(after.split('.')[0])).toMatchObject({ kid: 'k1' })
    expect(await rotated.verify(before, now)).toEqual(verifiedClaims)
    expect(await rotated.verify(after, now)).toEqual(verifiedClaims)
    expect(await service.verify(before, now)).toBeNull()
  })

  it('a retired key verifies without its private half', async ({ expect }) => {
    const { kty, crv, kid, x } = older
    const { token } = await serviceOf(older).sign(claims, now)
    expect(await serviceOf(key, { kty, crv, kid, x }).verify(token, now)).toEqual(verifiedClaims)
  })

  it('a key does not verify under the id of another', async ({ expect }) => {
    expect(await serviceOf(key, older).verify(forge({ kid: 'k0' }), now)).toBeNull()
  })

  it('the public keys are all there, and nothing private is', async ({ expect }) => {
    const published = await serviceOf(key, older).publicKeys()
    expect(published.keys.map((jwk) => jwk.kid)).toEqual(['k1', 'k0'])
    for (const jwk of published.keys) expect(Object.keys(jwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x'])
    expect(JSON.stringify(published)).not.toContain(key.d)
  })
})

it('a broken configuration is an error, not a bad token', async ({ expect }) => {
  const broken = createJwtService({ jwks: '', issuer, roles: ROLES })
  await expect(broken.verify(forge(), now)).rejects.toThrow(/^JWT_PRIVATE_JWKS/)
})
