import { describe, it } from 'vitest'
import { type Cost, createPasswordService, scryptKey } from '../../../src/core/security/password.ts'
import type { PasswordService } from '../../../src/domain/auth/ports.ts'

const service = createPasswordService() satisfies PasswordService
const NO = { ok: false, needsRehash: false }

/** RFC 7914 section 12, third vector ("pleaseletmein", "SodiumChloride", N=16384 r=8 p=1), its first 32 bytes. */
const RFC_7914 = '$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI'

describe('a password', () => {
  it('is stored as a PHC string that verifies it and no other', async ({ expect }) => {
    const hash = await service.hash('correct horse')
    expect(hash).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(await service.verify('correct horse', hash)).toEqual({ ok: true, needsRehash: false })
    for (const other of ['correct horsf', 'correct horse ', '']) expect(await service.verify(other, hash)).toEqual(NO)
  })

  it('has a salt of its own each time', async ({ expect }) => {
    expect(await service.hash('same')).not.toBe(await service.hash('same'))
  })

  it('is the same however the keyboard composes it', async ({ expect }) => {
    const hash = await service.hash('Å\ufb01né 密码')
    expect(await service.verify('A\u030afine\u0301 密码', hash)).toEqual({ ok: true, needsRehash: false })
  })

  it('is compared whole, not up to a NUL or a length', async ({ expect }) => {
    const long = 'x'.repeat(200)
    const hash = await service.hash(`${long}\0a`)
    expect((await service.verify(`${long}\0a`, hash)).ok).toBe(true)
    expect((await service.verify(`${long}\0b`, hash)).ok).toBe(false)
    expect((await service.verify(long, hash)).ok).toBe(false)
  })
})

describe('a stored hash', () => {
  it('made as RFC 7914 says verifies, and asks to be made anew at the cost of today', async ({ expect }) => {
    expect(await service.verify('pleaseletmein', RFC_7914)).toEqual({ ok: true, needsRehash: true })
  })

  it('asks for nothing when the password is wrong', async ({ expect }) => {
    expect(await service.verify('pleaseletmeout', RFC_7914)).toEqual(NO)
  })

  it.for([
    ['nothing', ''],
    ['another scheme', '$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0$aGFzaA'],
    ['an empty key', RFC_7914.replace(/\$[^$]+$/, '$')],
    ['a short key', RFC_7914.slice(0, -2)],
    ['something after the key', `${RFC_7914}$x`],
    ['a cost above what the runtime allows', RFC_7914.replace('ln=14,r=8,p=1', 'ln=17,r=8,p=2')],
    ['more rounds than what the runtime allows', RFC_7914.replace('p=1', 'p=9')],
    ['memory beyond half an isolate', RFC_7914.replace('ln=14,r=8,p=1', 'ln=17,r=8,p=1')],
    ['no cost', RFC_7914.replace('p=1', 'p=0')],
    ['an N of one', RFC_7914.replace('ln=14', 'ln=0')],
  ] as const)('with %s verifies nothing and throws nothing', async ([, hash], { expect }) => {
    expect(await service.verify('pleaseletmein', hash)).toEqual(NO)
  })
})

describe('an unknown account', () => {
  it('means no, even for the key that stands in for one', async ({ expect }) => {
    expect(await service.verify('anything', null)).toEqual(NO)
    const standsIn = createPasswordService({ derive: async () => new Uint8Array(32) })
    expect(await standsIn.verify('anything', null)).toEqual(NO)
    expect(await standsIn.verify('anything', 'unreadable')).toEqual(NO)
  })

  it('costs what a known one costs, and so does a hash that cannot be read', async ({ expect }) => {
    const work: Cost[] = []
    const counted = createPasswordService({
      derive: (password, salt, cost) => {
        work.push({ ln: cost.ln, r: cost.r, p: cost.p })
        return scryptKey(password, salt, cost)
      },
    })
    const hash = await service.hash('correct horse')
    for (const stored of [hash, null, 'unreadable']) await counted.verify('wrong', stored)
    expect(work).toEqual(Array.from({ length: 3 }, () => ({ ln: 14, r: 8, p: 5 })))
  })
})

it('the deployed runtime has limits, and a cost above them fails here as it would there', async ({ expect }) => {
  const salt = new Uint8Array(16)
  for (const cost of [
    { ln: 17, r: 8, p: 2 },
    { ln: 20, r: 8, p: 1 },
    { ln: 17, r: 8, p: 1 },
    { ln: 14, r: 8, p: 9 },
  ]) {
    await expect(scryptKey('x', salt, cost)).rejects.toThrow(/more than the Workers runtime computes/)
  }
  expect(await scryptKey('x', salt, { ln: 15, r: 8, p: 3 })).toHaveLength(32)
})
