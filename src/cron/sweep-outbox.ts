import { describeError, type Log } from '../core/log.ts'
import type { Tenant } from '../domain/auth/tenant.ts'
import type { DirectoryContext, TenantContext } from '../use-cases/context.ts'
import { relayDirectoryOutbox, relayOutbox } from '../use-cases/notifications/relay-outbox.ts'

const ACTOR = { kind: 'system', job: 'sweep' } as const
/** What is younger is most likely on its way by the relay after its commit. */
const GRACE_MS = 10_000

/** What the sweep is worked with. */
export interface SweepWork {
  readonly log: Log
  readonly now: number
  /** Tenants, of all shards, with work in the outbox since before that time. */
  tenantsWithOutbox(before: number): Promise<readonly string[]>
  directoryHasOutbox(before: number): Promise<boolean>
  findTenant(tenantId: string): Promise<Tenant | null>
  tenant(tenant: Tenant, actor: typeof ACTOR): TenantContext
  directory(actor: typeof ACTOR): DirectoryContext
}

/** Relays what the relay after a commit did not. What fails, a tenant's outbox or a whole database, stops nothing else. */
export async function sweepOutbox(work: SweepWork): Promise<void> {
  const before = work.now - GRACE_MS
  let relayed = 0
  let failed = 0
  const attempt = async (outbox: string, relay: () => Promise<number>) => {
    try {
      relayed += await relay()
    } catch (error) {
      failed += 1
      work.log.error('sweep_failed', { outbox, ...describeError(error) })
    }
  }
  await attempt('directory', async () =>
    (await work.directoryHasOutbox(before)) ? relayDirectoryOutbox(work.directory(ACTOR)) : 0,
  )
  let tenantIds: readonly string[] = []
  await attempt('shards', async () => {
    tenantIds = await work.tenantsWithOutbox(before)
    return 0
  })
  for (const tenantId of tenantIds) {
    await attempt(tenantId, async () => {
      const tenant = await work.findTenant(tenantId)
      return tenant ? relayOutbox(work.tenant(tenant, ACTOR)) : 0
    })
  }
  if (relayed > 0 || failed > 0) work.log.info('sweep', { relayed, failed })
}
