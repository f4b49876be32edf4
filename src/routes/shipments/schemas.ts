import { z } from '@hono/zod-openapi'
import { LOCALES } from '../../domain/auth/tenant.ts'
import { PAYMENT_METHODS, PAYMENT_STATUSES } from '../../domain/shipments/payment-status.ts'
import type { NewShipment, Party } from '../../domain/shipments/shipment.ts'
import { SHIPMENT_STATUSES } from '../../domain/shipments/shipment-status.ts'
import { airWaybill, country, email, iata, idField, instant, line, moneyField, paragraph, phone } from '../fields.ts'

export const address = z
  .strictObject({
    line1: line(200),
    line2: line(200).optional(),
    city: line(100),
    region: line(100).optional(),
    postal_code: line(20).optional(),
    country,
  })
  .transform(({ line2, region, postal_code, ...rest }) => ({
    ...rest,
    line2: line2 ?? null,
    region: region ?? null,
    postalCode: postal_code ?? null,
  }))

const partyFields = { name: line(200), phone: phone.optional(), email: email.optional() }
const toParty = (party: {
  name: string
  phone?: string | undefined
  email?: string | undefined
  address?: Party['address'] | undefined
}): Party => ({
  name: party.name,
  phone: party.phone ?? null,
  email: party.email?.toLowerCase() ?? null,
  address: party.address ?? null,
})

export const weightGrams = z.int('Whole grams.').min(1, 'At least 1 gram.').max(1_000_000, 'At most 1,000,000 grams.')
export const pieces = z.int().min(1).max(999)

export const NewShipmentSchema = z
  .strictObject({
    origin: iata,
    destination: iata,
    sender: z.strictObject({ ...partyFields, address: address.optional() }).transform(toParty),
    recipient: z.strictObject({ ...partyFields, address }).transform(toParty),
    weight_grams: weightGrams,
    pieces: pieces.default(1),
    description: paragraph(500).default(''),
    payment_method: z.enum(PAYMENT_METHODS).default('prepaid'),
    declared_value: moneyField.optional(),
    cod_amount: moneyField.optional(),
    reference: line(100).optional(),
    awb: airWaybill.optional(),
    customer_user_id: idField('usr').optional(),
    notify: z
      .strictObject({
        email: z.boolean().default(false),
        whatsapp: z.boolean().default(false),
        push: z.boolean().default(false),
      })
      .default({ email: false, whatsapp: false, push: false }),
    locale: z.enum(LOCALES).optional(),
  })
  .openapi('NewShipment')

/** The body's words in the domain's. */
export function newShipmentOf(body: z.output<typeof NewShipmentSchema>): NewShipment {
  return {
    origin: body.origin,
    destination: body.destination,
    sender: body.sender,
    recipient: body.recipient,
    weightGrams: body.weight_grams,
    pieces: body.pieces,
    description: body.description,
    paymentMethod: body.payment_method,
    declaredValue: body.declared_value ?? null,
    codAmount: body.cod_amount ?? null,
    reference: body.reference ?? null,
    awb: body.awb ?? null,
    customerUserId: body.customer_user_id ?? null,
    notify: body.notify,
    locale: body.locale ?? null,
  }
}

export const TransitionSchema = z
  .strictObject({
    to: z.enum(SHIPMENT_STATUSES),
    reason_code: z
      .string()
      .regex(/^[a-z0-9_]{1,50}$/, 'Lower-case words joined by _, such as documents_missing.')
      .optional(),
    note: paragraph(500).optional(),
    airport: iata.optional(),
    occurred_at: instant.optional(),
  })
  .openapi('ShipmentTransition')

export const AssignSchema = z.strictObject({ bag_id: idField('bag') }).openapi('AssignToBag')

const money = z.object({ amount: z.number().int(), currency: z.string() })
const party = z.object({
  name: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  address: z
    .object({
      line1: z.string(),
      line2: z.string().nullable(),
      city: z.string(),
      region: z.string().nullable(),
      postal_code: z.string().nullable(),
      country: z.string(),
    })
    .nullable(),
})

/** What both versions say alike. */
const shared = {
  id: z.string(),
  tracking_id: z.string(),
  tracking_url: z.string(),
  origin: z.string(),
  destination: z.string(),
  sender: party,
  recipient: party,
  weight_grams: z.number().int(),
  pieces: z.number().int(),
  description: z.string(),
  payment_method: z.enum(PAYMENT_METHODS),
  payment_status: z.enum(PAYMENT_STATUSES),
  reference: z.string().nullable(),
  awb: z.string().nullable(),
  customer_user_id: z.string().nullable(),
  courier_user_id: z.string().nullable(),
  bag_id: z.string().nullable(),
  flight_id: z.string().nullable(),
  notify: z.object({ email: z.boolean(), whatsapp: z.boolean(), push: z.boolean() }),
  locale: z.string(),
  version: z.number().int(),
  created_at: z.string(),
  updated_at: z.string(),
  delivered_at: z.string().nullable(),
}

const estimate = z.string().nullable().optional().openapi({
  description:
    'By its flight: the actual, else the estimated, else the planned arrival. Told where one shipment is asked for',
})

export const ShipmentV1 = z
  .object({
    ...shared,
    status: z.enum(SHIPMENT_STATUSES),
    estimated_arrival: estimate,
    declared_amount: z.number().int().nullable(),
    declared_currency: z.string().nullable(),
    cod_amount: z.number().int().nullable(),
    cod_currency: z.string().nullable(),
  })
  .openapi('Shipment')

export const EventSchema = z
  .object({
    id: z.string(),
    status: z.enum(SHIPMENT_STATUSES),
    code: z.string().nullable().openapi({ description: 'IATA FSU code, where one fits' }),
    reason_code: z.string().nullable(),
    occurred_at: z.string(),
    recorded_at: z.string(),
    time_type: z.enum(['actual', 'estimated', 'planned']),
    airport: z.string().nullable(),
    flight_id: z.string().nullable(),
    bag_id: z.string().nullable(),
    actor: z.string(),
    source: z.string(),
    note: z.string().nullable(),
  })
  .openapi('TrackingEvent')

export const NormalisedStatus = z.enum([
  'pre_transit',
  'in_transit',
  'out_for_delivery',
  'delivered',
  'available_for_pickup',
  'return_to_sender',
  'failure',
  'cancelled',
])

export const ShipmentV2 = z
  .object({
    ...shared,
    declared_value: money.nullable(),
    cod: money.nullable(),
    tracking: z.object({
      status: NormalisedStatus,
      substatus: z.enum(SHIPMENT_STATUSES),
      label: z.string(),
      estimated_delivery: estimate,
      events: z
        .array(
          EventSchema.extend({
            status: NormalisedStatus,
            substatus: z.enum(SHIPMENT_STATUSES),
            label: z.string(),
          }).openapi('TrackingEventV2'),
        )
        .optional()
        .openapi({ description: 'The timeline, oldest first, where one shipment is asked for' }),
    }),
  })
  .openapi('ShipmentV2')
