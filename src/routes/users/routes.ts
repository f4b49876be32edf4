import { createRoute, z } from '@hono/zod-openapi'
import type { ApiVersion } from '../../core/versioning.ts'
import { ROLES } from '../../domain/auth/role.ts'
import { User } from '../../domain/auth/user.ts'
import { inviteUser } from '../../use-cases/auth/invite-user.ts'
import { listUsers } from '../../use-cases/auth/list-users.ts'
import { removeUser } from '../../use-cases/auth/remove-user.ts'
import { updateUser } from '../../use-cases/auth/update-user.ts'
import { presentUser } from '../auth/presenters.ts'
import { emailField, UserSchema } from '../auth/schemas.ts'
import { pageQuery, pageRequest } from '../cursor.ts'
import { idParams, line, timeText } from '../fields.ts'
import { answer, body, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { directoryOf } from '../middleware/directory-of.ts'
import { act } from '../middleware/idempotency.ts'

const role = z.enum(ROLES).openapi({ description: 'Only an owner makes and changes owners', example: 'operator' })

const InviteSchema = z
  .strictObject({ email: emailField, role, name: line(120).optional().openapi({ example: 'Ana Silva' }) })
  .openapi('InviteUser')

const UpdateUserSchema = z
  .strictObject({ role: role.optional(), is_active: z.boolean().optional() })
  .refine((change) => change.role !== undefined || change.is_active !== undefined, 'Send role, is_active or both.')
  .openapi('UpdateUser')

const StaffUserSchema = UserSchema.extend({
  invited: z.boolean().openapi({ description: 'Has not accepted the invitation yet' }),
  created_at: z.string(),
}).openapi('StaffUser')

const presentStaffUser = (user: User): z.output<typeof StaffUserSchema> => ({
  ...presentUser(user),
  invited: User.isInvited(user),
  created_at: timeText(user.createdAt),
})

/** `/users` in one version: the company's people. */
export function usersRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const list = listDto(version)
  const shared = { tags: ['Users'], security: [{ bearer: [] }], middleware: [authenticated] }
  const params = idParams('usr')

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/',
      summary: 'List users, newest first',
      request: { query: z.strictObject(pageQuery) },
      responses: { 200: json(list.schema(StaffUserSchema), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const page = pageRequest(c.req.valid('query'), 'usr')
      const users = await listUsers(directoryOf(c), c.get('principal').tenant.id, page)
      return answer(c, 200, list.present(users, presentStaffUser))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/',
      summary: 'Invite somebody by mail',
      description:
        'Inviting somebody again who has not accepted yet mails a new link; the one before it stops working.',
      request: body(InviteSchema),
      responses: { 201: json(StaffUserSchema, 'The user'), ...pick(400, 401, 403, 409, 415, 422, 429) },
    }),
    (c) => {
      const input = c.req.valid('json')
      const invite = () => inviteUser(directoryOf(c), c.get('principal').tenant.id, input)
      return act(c, 201, presentStaffUser, invite)
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'patch',
      path: '/{id}',
      summary: 'Change a role, or take somebody in and out of service',
      description: 'Either ends the user’s sign-ins and sockets at once. The last owner stays.',
      request: { params, ...body(UpdateUserSchema) },
      responses: { 200: json(StaffUserSchema, 'The user'), ...pick(400, 401, 403, 404, 409, 415, 422, 429) },
    }),
    async (c) => {
      const { role, is_active: isActive } = c.req.valid('json')
      const change = { userId: c.req.valid('param').id, role, isActive }
      const user = await updateUser(directoryOf(c), c.get('principal').tenant.id, change)
      return answer(c, 200, presentStaffUser(user))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'delete',
      path: '/{id}',
      summary: 'Deactivate a user; what they did stays under their name',
      request: { params },
      responses: { 200: json(StaffUserSchema, 'The user'), ...pick(401, 403, 404, 409, 429) },
    }),
    async (c) => {
      const user = await removeUser(directoryOf(c), c.get('principal').tenant.id, c.req.valid('param').id)
      return answer(c, 200, presentStaffUser(user))
    },
  )

  return routes
}
