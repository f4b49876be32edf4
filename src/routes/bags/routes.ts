import { createRoute, z } from '@hono/zod-openapi'
import type { ApiVersion } from '../../core/versioning.ts'
import { assignToBag } from '../../use-cases/bags/assign-to-bag.ts'
import { createBag } from '../../use-cases/bags/create-bag.ts'
import { getBag } from '../../use-cases/bags/get-bag.ts'
import { listBagShipments } from '../../use-cases/bags/list-bag-shipments.ts'
import { listBags } from '../../use-cases/bags/list-bags.ts'
import { removeFromBag } from '../../use-cases/bags/remove-from-bag.ts'
import { transitionBag } from '../../use-cases/bags/transition-bag.ts'
import { updateBag } from '../../use-cases/bags/update-bag.ts'
import { answerTagged, expectedVersion, ifMatch, ifNoneMatch, notModified } from '../conditional.ts'
import { pageQuery, pageRequest, searchPageRequest } from '../cursor.ts'
import { idParams } from '../fields.ts'
import { answer, body, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { act } from '../middleware/idempotency.ts'
import { shipmentDto } from '../shipments/presenters.ts'
import { presentBag, taggedBag } from './presenters.ts'
import {
  AddShipmentsSchema,
  BagSchema,
  bagEditOf,
  filterOf,
  ListQuery,
  NewBagSchema,
  UpdateBagSchema,
} from './schemas.ts'

/** `/bags` in one version. */
export function bagsRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const list = listDto(version)
  const shipment = shipmentDto(version)
  const shared = { tags: ['Bags'], security: [{ bearer: [] }], middleware: [authenticated] }
  const params = idParams('bag')
  const bag = json(BagSchema, 'The bag')
  const writing = pick(400, 401, 403, 404, 409, 412, 413, 415, 422, 429)

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/',
      summary: 'List bags, newest first; those of a search in order of their numbers',
      request: { query: ListQuery },
      responses: { 200: json(list.schema(BagSchema), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const query = c.req.valid('query')
      const page = await listBags(c.get('context'), {
        filter: filterOf(query),
        page: query.q === undefined ? pageRequest(query, 'bag') : searchPageRequest(query),
      })
      return answer(c, 200, list.present(page, presentBag))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/',
      summary: 'Open a bag',
      request: body(NewBagSchema),
      responses: { 201: bag, ...pick(400, 401, 403, 409, 413, 415, 422, 429) },
    }),
    (c) => {
      const input = c.req.valid('json')
      return act(c, 201, taggedBag(c), () =>
        createBag(c.get('context'), {
          bagNumber: input.bag_number,
          origin: input.origin,
          destination: input.destination,
        }),
      )
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/{id}',
      summary: 'One bag',
      request: { params, ...ifNoneMatch },
      responses: { 200: bag, ...notModified, ...pick(400, 401, 403, 404, 429) },
    }),
    async (c) => {
      const found = await getBag(c.get('context'), c.req.valid('param').id)
      return answerTagged(c, found, presentBag(found))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'put',
      path: '/{id}',
      summary: 'Change an open bag’s number, and an empty one’s route; what is left out stays',
      request: { params, ...ifMatch, ...body(UpdateBagSchema) },
      responses: { 200: bag, ...writing },
    }),
    async (c) => {
      const input = { id: c.req.valid('param').id, edit: bagEditOf(c.req.valid('json')), expected: expectedVersion(c) }
      return answer(c, 200, taggedBag(c)(await updateBag(c.get('context'), input)))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'delete',
      path: '/{id}',
      summary: 'Cancel an open bag that is empty',
      request: { params, ...ifMatch },
      responses: { 200: bag, ...pick(400, 401, 403, 404, 409, 412, 422, 429) },
    }),
    async (c) => {
      const input = {
        id: c.req.valid('param').id,
        to: 'cancelled',
        sealNumber: null,
        expected: expectedVersion(c),
      } as const
      return answer(c, 200, taggedBag(c)(await transitionBag(c.get('context'), input)))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/{id}/shipments',
      summary: 'What is in a bag',
      request: { params, query: z.strictObject(pageQuery) },
      responses: { 200: json(list.schema(shipment.schema), 'A page'), ...pick(400, 401, 403, 404, 422, 429) },
    }),
    async (c) => {
      const { publicUrl } = c.get('scope')
      const page = await listBagShipments(c.get('context'), {
        bagId: c.req.valid('param').id,
        page: pageRequest(c.req.valid('query'), 'shp'),
      })
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
      method: 'post',
      path: '/{id}/shipments',
      summary: 'Put up to 500 shipments into a bag: all or none',
      request: { params, ...body(AddShipmentsSchema) },
      responses: { 200: bag, ...writing },
    }),
    (c) => {
      const { id } = c.req.valid('param')
      const { shipment_ids } = c.req.valid('json')
      return act(c, 200, taggedBag(c), () => assignToBag(c.get('context'), { bagId: id, shipmentIds: shipment_ids }))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'delete',
      path: '/{id}/shipments/{shipment_id}',
      summary: 'Take a shipment out of an open bag',
      request: { params: params.extend({ shipment_id: z.string() }) },
      responses: { 200: json(shipment.schema, 'The shipment'), ...pick(401, 403, 404, 409, 429) },
    }),
    async (c) => {
      const { id, shipment_id } = c.req.valid('param')
      const taken = await removeFromBag(c.get('context'), { bagId: id, shipmentId: shipment_id })
      return answer(c, 200, shipment.present(taken, c.get('scope').publicUrl))
    },
  )

  return routes
}
