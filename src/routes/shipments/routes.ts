import { createRoute, z } from '@hono/zod-openapi'
import type { ApiVersion } from '../../core/versioning.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import { assignToBag } from '../../use-cases/bags/assign-to-bag.ts'
import { cancelShipment } from '../../use-cases/shipments/cancel-shipment.ts'
import { createShipment } from '../../use-cases/shipments/create-shipment.ts'
import { getShipment } from '../../use-cases/shipments/get-shipment.ts'
import { getTimeline } from '../../use-cases/shipments/get-timeline.ts'
import { listShipments } from '../../use-cases/shipments/list-shipments.ts'
import { transitionShipment } from '../../use-cases/shipments/transition-shipment.ts'
import { pageRequest } from '../cursor.ts'
import { idParams } from '../fields.ts'
import { answer, body, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { act } from '../middleware/idempotency.ts'
import { presentEvent, shipmentDto } from './presenters.ts'
import { AssignSchema, EventSchema, ListQuery, NewShipmentSchema, newShipmentOf, TransitionSchema } from './schemas.ts'

/** `/shipments` in one version. */
export function shipmentsRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const dto = shipmentDto(version)
  const list = listDto(version)
  const shared = { tags: ['Shipments'], security: [{ bearer: [] }], middleware: [authenticated] }
  const params = idParams('shp')

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/',
      summary: 'List shipments, newest first',
      request: { query: ListQuery },
      responses: { 200: json(list.schema(dto.schema), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const query = c.req.valid('query')
      const { publicUrl } = c.get('scope')
      const page = await listShipments(c.get('context'), {
        filter: { ...(query.status && { status: query.status }), ...(query.bag_id && { bagId: query.bag_id }) },
        page: pageRequest(query, 'shp'),
      })
      return answer(
        c,
        200,
        list.present(page, (shipment) => dto.present(shipment, publicUrl)),
      )
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/',
      summary: 'Announce a shipment',
      request: body(NewShipmentSchema),
      responses: { 201: json(dto.schema, 'The shipment'), ...pick(400, 401, 403, 409, 413, 415, 422, 429) },
    }),
    (c) => {
      const input = newShipmentOf(c.req.valid('json'))
      return act(c, 201, present(c.get('scope').publicUrl), () => createShipment(c.get('context'), input))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/{id}',
      summary: 'One shipment',
      request: { params },
      responses: { 200: json(dto.schema, 'The shipment'), ...pick(401, 403, 404, 429) },
    }),
    async (c) => {
      const shipment = await getShipment(c.get('context'), c.req.valid('param').id)
      c.header('etag', `"${shipment.version}"`)
      return answer(c, 200, dto.present(shipment, c.get('scope').publicUrl))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'delete',
      path: '/{id}',
      summary: 'Cancel a shipment that is not under way',
      request: { params },
      responses: { 200: json(dto.schema, 'The cancelled shipment'), ...pick(401, 403, 404, 409, 429) },
    }),
    async (c) => {
      const shipment = await cancelShipment(c.get('context'), c.req.valid('param').id)
      return answer(c, 200, dto.present(shipment, c.get('scope').publicUrl))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/{id}/transitions',
      summary: 'Take a shipment one step on its way',
      request: { params, ...body(TransitionSchema) },
      responses: { 200: json(dto.schema, 'The shipment'), ...pick(400, 401, 403, 404, 409, 415, 422, 429) },
    }),
    (c) => {
      const step = c.req.valid('json')
      const input = {
        id: c.req.valid('param').id,
        to: step.to,
        reasonCode: step.reason_code ?? null,
        note: step.note ?? null,
        airport: step.airport ?? null,
        occurredAt: step.occurred_at ?? null,
      }
      return act(c, 200, present(c.get('scope').publicUrl), () => transitionShipment(c.get('context'), input))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/{id}/assign',
      summary: 'Put a shipment into a bag',
      request: { params, ...body(AssignSchema) },
      responses: {
        200: json(z.object({ shipment_id: z.string(), bag_id: z.string() }), 'Where it is now'),
        ...pick(400, 401, 403, 404, 409, 415, 422, 429),
      },
    }),
    (c) => {
      const { id } = c.req.valid('param')
      const { bag_id } = c.req.valid('json')
      return act(
        c,
        200,
        () => ({ shipment_id: id, bag_id }),
        () => assignToBag(c.get('context'), { bagId: bag_id, shipmentIds: [id] }),
      )
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/{id}/events',
      summary: 'The timeline, oldest first',
      request: { params },
      responses: { 200: json(z.object({ data: z.array(EventSchema) }), 'All lines'), ...pick(401, 403, 404, 429) },
    }),
    async (c) => {
      const events = await getTimeline(c.get('context'), c.req.valid('param').id)
      return c.json({ data: events.map(presentEvent) }, 200)
    },
  )

  function present(publicUrl: string) {
    return (shipment: Shipment) => dto.present(shipment, publicUrl)
  }
  return routes
}
