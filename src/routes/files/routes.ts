import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { OpenedPicture } from '../../use-cases/files/open-picture.ts'
import { createRoutes, pick } from '../http.ts'
import { holdAddress } from '../middleware/rate-limits.ts'
import type { AppEnv } from '../scope.ts'

/** A page of proofs opens many at once; what costs its sender’s address a request is a link that opens nothing. */
async function openedBy(c: Context<AppEnv>, token: string): Promise<OpenedPicture> {
  try {
    return await c.get('scope').openPicture(token)
  } catch (error) {
    await holdAddress(c)
    throw error
  }
}

/** `/files/{token}`: a picture, for whoever holds a signed link, until it expires. */
export function filesRoutes() {
  const routes = createRoutes()
  routes.openapi(
    createRoute({
      method: 'get',
      path: '/{token}',
      tags: ['Courier'],
      summary: 'A picture behind a signed link',
      request: { params: z.object({ token: z.string().openapi({ param: { name: 'token', in: 'path' } }) }) },
      responses: {
        200: {
          description: 'The picture',
          content: { 'image/*': { schema: z.string().openapi({ format: 'binary' }) } },
        },
        ...pick(404, 429),
      },
    }),
    async (c) => {
      const { body, type, size } = await openedBy(c, c.req.valid('param').token)
      return c.body(body, 200, {
        'content-type': type,
        'content-length': String(size),
        'content-disposition': 'inline',
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'private, no-store',
      })
    },
  )
  return routes
}
