import fc from 'fast-check'
import { describe, it } from 'vitest'
import { Tenant } from '../../../src/domain/auth/tenant.ts'

const create = (name: string) => Tenant.create({ id: 'ten_1', name, code: 'B7E', shard: 1, now: 5 })

describe('a new tenant', () => {
  it('is active, on the starter plan, in English, with a branding of its name', ({ expect }) => {
    const tenant = create(' Blue Sky Couriers, S.L. ')
    expect(tenant).toEqual({
      id: 'ten_1',
      name: 'Blue Sky Couriers, S.L.',
      slug: 'blue-sky-couriers-s-l-b7e',
      code: 'B7E',
      plan: 'starter',
      shard: 1,
      status: 'active',
      locale: 'en',
      branding: {
        name: 'Blue Sky Couriers, S.L.',
        colour: '#0b5fff',
        logoUrl: null,
        supportEmail: null,
        supportPhone: null,
      },
      corsOrigins: [],
      createdAt: 5,
    })
    expect(Object.isFrozen(tenant) && Object.isFrozen(tenant.branding)).toBe(true)
  })

  it('speaks the language it names', ({ expect }) => {
    expect(Tenant.create({ id: 'ten_1', name: 'A', code: 'B7E', shard: 0, now: 5, locale: 'ar' }).locale).toBe('ar')
  })

  it('is active until it is suspended', ({ expect }) => {
    expect(Tenant.isActive(create('A'))).toBe(true)
    expect(Tenant.isActive({ ...create('A'), status: 'suspended' })).toBe(false)
  })
})

describe('the slug of a tenant', () => {
  it.for([
    { name: 'Envíos Ñandú', slug: 'envios-nandu-b7e' },
    { name: 'السماء الزرقاء', slug: 'courier-b7e' },
    { name: '📦✈️', slug: 'courier-b7e' },
    { name: '📦 Fast 📦', slug: 'fast-b7e' },
    { name: '', slug: 'courier-b7e' },
    { name: '   ', slug: 'courier-b7e' },
    { name: '---', slug: 'courier-b7e' },
    { name: 'ﬁrst ① class', slug: 'first-1-class-b7e' },
    { name: '../../etc', slug: 'etc-b7e' },
    { name: `${'a'.repeat(39)} b`, slug: `${'a'.repeat(39)}-b7e` },
    { name: 'a'.repeat(90), slug: `${'a'.repeat(40)}-b7e` },
  ])('of "$name" is $slug', ({ name, slug }, { expect }) => {
    expect(create(name).slug).toBe(slug)
  })

  it('is fit for a host name, whatever the name', ({ expect }) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
        const { slug } = create(name)
        expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*-b7e$/)
        expect(slug.length).toBeLessThanOrEqual(44)
      }),
    )
  })
})
