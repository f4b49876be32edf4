import { describeError } from '../../core/log.ts'
import type { FlightUpdate } from '../../domain/shipments/flight-update.ts'
import type { DirectoryContext, FlightUpdateJob } from '../context.ts'
import { applyFlightUpdate } from './apply-flight-update.ts'

/** Through which door a provider's word came. */
export type WordSource = FlightUpdateJob['source']

/** Tenants that are served at once; each costs some twenty statements, and an invocation has a thousand for ten messages. */
const AT_ONCE = 3

/**
 * Brings a provider's words to tenants, each in a commit of its own: the failure of one neither stops nor repeats another's.
 * @returns the parts that failed, and those of tenants beyond the first few: to be sent as messages of their own
 */
export async function applyForTenants(
  ctx: DirectoryContext,
  update: FlightUpdate,
  tenantIds: readonly string[],
  source: WordSource,
): Promise<readonly FlightUpdateJob[]> {
  const distinct = [...new Set(tenantIds)]
  const part = (tenantId: string): FlightUpdateJob => ({ type: 'flight_update', tenant_id: tenantId, update, source })
  const results = await Promise.all(
    distinct.slice(0, AT_ONCE).map(async (tenantId) => {
      try {
        await applyForTenant(ctx, tenantId, update, source)
        return []
      } catch (error) {
        ctx.log.warn('flight_update_failed', { tenant_id: tenantId, ...describeError(error) })
        return [part(tenantId)]
      }
    }),
  )
  return [...results.flat(), ...distinct.slice(AT_ONCE).map(part)]
}

/** One tenant's part. Throws what the database throws; a tenant that is gone or suspended needs nothing. */
export async function applyForTenant(
  ctx: DirectoryContext,
  tenantId: string,
  update: FlightUpdate,
  source: WordSource,
): Promise<void> {
  const tenant = await ctx.auth.findTenant(tenantId)
  if (tenant?.status !== 'active') return
  const applied = await applyFlightUpdate(ctx.tenantContext(tenant, ctx.actor, source), update)
  ctx.log.info('flight_update', {
    tenant_id: tenantId,
    flight_number: update.flightNumber,
    status: update.status,
    applied,
  })
}
