import { Buffer } from 'node:buffer'
import { createCipheriv, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { createTokenEncryption } from '../../../src/core/security/token-encryption.ts'
import type { TokenEncryption } from '../../../src/domain/auth/ports.ts'

const place = { tenantId: 'ten_1', field: 'whatsapp_token' }
const ALTERED = /not a secret that was encrypted here, or it was altered/

function makeKey(kid: string) {
  return { kty: 'oct', kid, alg: 'A256GCM', k: randomBytes(32).toString('base64url') }
}
type Key = ReturnType<typeof makeKey>

function serviceOf(...keys: Key[]) {
  return createTokenEncryption({ keys: JSON.stringify({ keys }) }) satisfies TokenEncryption
}

const key = makeKey('e1')
const service = serviceOf(key)

/** A JWE made by hand (RFC 7516 section 5.1 with `dir`), to hold the service against another implementation. */
function forge(changes: object = {}, plaintext: Uint8Array = Buffer.from('s3cret')): string {
  const header = { alg: 'dir', enc: 'A256GCM', kid: 'e1', tid: 'ten_1', fld: 'whatsapp_token', ...changes }
  const aad = Buffer.from(JSON.stringify(header)).toString('base64url')
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.k, 'base64url'), iv).setAAD(Buffer.from(aad))
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return [aad, '', ...[iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.')
}

describe('a secret', () => {
  it('comes back as it was, whatever Unicode it is', async ({ expect }) => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (plaintext) => {
        expect(await service.decrypt(await service.encrypt(plaintext, place), place)).toBe(plaintext)
      }),
    )
    expect(await service.decrypt(await service.encrypt('\ufeffbom', place), place)).toBe('\ufeffbom')
  })

  it('is bound to tenant and field in a header that the cipher authenticates', async ({ expect }) => {
    const [header = ''] = (await service.encrypt('s3cret', place)).split('.')
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
      alg: 'dir',
      enc: 'A256GCM',
      kid: 'e1',
      tid: 'ten_1',
      fld: 'whatsapp_token',
    })
  })

  it('is never the same text twice', async ({ expect }) => {
    expect(await service.encrypt('s3cret', place)).not.toBe(await service.encrypt('s3cret', place))
  })

  it('is readable when another implementation encrypted it', async ({ expect }) => {
    expect(await service.decrypt(forge(), place)).toBe('s3cret')
  })

  it('is refused for another tenant or field, without a word of it', async ({ expect }) => {
    const jwe = await service.encrypt('s3cret', place)
    for (const other of [
      { ...place, tenantId: 'ten_2' },
      { ...place, field: 'resend_key' },
      { tenantId: place.field, field: place.tenantId },
    ]) {
      await expect(service.decrypt(jwe, other)).rejects.toThrow(
        'This secret was encrypted for another tenant or field.',
      )
    }
  })

  it('cannot be given to another tenant by writing its name into the header', async ({ expect }) => {
    const [, ...rest] = (await service.encrypt('s3cret', place)).split('.')
    const header = { alg: 'dir', enc: 'A256GCM', kid: 'e1', tid: 'ten_2', fld: place.field }
    const moved = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.')
    await expect(service.decrypt(moved, { ...place, tenantId: 'ten_2' })).rejects.toThrow(ALTERED)
  })

  it('is refused when it says nothing of a tenant or field', async ({ expect }) => {
    await expect(service.decrypt(forge({ tid: undefined }), place)).rejects.toThrow(/another tenant or field/)
    await expect(service.decrypt(forge({ fld: undefined }), place)).rejects.toThrow(/another tenant or field/)
  })

  it('is refused after any change of any character', async ({ expect }) => {
    const jwe = await service.encrypt('s3cret', place)
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: jwe.length - 1 }), fc.integer({ min: 1, max: 127 }), async (at, mask) => {
        const changed = String.fromCharCode(jwe.charCodeAt(at) ^ mask)
        await expect(service.decrypt(jwe.slice(0, at) + changed + jwe.slice(at + 1), place)).rejects.toThrow()
      }),
      { numRuns: 500 },
    )
  })

  it('has one spelling: the unused bits of the tag are not free', async ({ expect }) => {
    const jwe = forge()
    for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      if (jwe.endsWith(last)) continue
      await expect(service.decrypt(jwe.slice(0, -1) + last, place)).rejects.toThrow(ALTERED)
    }
  })

  it('is refused under any other algorithm', async ({ expect }) => {
    await expect(service.decrypt(forge({ alg: 'A256GCMKW' }), place)).rejects.toThrow(ALTERED)
    await expect(service.decrypt(forge({ enc: 'A128GCM' }), place)).rejects.toThrow(ALTERED)
  })

  it('is refused when what was encrypted is no UTF-8', async ({ expect }) => {
    await expect(service.decrypt(forge({}, new Uint8Array([0xff])), place)).rejects.toThrow()
  })

  it('is an error, told plainly, when it is no JWE at all', async ({ expect }) => {
    for (const text of ['', 's3cret', 'a.b.c', 'e30.....', 'a.b.c.d.e']) {
      await expect(service.decrypt(text, place)).rejects.toThrow(/secret/)
      await expect(service.decrypt(text, place)).rejects.not.toThrow(/s3cret/)
    }
    await expect(service.needsReencryption('s3cret')).rejects.toThrow(ALTERED)
  })
})

describe('while keys rotate', () => {
  const newer = makeKey('e2')
  const rotated = serviceOf(newer, key)

  it('any key of the set decrypts, and the first encrypts', async ({ expect }) => {
    const old = await service.encrypt('s3cret', place)
    const fresh = await rotated.encrypt('s3cret', place)
    expect(await rotated.decrypt(old, place)).toBe('s3cret')
    expect(await serviceOf(newer).decrypt(fresh, place)).toBe('s3cret')
    expect(await rotated.needsReencryption(old)).toBe(true)
    expect(await rotated.needsReencryption(fresh)).toBe(false)
  })

  it('a key that is gone is named as the reason', async ({ expect }) => {
    const old = await service.encrypt('s3cret', place)
    await expect(serviceOf(newer).decrypt(old, place)).rejects.toThrow(/a key that ENCRYPTION_KEYS no longer holds/)
  })

  it('another key under the same id opens nothing', async ({ expect }) => {
    const old = await service.encrypt('s3cret', place)
    await expect(serviceOf({ ...newer, kid: 'e1' }).decrypt(old, place)).rejects.toThrow(ALTERED)
  })
})

it('a broken configuration is named', async ({ expect }) => {
  await expect(createTokenEncryption({ keys: '{}' }).encrypt('s3cret', place)).rejects.toThrow(/^ENCRYPTION_KEYS/)
})
