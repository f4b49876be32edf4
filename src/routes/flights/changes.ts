import { createRoute, z } from '@hono/zod-openapi'
import { FLIGHT_STATUSES } from '../../domain/shipments/flight-status.ts'
import { cancelFlight } from '../../use-cases/flights/cancel-flight.ts'
import { subscribeFlightAlerts } from '../../use-cases/flights/subscribe-flight-alerts.ts'
import { type SyncedFlight, syncFlight } from '../../use-cases/flights/sync-flight.ts'
import { unsubscribeFlightAlerts } from '../../use-cases/flights/unsubscribe-flight-alerts.ts'
import { updateFlight } from '../../use-cases/flights/update-flight.ts'
import { expectedVersion, ifMatch, tag } from '../conditional.ts'
import { calendarDate, flightNumber, iata, idParams, instant, line, timeText } from '../fields.ts'
import { answer, body, createRoutes, json, pick } from '../http.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { act } from '../middleware/idempotency.ts'
import { presentFlight } from './presenters.ts'
import { FlightSchema } from './schemas.ts'

const UpdateFlightSchema = z
  .strictObject({
    flight_number: flightNumber.optional(),
    departure_date: calendarDate.optional(),
    origin: iata.optional(),
    destination: iata.optional(),
    status: z.enum(FLIGHT_STATUSES).exclude(['unknown']).optional(),
    scheduled_departure: instant.optional(),
    estimated_departure: instant.optional(),
    actual_departure: instant.optional(),
    scheduled_arrival: instant.optional(),
    estimated_arrival: instant.optional(),
    actual_arrival: instant.optional(),
    terminal: line(20).optional(),
    gate: line(20).optional(),
    arrival_terminal: line(20).optional(),
    baggage_belt: line(20).optional(),
    aircraft: line(60).optional(),
  })
  .openapi('UpdateFlight')

const words = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
const wire = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const SyncSchema = FlightSchema.extend({
  changes: z.array(z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
  note: z.string().nullable(),
}).openapi('SyncedFlight')

const told = (value: string | number | null) => (typeof value === 'number' ? timeText(value) : value)

function presentSynced({ flight, changes, note }: SyncedFlight): z.output<typeof SyncSchema> {
  return {
    ...presentFlight(flight),
    changes: changes.map(({ field, from, to }) => ({ field: wire(field), from: told(from), to: told(to) })),
    note,
  }
}

/** What changes a flight, in each version alike: edits, cancelling, the provider's latest word, alerts. */
export function flightChangesRoutes() {
  const routes = createRoutes()
  const shared = { tags: ['Flights'], security: [{ bearer: [] }], middleware: [authenticated] }
  const params = idParams('flt')
  const flight = json(FlightSchema, 'The flight')

  routes.openapi(
    createRoute({
      ...shared,
      method: 'put',
      path: '/{id}',
      summary: 'Change a flight; what is left out stays. Number, date and route only while nothing is on it',
      request: { params, ...ifMatch, ...body(UpdateFlightSchema) },
      responses: { 200: flight, ...pick(400, 401, 403, 404, 409, 412, 415, 422, 429) },
    }),
    async (c) => {
      const edit = Object.fromEntries(
        Object.entries(c.req.valid('json')).flatMap(([name, value]) =>
          value === undefined ? [] : [[words(name), value]],
        ),
      )
      const changed = await updateFlight(c.get('context'), {
        id: c.req.valid('param').id,
        edit,
        expected: expectedVersion(c),
      })
      tag(c, changed)
      return answer(c, 200, presentFlight(changed))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'delete',
      path: '/{id}',
      summary: 'Cancel a flight that nothing is on',
      request: { params, ...ifMatch },
      responses: { 200: flight, ...pick(400, 401, 403, 404, 409, 412, 429) },
    }),
    async (c) => {
      const input = { id: c.req.valid('param').id, expected: expectedVersion(c) }
      return answer(c, 200, presentFlight(await cancelFlight(c.get('context'), input)))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/{id}/sync',
      summary: 'Ask the provider now, and say what changed',
      request: { params },
      responses: { 200: json(SyncSchema, 'The flight and what changed'), ...pick(401, 403, 404, 409, 429, 503) },
    }),
    (c) => act(c, 200, presentSynced, () => syncFlight(c.get('context'), c.req.valid('param').id)),
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/{id}/alerts',
      summary: 'Be told of the flight by a provider',
      request: { params },
      responses: { 200: flight, ...pick(401, 403, 404, 409, 429) },
    }),
    (c) => act(c, 200, presentFlight, () => subscribeFlightAlerts(c.get('context'), c.req.valid('param').id)),
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'delete',
      path: '/{id}/alerts',
      summary: 'Leave the flight’s alerts',
      request: { params },
      responses: { 200: flight, ...pick(401, 403, 404, 429) },
    }),
    async (c) =>
      answer(c, 200, presentFlight(await unsubscribeFlightAlerts(c.get('context'), c.req.valid('param').id))),
  )

  return routes
}
