import { createRoute, z } from '@hono/zod-openapi'
import { CHANNELS, type Channel } from '../../domain/notifications/delivery.ts'
import { Preferences, TOLD_EVENTS, type ToldEvent } from '../../domain/notifications/preferences.ts'
import { getPreferences } from '../../use-cases/notifications/get-preferences.ts'
import { savePreferences } from '../../use-cases/notifications/save-preferences.ts'
import { answer, body, createRoutes, json, pick } from '../http.ts'
import { authenticated } from '../middleware/authenticate.ts'

const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time of day, such as 21:30.')
  .openapi({ example: '21:00' })

const quietHours = z
  .strictObject({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from !== to, {
    path: ['to'],
    message: 'Another time than from. Without quiet hours: null.',
  })
  .nullable()
  .openapi({
    description:
      'On the clock of the destination’s airport. WhatsApp and push messages wait until they end; mails do not.',
  })

const cells = <T extends z.ZodType>(cell: T) =>
  Object.fromEntries(CHANNELS.map((channel) => [channel, cell])) as Record<Channel, T>
const rows = <T extends z.ZodType>(row: T) =>
  Object.fromEntries(TOLD_EVENTS.map((event) => [event, row])) as Record<ToldEvent, T>

const PreferencesSchema = z
  .object({ events: z.object(rows(z.object(cells(z.boolean())))), quiet_hours: quietHours })
  .openapi('NotificationPreferences')

const SavePreferencesSchema = z
  .strictObject({
    events: z
      .strictObject(rows(z.strictObject(cells(z.boolean().optional())).optional()))
      .openapi({ description: 'Event, channel, on or off. What is not named is as by default.' }),
    quiet_hours: quietHours.default(null),
  })
  .openapi('SaveNotificationPreferences')

const presentPreferences = (preferences: Preferences): z.output<typeof PreferencesSchema> => ({
  events: Preferences.whole(preferences),
  quiet_hours: preferences.quietHours,
})

/** JSON leaves out what is undefined, and so does what is stored. */
const matrixOf = (events: z.output<typeof SavePreferencesSchema>['events']): Preferences['matrix'] =>
  JSON.parse(JSON.stringify(events))

/** `/notifications/preferences`: the same in all versions. */
export function preferenceRoutes() {
  const routes = createRoutes()
  const shared = { tags: ['Notifications'], security: [{ bearer: [] }], middleware: [authenticated] }
  const preferences = json(PreferencesSchema, 'Every event on every channel, and the quiet hours')

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/',
      summary: 'What people are told of, and how',
      responses: { 200: preferences, ...pick(401, 403, 429) },
    }),
    async (c) => answer(c, 200, presentPreferences(await getPreferences(c.get('context')))),
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'put',
      path: '/',
      summary: 'Say what people are told of, and how',
      description: 'Takes the place of what was said before. It holds for what still waits to be sent, too.',
      request: body(SavePreferencesSchema),
      responses: { 200: preferences, ...pick(400, 401, 403, 415, 422, 429) },
    }),
    async (c) => {
      const { events, quiet_hours: quiet } = c.req.valid('json')
      const saved = await savePreferences(c.get('context'), { matrix: matrixOf(events), quietHours: quiet })
      return answer(c, 200, presentPreferences(saved))
    },
  )
  return routes
}
