import { env } from 'cloudflare:workers'
import { createAuthRepository } from '../../src/adapters/db/repositories/auth-repository.ts'
import { openDirectoryDatabase, type SqlStatement } from '../../src/core/database.ts'
import { ids } from '../../src/core/ids.ts'
import { TenantCodeTaken } from '../../src/domain/auth/ports.ts'
import type { Tenant } from '../../src/domain/auth/tenant.ts'
import { TrackingId } from '../../src/domain/shipments/tracking-id.ts'
import { aTenant } from './shipment-factory.ts'

/** A company that no other test knows, in the directory; its rows lie in the shard. */
export async function someTenant(shard = 0): Promise<Tenant> {
  const directory = openDirectoryDatabase(env.DIRECTORY_DB)
  for (;;) {
    const id = ids.make('ten')
    const code = TrackingId.newTenantCode(ids.random(3))
    const tenant = aTenant({ id, code, slug: `made-${id.slice(-12)}`, plan: 'enterprise', shard })
    try {
      await directory.commit([createAuthRepository(directory).insertTenant(tenant) as SqlStatement])
      return tenant
    } catch (error) {
      // There are 32,768 codes, and another test has this one.
      if (!(error instanceof TenantCodeTaken)) throw error
    }
  }
}
