import { AppError, notFound } from '../../core/errors.ts'
import type { Tenant } from '../../domain/auth/tenant.ts'
import { TrackingId } from '../../domain/shipments/tracking-id.ts'
import type { TenantContext } from '../../use-cases/context.ts'
import { type PublicTracking, trackShipment } from '../../use-cases/tracking/track-shipment.ts'
import type { Scope } from '../scope.ts'

/** An address that missed too often is kept out for so long. */
const BLOCK_MS = 10 * 60_000
const blocked = new Map<string, number>()

export interface Tracked {
  readonly tracking: PublicTracking
  readonly tenant: Tenant
  readonly context: TenantContext
}

/**
 * The parcel behind what somebody typed. A wrong check character is a 404 without a read; an address that asks too often or
 * guesses too often is told to wait.
 * @throws AppError not_found, rate_limited
 */
export async function findTracked(scope: Scope, text: string): Promise<Tracked> {
  if ((blocked.get(scope.address) ?? 0) > scope.clock.now()) throw tooMany(600)
  if (!(await scope.limit('tracking', scope.address))) throw tooMany(60)
  const trackingId = TrackingId.parse(text)
  const tenant = trackingId === null ? null : await scope.findTenantByCode(TrackingId.tenantCode(trackingId))
  if (trackingId === null || tenant?.status !== 'active') throw await missed(scope)
  const context = scope.tenant(tenant, { kind: 'public' })
  try {
    return { tracking: await trackShipment(context, trackingId), tenant, context }
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') throw await missed(scope)
    throw error
  }
}

async function missed(scope: Scope): Promise<AppError> {
  if (await scope.limit('tracking_miss', scope.address)) return notFound('shipment')
  if (blocked.size > 10_000) blocked.clear()
  blocked.set(scope.address, scope.clock.now() + BLOCK_MS)
  return tooMany(600)
}

function tooMany(retryAfterSeconds: number): AppError {
  return new AppError('rate_limited', 'Too many look-ups from your address. Wait a little.', { retryAfterSeconds })
}
