import { createRoute } from '@hono/zod-openapi'
import { getTenant } from '../../use-cases/auth/get-tenant.ts'
import { updateTenant } from '../../use-cases/auth/update-tenant.ts'
import { body, createRoutes, json, pick } from '../http.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { directoryOf } from '../middleware/directory-of.ts'
import { presentTenant, tenantChangeOf } from './presenters.ts'
import { TenantSchema, UpdateTenantSchema } from './schemas.ts'

const shared = { tags: ['Company'], security: [{ bearer: [] }], middleware: [authenticated] }

/** `/tenant`: the company itself. The same in all versions. */
export const tenantRoutes = createRoutes()

tenantRoutes.openapi(
  createRoute({
    ...shared,
    method: 'get',
    path: '/',
    summary: 'The company and its settings',
    responses: { 200: json(TenantSchema, 'The company'), ...pick(401, 403, 429) },
  }),
  async (c) => c.json(presentTenant(await getTenant(directoryOf(c), c.get('principal').tenant.id)), 200),
)

tenantRoutes.openapi(
  createRoute({
    ...shared,
    method: 'patch',
    path: '/',
    summary: 'Change the company and its settings',
    description: 'Name, branding, language and origins reach every page and mail within a minute.',
    request: body(UpdateTenantSchema),
    responses: { 200: json(TenantSchema, 'The company'), ...pick(400, 401, 403, 415, 422, 429) },
  }),
  async (c) => {
    const change = tenantChangeOf(c.req.valid('json'))
    const view = await updateTenant(directoryOf(c), c.get('principal').tenant.id, change)
    return c.json(presentTenant(view), 200)
  },
)
