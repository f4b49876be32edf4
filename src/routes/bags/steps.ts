import { createRoute } from '@hono/zod-openapi'
import { giveBagToCourier } from '../../use-cases/bags/give-bag-to-courier.ts'
import { loadBag } from '../../use-cases/bags/load-bag.ts'
import { offloadBag } from '../../use-cases/bags/offload-bag.ts'
import { receiveBag } from '../../use-cases/bags/receive-bag.ts'
import { transitionBag } from '../../use-cases/bags/transition-bag.ts'
import { expectedVersion, ifMatch } from '../conditional.ts'
import { idParams } from '../fields.ts'
import { answer, body, createRoutes, json, pick } from '../http.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { act } from '../middleware/idempotency.ts'
import { taggedBag, taggedReceived } from './presenters.ts'
import {
  BagCourierSchema,
  BagSchema,
  BagTransitionSchema,
  LoadSchema,
  scanOf,
  TransitionedBagSchema,
} from './schemas.ts'

/** `/bags/{id}/transitions`, `/flight` and `/courier`; both versions alike. */
export function bagStepsRoutes() {
  const routes = createRoutes()
  const shared = { tags: ['Bags'], security: [{ bearer: [] }], middleware: [authenticated] }
  const params = idParams('bag')
  const bag = json(BagSchema, 'The bag')
  const writing = pick(400, 401, 403, 404, 409, 412, 413, 415, 422, 429)

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/{id}/transitions',
      summary: 'Take a bag one step on its way, and what is in it',
      request: { params, ...ifMatch, ...body(BagTransitionSchema) },
      responses: {
        200: json(TransitionedBagSchema, 'The bag; received by what was scanned, with what did not fit its list'),
        ...writing,
      },
    }),
    (c) => {
      const step = c.req.valid('json')
      const subject = { id: c.req.valid('param').id, expected: expectedVersion(c) }
      const scan = scanOf(step)
      if (scan) return act(c, 200, taggedReceived(c), () => receiveBag(c.get('context'), { ...subject, ...scan }))
      const input = { ...subject, to: step.to, sealNumber: step.seal_number ?? null }
      return act(c, 200, taggedBag(c), () => transitionBag(c.get('context'), input))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'put',
      path: '/{id}/flight',
      summary: 'Load a sealed bag on a flight',
      request: { params, ...ifMatch, ...body(LoadSchema) },
      responses: { 200: bag, ...writing },
    }),
    async (c) => {
      const { flight_id, connection } = c.req.valid('json')
      const input = { bagId: c.req.valid('param').id, flightId: flight_id, connection, expected: expectedVersion(c) }
      return answer(c, 200, taggedBag(c)(await loadBag(c.get('context'), input)))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'delete',
      path: '/{id}/flight',
      summary: 'Take a bag off its flight',
      request: { params, ...ifMatch },
      responses: { 200: bag, ...pick(400, 401, 403, 404, 409, 412, 429) },
    }),
    async (c) => {
      const input = { bagId: c.req.valid('param').id, expected: expectedVersion(c) }
      return answer(c, 200, taggedBag(c)(await offloadBag(c.get('context'), input)))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'put',
      path: '/{id}/courier',
      summary: 'Give a bag and what is in it to a courier, or with null to none',
      request: { params, ...ifMatch, ...body(BagCourierSchema) },
      responses: { 200: bag, ...writing },
    }),
    async (c) => {
      const input = {
        bagId: c.req.valid('param').id,
        userId: c.req.valid('json').user_id,
        expected: expectedVersion(c),
      }
      return answer(c, 200, taggedBag(c)(await giveBagToCourier(c.get('context'), input)))
    },
  )

  return routes
}
