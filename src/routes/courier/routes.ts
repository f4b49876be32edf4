import { createRoute, z } from '@hono/zod-openapi'
import type { ApiVersion } from '../../core/versioning.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import { listCourierBagShipments } from '../../use-cases/courier/list-courier-bag-shipments.ts'
import { listCourierBags } from '../../use-cases/courier/list-courier-bags.ts'
import { listCourierShipments } from '../../use-cases/courier/list-courier-shipments.ts'
import { markDelivered, type Settled } from '../../use-cases/courier/mark-delivered.ts'
import { recordAttempt } from '../../use-cases/courier/record-attempt.ts'
import { startDelivery } from '../../use-cases/courier/start-delivery.ts'
import { presentBag } from '../bags/presenters.ts'
import { BagSchema } from '../bags/schemas.ts'
import { pageRequest } from '../cursor.ts'
import { idParams } from '../fields.ts'
import { answer, body, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { act } from '../middleware/idempotency.ts'
import { requireJson } from '../middleware/require-json.ts'
import { shipmentDto } from '../shipments/presenters.ts'
import { proofDto } from './presenters.ts'
import { AttemptSchema, BagsQuery, DeliveryForm, DeliverySchema, PageQuery, ShipmentsQuery } from './schemas.ts'
import { jsonOrForm, toldDelivery } from './upload.ts'

/** `/courier` in one version: what is given to whoever asks, and what he brings back. */
export function courierRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const shipment = shipmentDto(version)
  const proof = proofDto(version)
  const list = listDto(version)
  const shared = { tags: ['Courier'], security: [{ bearer: [] }] }
  const reading = { ...shared, method: 'get' as const, middleware: [authenticated] }
  const params = z.object({ shipment_id: z.string().openapi({ param: { name: 'shipment_id', in: 'path' } }) })
  const settled = json(shipment.schema.extend({ proof: proof.schema }), 'The shipment, and what was told of it')
  const presentSettled = (publicUrl: string) => (done: Settled) => ({
    ...shipment.present(done.shipment, publicUrl),
    proof: proof.present(done.proof),
  })

  routes.openapi(
    createRoute({
      ...reading,
      path: '/bags',
      summary: 'The courier’s own bags, newest first',
      request: { query: BagsQuery },
      responses: { 200: json(list.schema(BagSchema), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const query = c.req.valid('query')
      const page = await listCourierBags(c.get('context'), { status: query.status, page: pageRequest(query, 'bag') })
      return answer(c, 200, list.present(page, presentBag))
    },
  )

  routes.openapi(
    createRoute({
      ...reading,
      path: '/bags/{id}/shipments',
      summary: 'What the courier carries in one of his bags',
      request: { params: idParams('bag'), query: PageQuery },
      responses: { 200: json(list.schema(shipment.schema), 'A page'), ...pick(400, 401, 403, 404, 422, 429) },
    }),
    async (c) => {
      const { publicUrl } = c.get('scope')
      const input = { bagId: c.req.valid('param').id, page: pageRequest(c.req.valid('query'), 'shp') }
      const page = await listCourierBagShipments(c.get('context'), input)
      return answer(
        c,
        200,
        list.present(page, (item) => shipment.present(item, publicUrl)),
      )
    },
  )

  routes.openapi(
    createRoute({
      ...reading,
      path: '/shipments',
      summary: 'The courier’s own shipments, newest first',
      request: { query: ShipmentsQuery },
      responses: { 200: json(list.schema(shipment.schema), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const query = c.req.valid('query')
      const { publicUrl } = c.get('scope')
      const input = { status: query.status, page: pageRequest(query, 'shp') }
      const page = await listCourierShipments(c.get('context'), input)
      return answer(
        c,
        200,
        list.present(page, (item) => shipment.present(item, publicUrl)),
      )
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'put',
      path: '/deliver/{shipment_id}',
      summary: 'Hand a shipment over, with its proof: twice is once',
      description: 'JSON with pictures as base64, or a form with pictures as files. The body holds 10 MiB at the most.',
      middleware: [authenticated, jsonOrForm] as const,
      request: {
        params,
        body: {
          content: {
            'application/json': { schema: DeliverySchema },
            'multipart/form-data': { schema: DeliveryForm },
          },
        },
      },
      responses: { 200: settled, ...pick(400, 401, 403, 404, 409, 413, 415, 422, 429) },
    }),
    async (c) => {
      const told = await toldDelivery(c, { json: c.req.valid('json'), form: c.req.valid('form') })
      const input = { ...told, shipmentId: c.req.valid('param').shipment_id }
      const done = await markDelivered(c.get('context'), input)
      return answer(c, 200, presentSettled(c.get('scope').publicUrl)(done))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/start/{shipment_id}',
      summary: 'Leave with a shipment: it is out for delivery',
      middleware: [authenticated] as const,
      request: { params },
      responses: { 200: json(shipment.schema, 'The shipment'), ...pick(401, 403, 404, 409, 429) },
    }),
    (c) => {
      const { shipment_id: shipmentId } = c.req.valid('param')
      const present = (done: Shipment) => shipment.present(done, c.get('scope').publicUrl)
      return act(c, 200, present, () => startDelivery(c.get('context'), shipmentId))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/attempts/{shipment_id}',
      summary: 'Tell of an attempt to hand over that failed',
      description: 'The body holds 10 MiB at the most.',
      middleware: [requireJson, authenticated] as const,
      request: { params, ...body(AttemptSchema) },
      responses: { 200: settled, ...pick(400, 401, 403, 404, 409, 413, 415, 422, 429) },
    }),
    (c) => {
      const { reason, note, photo } = c.req.valid('json')
      const { shipment_id: shipmentId } = c.req.valid('param')
      const input = { shipmentId, reasonCode: reason, note: note || null, photo: photo ?? null }
      return act(c, 200, presentSettled(c.get('scope').publicUrl), () => recordAttempt(c.get('context'), input))
    },
  )

  return routes
}
