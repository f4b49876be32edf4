import { z } from '@hono/zod-openapi'
import { LOCALES } from '../../domain/auth/tenant.ts'
import { PAYMENT_METHODS } from '../../domain/shipments/payment-status.ts'
import type { ShipmentEdit } from '../../domain/shipments/shipment-edit.ts'
import { airWaybill, email, iata, idField, line, moneyField, paragraph, phone, withoutAbsent } from '../fields.ts'
import { address, pieces, weightGrams } from './schemas.ts'

const party = {
  name: line(200).optional(),
  phone: phone.nullable().optional(),
  email: email.toLowerCase().nullable().optional(),
}

/** What is absent stays as it is; null empties. */
export const UpdateShipmentSchema = z
  .strictObject({
    origin: iata.optional(),
    destination: iata.optional(),
    sender: z.strictObject({ ...party, address: address.nullable().optional() }).optional(),
    recipient: z.strictObject({ ...party, address: address.optional() }).optional(),
    weight_grams: weightGrams.optional(),
    pieces: pieces.optional(),
    description: paragraph(500).optional(),
    payment_method: z.enum(PAYMENT_METHODS).optional(),
    declared_value: moneyField.nullable().optional(),
    cod_amount: moneyField.nullable().optional(),
    reference: line(100).nullable().optional(),
    awb: airWaybill.nullable().optional(),
    customer_user_id: idField('usr').nullable().optional(),
    notify: z
      .strictObject({ email: z.boolean().optional(), whatsapp: z.boolean().optional(), push: z.boolean().optional() })
      .optional(),
    locale: z.enum(LOCALES).optional(),
  })
  .openapi('UpdateShipment')

/** The body's words in the domain's. */
export function shipmentEditOf(body: z.output<typeof UpdateShipmentSchema>): ShipmentEdit {
  return withoutAbsent({
    origin: body.origin,
    destination: body.destination,
    sender: body.sender && withoutAbsent(body.sender),
    recipient: body.recipient && withoutAbsent(body.recipient),
    weightGrams: body.weight_grams,
    pieces: body.pieces,
    description: body.description,
    paymentMethod: body.payment_method,
    declaredValue: body.declared_value,
    codAmount: body.cod_amount,
    reference: body.reference,
    awb: body.awb,
    customerUserId: body.customer_user_id,
    notify: body.notify && withoutAbsent(body.notify),
    locale: body.locale,
  })
}
