import { createRoute, z } from '@hono/zod-openapi'
import type { ApiVersion } from '../../core/versioning.ts'
import { type Device, MOST_DEVICES, PLATFORMS } from '../../domain/notifications/devices.ts'
import { listDevices } from '../../use-cases/notifications/list-devices.ts'
import { registerDevice } from '../../use-cases/notifications/register-device.ts'
import { removeDevice } from '../../use-cases/notifications/remove-device.ts'
import { MessageSchema } from '../auth/schemas.ts'
import { idParams, timeText } from '../fields.ts'
import { answer, body, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated, userOf } from '../middleware/authenticate.ts'
import { directoryOf } from '../middleware/directory-of.ts'
import { act } from '../middleware/idempotency.ts'

const NewDeviceSchema = z
  .strictObject({
    token: z
      .string()
      .min(20, 'The registration token as the app got it from Firebase.')
      .max(4_096, 'At most 4096 characters.')
      .regex(/^[\x21-\x7e]+$/, 'Printable ASCII without spaces: the token as the app got it from Firebase.')
      .openapi({
        description: 'The app’s FCM registration token',
        example: 'bk3RNwTe3H0:CI2k_HHwgIpoDKCIZvvDMExUdFQ3P1',
      }),
    platform: z.enum(PLATFORMS),
  })
  .openapi('NewDevice')

const DeviceSchema = z
  .object({
    id: z.string().openapi({ example: 'dev_01jd0000000000000000000000' }),
    platform: z.enum(PLATFORMS),
    created_at: z.string(),
    last_seen_at: z.string(),
  })
  .openapi('Device')

function presentDevice(device: Device): z.output<typeof DeviceSchema> {
  return {
    id: device.id,
    platform: device.platform,
    created_at: timeText(device.createdAt),
    last_seen_at: timeText(device.lastSeenAt),
  }
}

/** `/notifications/devices` in one version: where the user is reached by push messages. */
export function deviceRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const list = listDto(version)
  const shared = { tags: ['Notifications'], security: [{ bearer: [] }], middleware: [authenticated] }

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/',
      summary: 'Your devices, the latest registered first',
      description: `All on one page: there are at most ${MOST_DEVICES}.`,
      responses: { 200: json(list.schema(DeviceSchema), 'The devices'), ...pick(401, 403, 429) },
    }),
    async (c) => {
      const items = await listDevices(directoryOf(c), userOf(c).tenant.id)
      return answer(c, 200, list.present({ items, next: null }, presentDevice))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/',
      summary: 'Be reached on this device',
      description: `Call it whenever the app starts: the same token again only tells that the device is still in use. A token has one owner, whoever registered it last. The device is let go when this sign-in ends, when it is registered by someone else, when the provider calls the token gone, and as the one seen longest ago of more than ${MOST_DEVICES}. The token is never shown.`,
      request: body(NewDeviceSchema),
      responses: { 201: json(DeviceSchema, 'The device'), ...pick(400, 401, 403, 409, 415, 422, 429) },
    }),
    (c) => {
      const { tenant } = userOf(c)
      return act(c, 201, presentDevice, () => registerDevice(directoryOf(c), tenant.id, c.req.valid('json')))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'delete',
      path: '/{id}',
      summary: 'Be reached there no more',
      request: { params: idParams('dev') },
      responses: { 200: json(MessageSchema, 'Removed'), ...pick(401, 403, 404, 429) },
    }),
    async (c) => {
      await removeDevice(directoryOf(c), userOf(c).tenant.id, c.req.valid('param').id)
      return answer(c, 200, { message: 'The device is removed.' })
    },
  )
  return routes
}
