import { createRoute, z } from '@hono/zod-openapi'
import type { ApiVersion } from '../../core/versioning.ts'
import { CHANNELS, DELIVERY_STATUSES } from '../../domain/notifications/delivery.ts'
import type { ListedDelivery } from '../../domain/notifications/delivery-ports.ts'
import { listDeliveries } from '../../use-cases/notifications/list-deliveries.ts'
import { retryDelivery } from '../../use-cases/notifications/retry-delivery.ts'
import { pageQuery, pageRequest } from '../cursor.ts'
import { idField, idParams, timeOrNull, timeText, withoutAbsent } from '../fields.ts'
import { answer, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { act } from '../middleware/idempotency.ts'

const DeliverySchema = z
  .object({
    id: z.string(),
    event_id: z.string(),
    shipment_id: z.string().nullable(),
    channel: z.enum(CHANNELS),
    recipient: z.string().openapi({ description: 'A mail address, an E.164 number, or a device’s id' }),
    status: z.enum(DELIVERY_STATUSES),
    in_doubt: z.boolean().openapi({
      description:
        'The provider did not say whether it took the message. It is not sent again by itself; its word, or an hour, settles it.',
    }),
    provider: z.string().nullable(),
    provider_message_id: z.string().nullable(),
    attempts: z.number().int(),
    next_attempt_at: z.string().nullable(),
    last_error: z.string().nullable(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .openapi('Delivery')

function presentDelivery(delivery: ListedDelivery): z.output<typeof DeliverySchema> {
  return {
    id: delivery.id,
    event_id: delivery.eventId,
    shipment_id: delivery.shipmentId,
    channel: delivery.channel,
    recipient: delivery.recipient,
    status: delivery.status,
    in_doubt: delivery.settleBy !== null,
    provider: delivery.provider,
    provider_message_id: delivery.providerMessageId,
    attempts: delivery.attempts,
    next_attempt_at: timeOrNull(delivery.nextAttemptAt),
    last_error: delivery.lastError,
    created_at: timeText(delivery.createdAt),
    updated_at: timeText(delivery.updatedAt),
  }
}

const DeliveryQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(DELIVERY_STATUSES).optional(),
  channel: z.enum(CHANNELS).optional(),
  shipment_id: idField('shp').optional(),
})

/** `/notifications/deliveries` in one version. */
export function deliveryRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const list = listDto(version)
  const shared = { tags: ['Notifications'], security: [{ bearer: [] }], middleware: [authenticated] }

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/',
      summary: 'What was sent to whom, and what became of it, newest first',
      description: 'Filtered by status, channel, shipment_id, or status and channel together.',
      request: { query: DeliveryQuery },
      responses: { 200: json(list.schema(DeliverySchema), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const { status, channel, shipment_id: shipmentId, ...page } = c.req.valid('query')
      const filter = withoutAbsent({ status, channel, shipmentId })
      return answer(
        c,
        200,
        list.present(await listDeliveries(c.get('context'), filter, pageRequest(page, 'dlv')), presentDelivery),
      )
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/{id}/retry',
      summary: 'Have a failed delivery tried again',
      description:
        'Asked twice, it is sent once. A suppressed one is not sent: its recipient wants none, or cannot be reached there.',
      request: { params: idParams('dlv') },
      responses: { 200: json(DeliverySchema, 'The delivery, queued'), ...pick(401, 403, 404, 409, 422, 429) },
    }),
    (c) => act(c, 200, presentDelivery, () => retryDelivery(c.get('context'), c.req.valid('param').id)),
  )
  return routes
}
