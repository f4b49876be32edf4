import type { Config } from '../core/config.ts'
import type { Meter } from '../core/database.ts'
import type { Log } from '../core/log.ts'
import type { Actor } from '../domain/actor.ts'
import type { Tenant } from '../domain/auth/tenant.ts'
import type { EventSource } from '../domain/shipments/tracking-event.ts'
import type { IdempotentRequest } from '../routes/scope.ts'
import type { DirectoryContext, TenantContext } from '../use-cases/context.ts'

/** What one request, message or tick works with. Made by `openHouse`, gone when it ends. */
export interface House {
  readonly config: Config
  readonly log: Log
  readonly meter: Meter
  readonly requestId: string
  directory(
    actor: Actor,
    once?: { readonly tenant: Tenant; readonly request: IdempotentRequest | undefined },
  ): DirectoryContext
  tenant(tenant: Tenant, actor: Actor, source: EventSource, idempotent?: IdempotentRequest): TenantContext
  /** Through the isolate's cache of one minute. */
  findTenant(tenantId: string): Promise<Tenant | null>
  findTenantByCode(code: string): Promise<Tenant | null>
  /** Work that goes on after the answer. Its failure is logged; the sweep makes up for it. */
  defer(name: string, work: Promise<unknown>): void
  bookmark(): string | null
}
