import { createRoute, z } from '@hono/zod-openapi'
import type { ApiVersion } from '../../core/versioning.ts'
import { type ApiKey, KEY_PERMISSIONS } from '../../domain/auth/api-key.ts'
import { type CreateApiKey, createApiKey } from '../../use-cases/api-keys/create-api-key.ts'
import { deleteApiKey } from '../../use-cases/api-keys/delete-api-key.ts'
import { listApiKeys } from '../../use-cases/api-keys/list-api-keys.ts'
import { pageQuery, pageRequest } from '../cursor.ts'
import { idParams, instant, line, timeOrNull, timeText } from '../fields.ts'
import { answer, body, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { directoryOf } from '../middleware/directory-of.ts'
import { act } from '../middleware/idempotency.ts'

const NewApiKeySchema = z
  .strictObject({
    name: line(80).openapi({ example: 'Web shop' }),
    permissions: z
      .array(z.enum(KEY_PERMISSIONS))
      .min(1, 'A key needs at least one permission.')
      .max(KEY_PERMISSIONS.length)
      .openapi({ description: 'Of those that you hold yourself', example: ['shipments:read', 'shipments:write'] }),
    expires_at: instant.optional(),
  })
  .openapi('NewApiKey')

const ApiKeySchema = z
  .object({
    id: z.string().openapi({ example: 'key_01jd0000000000000000000000' }),
    name: z.string(),
    prefix: z.string().openapi({ example: 'ack_live_Xy3kQ9' }),
    permissions: z.array(z.string()),
    created_by: z.string(),
    created_at: z.string(),
    expires_at: z.string().nullable(),
    last_used_at: z.string().nullable().openapi({ description: 'To the minute' }),
  })
  .openapi('ApiKey')

const MadeApiKeySchema = ApiKeySchema.extend({
  key: z.string().openapi({ description: 'The key itself. It is shown here and never again.' }),
}).openapi('MadeApiKey')

function presentKey(key: ApiKey): z.output<typeof ApiKeySchema> {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    permissions: [...key.permissions],
    created_by: key.createdBy,
    created_at: timeText(key.createdAt),
    expires_at: timeOrNull(key.expiresAt),
    last_used_at: timeOrNull(key.lastUsedAt),
  }
}

const presentMade = ({ key, text }: { key: ApiKey; text: string }): z.output<typeof MadeApiKeySchema> => ({
  ...presentKey(key),
  key: text,
})

/** `/api-keys` in one version. */
export function apiKeysRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const list = listDto(version)
  const shared = { tags: ['API keys'], security: [{ bearer: [] }], middleware: [authenticated] }

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/',
      summary: 'List API keys, newest first',
      request: { query: z.strictObject(pageQuery) },
      responses: { 200: json(list.schema(ApiKeySchema), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const page = pageRequest(c.req.valid('query'), 'key')
      const keys = await listApiKeys(directoryOf(c), c.get('principal').tenant, page)
      return answer(c, 200, list.present(keys, presentKey))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'post',
      path: '/',
      summary: 'Make an API key; it is shown once',
      description: 'On the scale and enterprise plans. A key cannot manage users, keys or the company.',
      request: body(NewApiKeySchema),
      responses: { 201: json(MadeApiKeySchema, 'The key'), ...pick(400, 401, 403, 409, 415, 422, 429) },
    }),
    (c) => {
      const { name, permissions, expires_at } = c.req.valid('json')
      const input: CreateApiKey = { name, permissions, expiresAt: expires_at ?? null }
      c.header('cache-control', 'no-store')
      const make = () => createApiKey(directoryOf(c), c.get('principal').tenant, input)
      return act(c, 201, presentMade, make, { secret: true })
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'delete',
      path: '/{id}',
      summary: 'Take an API key away; it stops within a minute',
      request: { params: idParams('key') },
      responses: { 200: json(ApiKeySchema, 'The key that was'), ...pick(401, 403, 404, 429) },
    }),
    async (c) => {
      const key = await deleteApiKey(directoryOf(c), c.get('principal').tenant, c.req.valid('param').id)
      return answer(c, 200, presentKey(key))
    },
  )
  return routes
}
