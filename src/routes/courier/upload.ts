import type { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../core/errors.ts'
import type { MarkDelivered } from '../../use-cases/courier/mark-delivered.ts'
import type { AppEnv } from '../scope.ts'
import type { DeliveryForm, DeliverySchema } from './schemas.ts'

const FORM = /^multipart\/form-data\b/i
const JSON_TYPE = /^application\/json\b/i

const isForm = (c: Context<AppEnv>) => FORM.test(c.req.header('content-type') ?? '')

/** JSON or a form; a form that is cut off is said to be just that, and not to be wrong JSON. */
export const jsonOrForm = createMiddleware<AppEnv>(async (c, next) => {
  if (isForm(c)) {
    await c.req.formData().catch(() => {
      throw new AppError('malformed_request', 'The form cannot be read: it is cut off, or its boundary is missing.')
    })
  } else if (!JSON_TYPE.test(c.req.header('content-type') ?? '')) {
    throw new AppError('unsupported_media_type', 'Send JSON (application/json) or a form (multipart/form-data).')
  }
  await next()
})

/** Bodies of either form: zod-openapi gives both to each target. */
type Sent = z.output<typeof DeliverySchema> | z.output<typeof DeliveryForm>

async function bytesOf(picture: File | Uint8Array | undefined): Promise<Uint8Array | null> {
  if (picture instanceof File) return new Uint8Array(await picture.arrayBuffer())
  return picture ?? null
}

/** What came in, in the use case’s words. */
export async function toldDelivery(
  c: Context<AppEnv>,
  sent: { readonly json: Sent; readonly form: Sent },
): Promise<Omit<MarkDelivered, 'shipmentId'>> {
  const told = isForm(c) ? sent.form : sent.json
  return {
    signature: await bytesOf(told.signature),
    photo: await bytesOf(told.photo),
    receiverName: told.receiver_name,
    note: told.note || null,
    latitude: told.latitude ?? null,
    longitude: told.longitude ?? null,
    codCollected: told.cod_collected ?? null,
  }
}
