import { createRoute } from '@hono/zod-openapi'
import { cors } from 'hono/cors'
import type { ApiVersion } from '../../core/versioning.ts'
import { answer, createRoutes, json, pick } from '../http.ts'
import { tellsPolicy } from '../middleware/rate-limits.ts'
import { findTracked } from './find-tracked.ts'
import { trackingDto } from './presenters.ts'
import { TrackingParams } from './schemas.ts'

/** Shared caches may keep it for moments; whoever keeps the page open hears of changes by socket. */
export const PUBLIC_CACHE = 'public, max-age=0, s-maxage=5, must-revalidate'

/** `/track` in one version: what anyone may ask, from any page. */
export function trackingRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const dto = trackingDto(version)
  routes.use('*', cors({ origin: '*', allowMethods: ['GET'] }))
  routes.use('*', tellsPolicy('tracking'))
  routes.openapi(
    createRoute({
      method: 'get',
      path: '/{tracking_id}',
      tags: ['Tracking'],
      summary: 'Where is it? Public, and without names, phones or streets',
      request: { params: TrackingParams },
      responses: { 200: json(dto.schema, 'The journey'), ...pick(404, 429) },
    }),
    async (c) => {
      const { tracking, tenant } = await findTracked(c.get('scope'), c.req.valid('param').tracking_id)
      c.header('cache-control', PUBLIC_CACHE)
      c.header('cache-tag', `tenant:${tenant.id},shipment:${tracking.shipment.id}`)
      c.header(
        'etag',
        `"${tracking.shipment.version}-${tracking.events.length}-${tracking.flight?.version ?? 0}-${version}"`,
      )
      return answer(c, 200, dto.present(tracking, tenant))
    },
  )
  return routes
}
