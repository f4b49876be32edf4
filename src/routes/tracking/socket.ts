import { Hono } from 'hono'
import { AppError } from '../../core/errors.ts'
import { watchShipment } from '../../use-cases/tracking/watch-shipment.ts'
import type { AppEnv } from '../scope.ts'
import { findTracked } from './find-tracked.ts'

/** All who watch a parcel in public are the same nobody to its hub. */
const PUBLIC_IDENTITY = {
  userId: 'public',
  role: 'public',
  staff: false,
  sessionId: 'public',
  expiresAt: null,
} as const

/**
 * GET …/ws/track/{tracking_id}: what happens to one parcel, live, for anyone who has its number. The hub is the shipment's own:
 * a stranger never reaches the company's. An id that is wrong or unknown is answered as the page answers it, and reaches no hub.
 */
export function trackingSocket() {
  const routes = new Hono<AppEnv>()
  routes.get('/:id', async (c) => {
    const scope = c.get('scope')
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
      throw new AppError('malformed_request', 'Open this as a WebSocket.')
    }
    const { tracking, context } = await findTracked(scope, c.req.param('id'))
    await watchShipment(context, tracking.shipment)
    return scope.upgrade({ shipmentId: tracking.shipment.id }, c.req.raw, PUBLIC_IDENTITY)
  })
  return routes
}
