import { env } from 'cloudflare:workers'
import type { House } from '../../src/composition/house.ts'
import { openHouse } from '../../src/composition.ts'
import type { Tenant } from '../../src/domain/auth/tenant.ts'
import type { TenantContext } from '../../src/use-cases/context.ts'
import { aCompany, type Company } from './wire.ts'

/** A house whose work after the answer is collected, to be awaited or left undone. */
export function aHouse(variables: Readonly<Record<string, string>> = {}): House & { settle(): Promise<void> } {
  const deferred: Promise<unknown>[] = []
  const house = openHouse({
    env: { ...env, ...variables },
    execution: { waitUntil: (work: Promise<unknown>) => void deferred.push(work) },
  })
  return {
    ...house,
    async settle() {
      while (deferred.length > 0) await deferred.shift()
    },
  }
}

/** A company with a context that writes without relaying, as if the process died after each commit. */
export async function aSilentCompany(): Promise<{ company: Company; tenant: Tenant; ctx: TenantContext }> {
  const company = await aCompany()
  const house = aHouse({ RELAY: 'sweep' })
  const tenant = await house.findTenant(company.tenantId)
  if (!tenant) throw new Error('the company that was just made is not there')
  const actor = { kind: 'user', userId: company.userId, role: 'owner', sessionId: 'ses_test' } as const
  return { company, tenant, ctx: house.tenant(tenant, actor, 'api') }
}
