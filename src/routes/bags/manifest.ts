import { createRoute, z } from '@hono/zod-openapi'
import { printManifest } from '../../use-cases/labels/print-manifest.ts'
import { idParams } from '../fields.ts'
import { createRoutes, pick } from '../http.ts'
import { authenticated } from '../middleware/authenticate.ts'

/** `/bags/{id}/manifest`. */
export function bagManifestRoutes() {
  const routes = createRoutes()
  routes.openapi(
    createRoute({
      tags: ['Bags'],
      security: [{ bearer: [] }],
      middleware: [authenticated],
      method: 'get',
      path: '/{id}/manifest',
      summary: 'A bag’s tag and the list of what is in it, A4',
      description:
        'The bag’s number is a Code 128; its id where the number has more than 30 letters, or such as Code 128 lacks.',
      request: { params: idParams('bag') },
      responses: {
        200: { description: 'The manifest', content: { 'application/pdf': { schema: z.string() } } },
        ...pick(401, 403, 404, 429),
      },
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const pdf = await printManifest(c.get('context'), id)
      return c.body(pdf.slice().buffer, 200, {
        'content-type': 'application/pdf',
        'content-disposition': `inline; filename="${id}.pdf"`,
      })
    },
  )
  return routes
}
