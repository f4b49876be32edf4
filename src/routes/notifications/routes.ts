import { createRoute, z } from '@hono/zod-openapi'
import type { ApiVersion } from '../../core/versioning.ts'
import { NotificationEvent } from '../../domain/notifications/notification-event.ts'
import { listNotifications } from '../../use-cases/notifications/list-notifications.ts'
import { pageQuery, pageRequest } from '../cursor.ts'
import { timeText } from '../fields.ts'
import { answer, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated, hubIdentity } from '../middleware/authenticate.ts'

const NotificationSchema = z
  .object({
    id: z.string(),
    event: z.string(),
    subject_type: z.string(),
    subject_id: z.string(),
    data: z.record(z.string(), z.unknown()),
    created_at: z.string(),
  })
  .openapi('Notification')

function presentNotification(event: NotificationEvent): z.output<typeof NotificationSchema> {
  return {
    id: event.id,
    event: event.type,
    subject_type: event.subjectType,
    subject_id: event.subjectId,
    data: { ...NotificationEvent.data(event) },
    created_at: timeText(event.createdAt),
  }
}

/** `/notifications` in one version. */
export function notificationsRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const list = listDto(version)
  const shared = { tags: ['Notifications'], security: [{ bearer: [] }], middleware: [authenticated] }

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/',
      summary: 'What happened, newest first',
      request: { query: z.strictObject(pageQuery) },
      responses: { 200: json(list.schema(NotificationSchema), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const page = await listNotifications(c.get('context'), pageRequest(c.req.valid('query'), 'ntf'))
      return answer(c, 200, list.present(page, presentNotification))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/ticket',
      summary: 'A ticket that opens one socket within 30 seconds, for browsers',
      responses: {
        200: json(z.object({ ticket: z.string(), expires_in: z.number().int() }), 'The ticket'),
        ...pick(401, 403, 429),
      },
    }),
    async (c) => {
      const principal = c.get('principal')
      const made = await c.get('scope').hub(principal.tenant.id).issueTicket(hubIdentity(principal))
      c.header('cache-control', 'no-store')
      return answer(c, 200, { ticket: `${principal.tenant.id}.${made.ticket}`, expires_in: made.expiresIn })
    },
  )

  return routes
}
