import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { ApiVersion } from '../../core/versioning.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import { assignToBag } from '../../use-cases/bags/assign-to-bag.ts'
import { cancelShipment } from '../../use-cases/shipments/cancel-shipment.ts'
import { createShipment } from '../../use-cases/shipments/create-shipment.ts'
import { getTimeline } from '../../use-cases/shipments/get-timeline.ts'
import { listShipments } from '../../use-cases/shipments/list-shipments.ts'
import { transitionShipment } from '../../use-cases/shipments/transition-shipment.ts'
import { updateShipment } from '../../use-cases/shipments/update-shipment.ts'
import { answerTagged, expectedVersion, ifMatch, ifNoneMatch, notModified, tag } from '../conditional.ts'
import { pageRequest, searchPageRequest } from '../cursor.ts'
import { idParams } from '../fields.ts'
import { answer, body, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { act } from '../middleware/idempotency.ts'
import type { AppEnv } from '../scope.ts'
import { filterOf, ListQuery } from './list-query.ts'
import { besideVersion, presentEvent, shipmentDto } from './presenters.ts'
import { AssignSchema, EventSchema, NewShipmentSchema, newShipmentOf, TransitionSchema } from './schemas.ts'
import { shipmentEditOf, UpdateShipmentSchema } from './update-schema.ts'

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
      summary: 'List shipments, newest first; those of a search by name in order of the names',
      request: { query: ListQuery },
      responses: { 200: json(list.schema(dto.schema), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const query = c.req.valid('query')
      const { publicUrl } = c.get('scope')
      const page = await listShipments(c.get('context'), {
        filter: filterOf(query),
        page: query.q === undefined ? pageRequest(query, 'shp') : searchPageRequest(query),
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
      return act(c, 201, present(c), () => createShipment(c.get('context'), input))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/{id}',
      summary: 'One shipment',
      request: { params, ...ifNoneMatch },
      responses: { 200: json(dto.schema, 'The shipment'), ...notModified, ...pick(400, 401, 403, 404, 429) },
    }),
    async (c) => {
      const { shipment, ...about } = await dto.get(c.get('context'), c.req.valid('param').id)
      const content = dto.present(shipment, c.get('scope').publicUrl, about)
      return answerTagged(c, shipment, content, besideVersion(about))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'put',
      path: '/{id}',
      summary: 'Edit what the shipment’s status lets be edited; what is left out stays',
      request: { params, ...ifMatch, ...body(UpdateShipmentSchema) },
      responses: {
        200: json(dto.schema, 'The shipment'),
        ...pick(400, 401, 403, 404, 409, 412, 413, 415, 422, 429),
      },
    }),
    async (c) => {
      const shipment = await updateShipment(c.get('context'), {
        id: c.req.valid('param').id,
        edit: shipmentEditOf(c.req.valid('json')),
        expected: expectedVersion(c),
      })
      return answer(c, 200, present(c)(shipment))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'delete',
      path: '/{id}',
      summary: 'Cancel a shipment that is not under way',
      request: { params, ...ifMatch },
      responses: { 200: json(dto.schema, 'The cancelled shipment'), ...pick(400, 401, 403, 404, 409, 412, 429) },
    }),
    async (c) => {
      const input = { id: c.req.valid('param').id, expected: expectedVersion(c) }
      return answer(c, 200, present(c)(await cancelShipment(c.get('context'), input)))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/{id}/transitions',
      summary: 'Take a shipment one step on its way',
      request: { params, ...ifMatch, ...body(TransitionSchema) },
      responses: { 200: json(dto.schema, 'The shipment'), ...pick(400, 401, 403, 404, 409, 412, 415, 422, 429) },
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
        expected: expectedVersion(c),
      }
      return act(c, 200, present(c), () => transitionShipment(c.get('context'), input))
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

  function present(c: Context<AppEnv>) {
    return (shipment: Shipment) => {
      tag(c, shipment)
      return dto.present(shipment, c.get('scope').publicUrl)
    }
  }
  return routes
}
