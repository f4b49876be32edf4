export const PLANS = ['starter', 'growth', 'scale', 'enterprise'] as const
export type Plan = (typeof PLANS)[number]
export type TenantStatus = 'active' | 'suspended'
export const LOCALES = ['en', 'es', 'fr', 'pt', 'ar'] as const
export type Locale = (typeof LOCALES)[number]

export interface Branding {
  readonly name: string
  readonly colour: string
  readonly logoUrl: string | null
  readonly supportEmail: string | null
  readonly supportPhone: string | null
}

/** A courier company. `code` stands at the head of its tracking ids; `shard` names the database that holds its rows. */
export interface Tenant {
  readonly id: string
  readonly name: string
  readonly slug: string
  readonly code: string
  readonly plan: Plan
  readonly shard: number
  readonly status: TenantStatus
  readonly locale: Locale
  readonly branding: Branding
  /** Origins (RFC 6454, `https://app.example`) whose pages may call the API with this tenant's tokens. */
  readonly corsOrigins: readonly string[]
  readonly createdAt: number
}

/** `Blue Sky Couriers, S.L.` -> `blue-sky-couriers-s-l`: lower-case ASCII and dashes, at most 40 characters, never empty. */
function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 40)
    .replace(/-$/, '')
  return slug || 'courier'
}

export const Tenant = {
  /** A new company on the starter plan. `code` is 3 characters, unique; so is the slug, which ends in the code for that. */
  create(input: { id: string; name: string; code: string; shard: number; now: number; locale?: Locale }): Tenant {
    const name = input.name.trim()
    return Object.freeze({
      id: input.id,
      name,
      slug: `${slugOf(name)}-${input.code.toLowerCase()}`,
      code: input.code,
      plan: 'starter',
      shard: input.shard,
      status: 'active',
      locale: input.locale ?? 'en',
      branding: Object.freeze({ name, colour: '#0b5fff', logoUrl: null, supportEmail: null, supportPhone: null }),
      corsOrigins: Object.freeze([]),
      createdAt: input.now,
    })
  },

  isActive(tenant: Tenant): boolean {
    return tenant.status === 'active'
  },
}
