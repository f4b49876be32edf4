import { AppError } from '../../core/errors.ts'
import { describeError } from '../../core/log.ts'
import { FlightAlertSubscription } from '../../domain/shipments/flight-alert-subscription.ts'
import type { FlightUpdate } from '../../domain/shipments/flight-update.ts'
import type { DirectoryContext } from '../context.ts'
import { applyFlightUpdate } from './apply-flight-update.ts'

/** A tenant whose part failed: to be tried again by itself, so that the others' is not repeated. */
export interface FailedPart {
  readonly tenantId: string
  readonly update: FlightUpdate
}

/**
 * Brings what a provider said to every tenant that watches the flight, each in a commit of its own: the failure of one neither
 * stops nor repeats another's. Answers the parts that failed.
 */
export async function handleFlightWebhook(
  ctx: DirectoryContext,
  updates: readonly FlightUpdate[],
): Promise<readonly FailedPart[]> {
  const failed: FailedPart[] = []
  for (const update of updates) {
    const watchers = await ctx.flightAlerts.watchersOf(update.flightNumber)
    const tenantIds = [...new Set(watchers.map((watcher) => watcher.tenantId))]
    const results = await Promise.allSettled(tenantIds.map((tenantId) => applyForTenant(ctx, tenantId, update)))
    for (const [index, result] of results.entries()) {
      const tenantId = tenantIds[index]
      if (result.status === 'fulfilled' || tenantId === undefined) continue
      ctx.log.warn('flight_update_failed', { tenant_id: tenantId, ...describeError(result.reason) })
      failed.push({ tenantId, update })
    }
  }
  return failed
}

/** One tenant's part. Throws what the database throws; a tenant that is gone or suspended needs nothing. */
export async function applyForTenant(ctx: DirectoryContext, tenantId: string, update: FlightUpdate): Promise<void> {
  const tenant = await ctx.auth.findTenant(tenantId)
  if (tenant?.status !== 'active') return
  const applied = await applyFlightUpdate(ctx.tenantContext(tenant, ctx.actor, 'flight_webhook'), update)
  ctx.log.info('flight_update', {
    tenant_id: tenantId,
    flight_number: update.flightNumber,
    status: update.status,
    applied,
  })
}

/** The subscription that a callback's token belongs to. Throws `not_found`: a wrong token is told nothing. */
export async function findCallback(ctx: DirectoryContext, tokenHash: string): Promise<{ subscriptionId: string }> {
  const subscription = await ctx.flightAlerts.findByTokenHash(tokenHash)
  if (subscription === null || !FlightAlertSubscription.listens(subscription, ctx.clock.now())) {
    throw new AppError('not_found', 'There is nothing here.')
  }
  return { subscriptionId: subscription.id }
}
