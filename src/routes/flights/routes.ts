import { createRoute, z } from '@hono/zod-openapi'
import type { ApiVersion } from '../../core/versioning.ts'
import { listBags } from '../../use-cases/bags/list-bags.ts'
import { createFlight } from '../../use-cases/flights/create-flight.ts'
import { getFlight } from '../../use-cases/flights/get-flight.ts'
import { listFlights } from '../../use-cases/flights/list-flights.ts'
import { presentBag } from '../bags/presenters.ts'
import { BagSchema } from '../bags/schemas.ts'
import { answerTagged, ifNoneMatch, notModified } from '../conditional.ts'
import { pageQuery, pageRequest } from '../cursor.ts'
import { idParams } from '../fields.ts'
import { answer, body, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { act } from '../middleware/idempotency.ts'
import { presentFlight } from './presenters.ts'
import { FlightSchema, ListQuery, NewFlightSchema } from './schemas.ts'

/** `/flights` in one version. */
export function flightsRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const list = listDto(version)
  const shared = { tags: ['Flights'], security: [{ bearer: [] }], middleware: [authenticated] }
  const params = idParams('flt')
  const flight = json(FlightSchema, 'The flight')

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/',
      summary: 'List flights, newest first',
      request: { query: ListQuery },
      responses: { 200: json(list.schema(FlightSchema), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const query = c.req.valid('query')
      const page = await listFlights(c.get('context'), {
        filter: {
          ...(query.flight_number && { flightNumber: query.flight_number }),
          ...(query.departure_date && { departureDate: query.departure_date }),
          ...(query.status && { status: query.status }),
          ...(query.origin && { origin: query.origin }),
          ...(query.destination && { destination: query.destination }),
        },
        page: pageRequest(query, 'flt'),
      })
      return answer(c, 200, list.present(page, presentFlight))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/',
      summary: 'Enter a flight; a provider is asked to tell of it',
      request: body(NewFlightSchema),
      responses: { 201: flight, ...pick(400, 401, 403, 409, 413, 415, 422, 429) },
    }),
    (c) => {
      const input = c.req.valid('json')
      return act(c, 201, presentFlight, () =>
        createFlight(c.get('context'), {
          flightNumber: input.flight_number,
          departureDate: input.departure_date,
          origin: input.origin,
          destination: input.destination,
          scheduledDeparture: input.scheduled_departure ?? null,
          scheduledArrival: input.scheduled_arrival ?? null,
        }),
      )
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/{id}',
      summary: 'One flight',
      request: { params, ...ifNoneMatch },
      responses: { 200: flight, ...notModified, ...pick(400, 401, 403, 404, 429) },
    }),
    async (c) => {
      const found = await getFlight(c.get('context'), c.req.valid('param').id)
      return answerTagged(c, found, presentFlight(found))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/{id}/bags',
      summary: 'The bags on a flight',
      request: { params, query: z.strictObject(pageQuery) },
      responses: { 200: json(list.schema(BagSchema), 'A page'), ...pick(400, 401, 403, 404, 422, 429) },
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const context = c.get('context')
      const [, page] = await Promise.all([
        getFlight(context, id),
        listBags(context, { filter: { flightId: id }, page: pageRequest(c.req.valid('query'), 'bag') }),
      ])
      return answer(c, 200, list.present(page, presentBag))
    },
  )

  return routes
}
