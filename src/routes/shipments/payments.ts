import { createRoute, z } from '@hono/zod-openapi'
import type { ApiVersion } from '../../core/versioning.ts'
import { PAYMENT_STATUSES } from '../../domain/shipments/payment-status.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import { recordPayment } from '../../use-cases/shipments/record-payment.ts'
import { idParams, moneyField, paragraph } from '../fields.ts'
import { body, createRoutes, json, pick } from '../http.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { act } from '../middleware/idempotency.ts'
import { shipmentDto } from './presenters.ts'

const PaymentSchema = z
  .strictObject({
    to: z.enum(PAYMENT_STATUSES),
    amount: moneyField.optional().openapi({ description: 'What moved. Needed for partially_paid' }),
    note: paragraph(500).optional(),
  })
  .openapi('PaymentStep')

/** `/shipments/{id}/payment`. */
export function shipmentPaymentRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const dto = shipmentDto(version)
  routes.openapi(
    createRoute({
      method: 'post',
      path: '/{id}/payment',
      tags: ['Shipments'],
      security: [{ bearer: [] }],
      middleware: [authenticated],
      summary: 'Take a shipment’s payment one step',
      request: { params: idParams('shp'), ...body(PaymentSchema) },
      responses: { 200: json(dto.schema, 'The shipment'), ...pick(400, 401, 403, 404, 409, 415, 422, 429) },
    }),
    (c) => {
      const { to, amount, note } = c.req.valid('json')
      const input = { shipmentId: c.req.valid('param').id, to, amount: amount ?? null, note: note || null }
      const { publicUrl } = c.get('scope')
      const present = (shipment: Shipment) => dto.present(shipment, publicUrl)
      return act(c, 200, present, () => recordPayment(c.get('context'), input))
    },
  )
  return routes
}
