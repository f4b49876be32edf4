import { createRoute, z } from '@hono/zod-openapi'
import { AppError } from '../../core/errors.ts'
import type { ApiVersion } from '../../core/versioning.ts'
import { changePassword } from '../../use-cases/auth/change-password.ts'
import { listSessions } from '../../use-cases/auth/list-sessions.ts'
import { revokeSession } from '../../use-cases/auth/revoke-session.ts'
import { updateMe } from '../../use-cases/auth/update-me.ts'
import { pageQuery, pageRequest } from '../cursor.ts'
import { idParams } from '../fields.ts'
import { answer, body, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated, userOf } from '../middleware/authenticate.ts'
import { directoryOf } from '../middleware/directory-of.ts'
import { ChangePasswordSchema, SessionSchema, UpdateMeSchema } from './account-schemas.ts'
import { presentSession, presentUser } from './presenters.ts'
import { MessageSchema, UserSchema } from './schemas.ts'

/** `/auth` in one version: the user who is signed in. */
export function profileRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const list = listDto(version)
  const shared = { tags: ['Auth'], security: [{ bearer: [] }], middleware: [authenticated] }

  routes.openapi(
    createRoute({
      ...shared,
      method: 'patch',
      path: '/me',
      summary: 'Change your own name',
      request: body(UpdateMeSchema),
      responses: { 200: json(UserSchema, 'The user'), ...pick(400, 401, 403, 415, 422, 429) },
    }),
    async (c) => {
      const user = await updateMe(directoryOf(c), userOf(c).tenant.id, c.req.valid('json'))
      return answer(c, 200, presentUser(user))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/sessions',
      summary: 'Where you are signed in, the latest used first',
      request: { query: z.strictObject(pageQuery) },
      responses: { 200: json(list.schema(SessionSchema), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const { tenant, actor } = userOf(c)
      const page = await listSessions(directoryOf(c), tenant.id, pageRequest(c.req.valid('query'), 'ses'))
      return answer(
        c,
        200,
        list.present(page, (session) => presentSession(session, actor.sessionId)),
      )
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'delete',
      path: '/sessions/{id}',
      summary: 'End one of your sign-ins and cut its sockets',
      request: { params: idParams('ses') },
      responses: { 200: json(MessageSchema, 'Ended'), ...pick(401, 403, 404, 429) },
    }),
    async (c) => {
      await revokeSession(directoryOf(c), userOf(c).tenant.id, c.req.valid('param').id)
      return answer(c, 200, { message: 'This sign-in has ended.' })
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/change-password',
      summary: 'Change your password; every other sign-in ends',
      description:
        'An Idempotency-Key is not looked at: nothing that was made of a password is stored beside its hash.',
      request: body(ChangePasswordSchema),
      responses: { 200: json(MessageSchema, 'Changed'), ...pick(400, 401, 403, 409, 415, 422, 429) },
    }),
    async (c) => {
      const { tenant, actor } = userOf(c)
      if (!(await c.get('scope').limit('login', `password:${actor.userId}`))) {
        throw new AppError('rate_limited', 'Too many tries. Wait a minute.', { retryAfterSeconds: 60 })
      }
      const { current_password: currentPassword, new_password: newPassword } = c.req.valid('json')
      await changePassword(c.get('scope').directory(actor), tenant.id, { currentPassword, newPassword })
      return answer(c, 200, { message: 'Your password is changed. Your other sign-ins have ended.' })
    },
  )

  return routes
}
