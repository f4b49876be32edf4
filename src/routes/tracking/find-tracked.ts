import { AppError, notFound } from '../../core/errors.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import { TrackingId } from '../../domain/shipments/tracking-id.ts'
import type { TenantContext } from '../../use-cases/context.ts'
import { type PublicTracking, trackShipment } from '../../use-cases/tracking/track-shipment.ts'
import type { Scope } from '../scope.ts'
import { createMissBlock } from './miss-block.ts'

const misses = createMissBlock()

export interface Tracked {
  readonly tracking: PublicTracking
  readonly tenant: Tenant
  readonly context: TenantContext
}

/**
 * The parcel behind what somebody typed. A wrong check character is a 404 without a read; an address that asks too often or
 * guesses too often is told to wait. On a company's own host name only its own parcels are found.
 * @throws AppError not_found, rate_limited
 */
export async function findTracked(scope: Scope, text: string): Promise<Tracked> {
  const wait = misses.secondsLeft(scope.address, scope.clock.now())
  if (wait > 0) throw tooMany(wait)
  if (!(await scope.limit('tracking', scope.address))) throw tooMany(60)
  const trackingId = TrackingId.parse(text)
  const tenant = trackingId === null ? null : await scope.findTenantByCode(TrackingId.tenantCode(trackingId))
  if (trackingId === null || tenant?.status !== 'active') throw missed(scope)
  const hostTenant = await scope.findHostTenant()
  if (hostTenant !== null && hostTenant.id !== tenant.id) throw missed(scope)
  const context = scope.tenant(tenant, { kind: 'public' })
  try {
    return { tracking: await trackShipment(context, trackingId), tenant, context }
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') throw missed(scope)
    throw error
  }
}

function missed(scope: Scope): AppError {
  if (!scope.rateLimits || !misses.missed(scope.address, scope.clock.now())) return notFound('shipment')
  return tooMany(misses.secondsLeft(scope.address, scope.clock.now()))
}

function tooMany(retryAfterSeconds: number): AppError {
  return new AppError('rate_limited', 'Too many look-ups from your address. Wait a little.', { retryAfterSeconds })
}
