import { Buffer } from 'node:buffer'
import { z } from '@hono/zod-openapi'
import { BAG_STATUSES } from '../../domain/shipments/bag.ts'
import { ATTEMPT_REASONS } from '../../domain/shipments/proof.ts'
import { SHIPMENT_STATUSES } from '../../domain/shipments/shipment-status.ts'
import { pageQuery } from '../cursor.ts'
import { line, moneyField, paragraph } from '../fields.ts'

export const BagsQuery = z.strictObject({ ...pageQuery, status: z.enum(BAG_STATUSES).optional() })
export const ShipmentsQuery = z.strictObject({ ...pageQuery, status: z.enum(SHIPMENT_STATUSES).optional() })
export const PageQuery = z.strictObject(pageQuery)

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** A picture in JSON: base64, or the `data:` URL that a canvas gives. What the URL says of its type is not believed. */
const base64Picture = z
  .string()
  .transform((text, context): Uint8Array | typeof z.NEVER => {
    const data = text.replace(/^data:[\w/+.-]{0,100};base64,/, '')
    if (data !== '' && data.length % 4 === 0 && BASE64.test(data)) return Buffer.from(data, 'base64')
    context.addIssue({ code: 'custom', message: 'A picture as base64 (RFC 4648, section 4), or as a data: URL.' })
    return z.NEVER
  })
  .openapi({ type: 'string', format: 'byte', description: 'PNG, JPEG or WebP as base64, or as a data: URL' })

const filePicture = z
  .custom<File>((value) => value instanceof File, 'Send the picture as a file.')
  .openapi({ type: 'string', format: 'binary', description: 'PNG, JPEG or WebP' })

const latitude = z.number().min(-90, 'Degrees from -90 to 90.').max(90, 'Degrees from -90 to 90.')
const longitude = z.number().min(-180, 'Degrees from -180 to 180.').max(180, 'Degrees from -180 to 180.')

/** A number as a form's text. */
const numberText = z
  .string()
  .trim()
  .regex(/^-?\d{1,3}(\.\d{1,15})?$/, 'A decimal number, such as -34.6037.')
  .transform(Number)

const moneyText = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'JSON: {"amount": 1250, "currency": "EUR"}.' })
      return z.NEVER
    }
  })
  .pipe(moneyField)
  .openapi({ type: 'string', example: '{"amount":1250,"currency":"EUR"}' })

const receiver = { receiver_name: line(200).openapi({ example: 'Beto Ruiz' }), note: paragraph(500).optional() }
const isPlaced = ({ latitude: y, longitude: x }: { latitude?: number | undefined; longitude?: number | undefined }) =>
  (y === undefined) === (x === undefined)
const PLACED = { path: ['longitude'], error: 'Latitude and longitude go together.' }

export const DeliverySchema = z
  .strictObject({
    ...receiver,
    signature: base64Picture.optional(),
    photo: base64Picture.optional(),
    latitude: latitude.optional(),
    longitude: longitude.optional(),
    cod_collected: moneyField.optional(),
  })
  .refine(isPlaced, PLACED)
  .openapi('Delivery')

export const DeliveryForm = z
  .strictObject({
    ...receiver,
    signature: filePicture.optional(),
    photo: filePicture.optional(),
    latitude: numberText.pipe(latitude).optional(),
    longitude: numberText.pipe(longitude).optional(),
    cod_collected: moneyText.optional(),
  })
  .refine(isPlaced, PLACED)
  .openapi('DeliveryForm')

export const AttemptSchema = z
  .strictObject({
    reason: z.enum(ATTEMPT_REASONS),
    note: paragraph(500).optional(),
    photo: base64Picture.optional(),
  })
  .openapi('DeliveryAttempt')
