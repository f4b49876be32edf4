import fc from 'fast-check'
import { describe, it } from 'vitest'
import { User } from '../../../src/domain/auth/user.ts'

const input = {
  id: 'usr_1',
  tenantId: 'ten_1',
  email: ' Ana.Ruiz@Example.COM ',
  role: 'courier',
  passwordHash: null,
  now: 3,
} as const

describe('an email address', () => {
  it.for([
    { typed: ' Ana.Ruiz@Example.COM\n', kept: 'ana.ruiz@example.com' },
    { typed: 'JOSE\u0301@example.com', kept: 'jos\u00e9@example.com' },
    { typed: 'J\u030c@example.com', kept: '\u01f0@example.com' },
    { typed: 'ana+tag@example.com', kept: 'ana+tag@example.com' },
  ])('"$typed" is compared as "$kept"', ({ typed, kept }, { expect }) => {
    expect(User.normalizeEmail(typed)).toBe(kept)
  })

  it('is what it is when it is compared once more', ({ expect }) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
        const once = User.normalizeEmail(text)
        expect(User.normalizeEmail(once)).toBe(once)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('a new user', () => {
  it('is active, unverified and known by the normal form of the address', ({ expect }) => {
    const user = User.create({ ...input, name: '  Ana Ruiz ', passwordHash: 'hash' })
    expect(user).toEqual({
      id: 'usr_1',
      tenantId: 'ten_1',
      email: 'ana.ruiz@example.com',
      name: 'Ana Ruiz',
      role: 'courier',
      isActive: true,
      emailVerifiedAt: null,
      passwordHash: 'hash',
      createdAt: 3,
    })
    expect(Object.isFrozen(user)).toBe(true)
  })

  it.for([{}, { name: null }, { name: '   ' }])(
    'without a name (%o) is called after the address',
    (named, { expect }) => {
      expect(User.create({ ...input, ...named }).name).toBe('ana.ruiz')
    },
  )
})
