import { createRoute, z } from '@hono/zod-openapi'
import type { ApiVersion } from '../../core/versioning.ts'
import { assignCourier } from '../../use-cases/shipments/assign-courier.ts'
import { expectedVersion, ifMatch } from '../conditional.ts'
import { idField, idParams } from '../fields.ts'
import { answer, body, createRoutes, json, pick } from '../http.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { shipmentDto } from './presenters.ts'

const CourierSchema = z
  .strictObject({ user_id: idField('usr').nullable().openapi({ description: 'null takes it from whoever has it' }) })
  .openapi('AssignCourier')

/** `/shipments/{id}/courier`. */
export function shipmentCourierRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const dto = shipmentDto(version)
  routes.openapi(
    createRoute({
      method: 'put',
      path: '/{id}/courier',
      tags: ['Courier'],
      security: [{ bearer: [] }],
      middleware: [authenticated],
      summary: 'Give a shipment to a courier',
      request: { params: idParams('shp'), ...ifMatch, ...body(CourierSchema) },
      responses: { 200: json(dto.schema, 'The shipment'), ...pick(400, 401, 403, 404, 409, 412, 415, 422, 429) },
    }),
    async (c) => {
      const { user_id: userId } = c.req.valid('json')
      const input = { shipmentId: c.req.valid('param').id, userId, expected: expectedVersion(c) }
      return answer(c, 200, dto.present(await assignCourier(c.get('context'), input), c.get('scope').publicUrl))
    },
  )
  return routes
}
