import type { Tenant } from '../domain/auth/tenant.ts'

const TENANT_CACHE_MS = 60_000
const TENANT_CACHE_SIZE = 2_000
const tenantsSeen = new Map<string, { readonly tenant: Tenant; readonly until: number }>()

/** The company under this id or code, from the isolate's memory of one minute or loaded; null, which is not remembered, when there is none. */
export async function cachedTenant(key: string, load: () => Promise<Tenant | null>): Promise<Tenant | null> {
  const seen = tenantsSeen.get(key)
  if (seen && seen.until > Date.now()) return seen.tenant
  const tenant = await load()
  if (!tenant) return null
  if (tenantsSeen.size >= TENANT_CACHE_SIZE) tenantsSeen.clear()
  const entry = { tenant, until: Date.now() + TENANT_CACHE_MS }
  tenantsSeen.set(tenant.id, entry)
  tenantsSeen.set(tenant.code, entry)
  return tenant
}
