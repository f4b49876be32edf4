import { createRoute, z } from '@hono/zod-openapi'
import { isId } from '../../core/ids.ts'
import { type ApiVersion, dtoFactory } from '../../core/versioning.ts'
import { type InboxPage, MOST_COUNTED } from '../../domain/notifications/inbox.ts'
import { NotificationEvent } from '../../domain/notifications/notification-event.ts'
import { listNotifications } from '../../use-cases/notifications/list-notifications.ts'
import { type Read, readNotifications } from '../../use-cases/notifications/read-notifications.ts'
import { pageQuery, pageRequest } from '../cursor.ts'
import { timeText } from '../fields.ts'
import { answer, body, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated, hubIdentity } from '../middleware/authenticate.ts'
import { act } from '../middleware/idempotency.ts'

const NotificationSchema = z
  .object({
    id: z.string(),
    event: z.string(),
    subject_type: z.string(),
    subject_id: z.string(),
    data: z.record(z.string(), z.unknown()),
    read: z.boolean(),
    created_at: z.string(),
  })
  .openapi('Notification')

const unreadCount = z
  .number()
  .int()
  .min(0)
  .max(MOST_COUNTED)
  .openapi({
    description: `Unread notifications of the whole list, counted up to ${MOST_COUNTED}: that stands for ${MOST_COUNTED} or more, which a badge shows as ${MOST_COUNTED - 1}+`,
  })

const ReadSchema = z.object({ read_up_to: z.string(), unread_count: unreadCount }).openapi('ReadNotifications')

const UpToSchema = z
  .strictObject({
    up_to: z
      .string()
      .refine((text) => isId('ntf', text), 'The id of a notification, ntf_….')
      .openapi({ description: 'The newest notification that was seen', example: 'ntf_01jd0000000000000000000000' }),
  })
  .openapi('ReadUpTo')

const presentRead = ({ readUpTo, unread }: Read): z.output<typeof ReadSchema> => ({
  read_up_to: readUpTo,
  unread_count: unread,
})

function presentIn(page: InboxPage) {
  return (event: NotificationEvent): z.output<typeof NotificationSchema> => ({
    id: event.id,
    event: event.type,
    subject_type: event.subjectType,
    subject_id: event.subjectId,
    data: { ...NotificationEvent.data(event) },
    read: page.readUpTo !== null && event.id <= page.readUpTo,
    created_at: timeText(event.createdAt),
  })
}

/** A page in the version's form, with how much of the list is unread beside it. */
const inboxDto = dtoFactory({
  v1: listDto('v1').schema(NotificationSchema).extend({ unread_count: unreadCount }),
  v2: listDto('v2').schema(NotificationSchema).extend({ unread_count: unreadCount }),
})

/** `/notifications` in one version: what happened, what of it was read, and a socket's ticket. */
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
      description:
        'Staff and API keys with notifications:read see the company’s events, a courier theirs, a customer those of their own shipments.',
      request: { query: z.strictObject(pageQuery) },
      responses: { 200: json(inboxDto(version), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const page = await listNotifications(c.get('context'), pageRequest(c.req.valid('query'), 'ntf'))
      return answer(c, 200, { ...list.present(page, presentIn(page)), unread_count: page.unread })
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/read',
      summary: 'Everything up to this notification is read',
      description:
        'The mark is each reader’s own and only moves forward: an older notification changes nothing, and the answer tells where it stands.',
      request: body(UpToSchema),
      responses: {
        200: json(ReadSchema, 'Where the mark stands'),
        ...pick(400, 401, 403, 404, 409, 415, 422, 429),
      },
    }),
    (c) => act(c, 200, presentRead, () => readNotifications(c.get('context'), c.req.valid('json').up_to)),
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
