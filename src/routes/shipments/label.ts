import { createRoute, z } from '@hono/zod-openapi'
import { printLabelPdf, printLabelSvg } from '../../use-cases/labels/print-label.ts'
import { idParams } from '../fields.ts'
import { createRoutes, pick } from '../http.ts'
import { authenticated } from '../middleware/authenticate.ts'

const LabelQuery = z.strictObject({
  format: z.enum(['pdf', 'svg']).default('pdf').openapi({ description: 'pdf: a page for each piece. svg: one piece' }),
  piece: z.coerce.number().int().min(1).max(999).default(1).openapi({ description: 'Which piece, for svg' }),
})

/** `/shipments/{id}/label`. */
export function shipmentLabelRoutes() {
  const routes = createRoutes()
  routes.openapi(
    createRoute({
      tags: ['Shipments'],
      security: [{ bearer: [] }],
      middleware: [authenticated],
      method: 'get',
      path: '/{id}/label',
      summary: 'The label of a parcel, A6',
      description:
        'The tracking id is a Code 128 and its link a QR code. In PDF, letters other than Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic ones are written in Latin, between ‹ and ›; SVG shows them as they are.',
      request: { params: idParams('shp'), query: LabelQuery },
      responses: {
        200: {
          description: 'The label',
          content: { 'application/pdf': { schema: z.string() }, 'image/svg+xml': { schema: z.string() } },
        },
        ...pick(401, 403, 404, 422, 429),
      },
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const { format, piece } = c.req.valid('query')
      const headers = { 'content-disposition': `inline; filename="${id}.${format}"` }
      if (format === 'svg') {
        const svg = await printLabelSvg(c.get('context'), id, piece)
        return c.body(svg, 200, { ...headers, 'content-type': 'image/svg+xml; charset=utf-8' })
      }
      const pdf = await printLabelPdf(c.get('context'), id)
      return c.body(pdf.slice().buffer, 200, { ...headers, 'content-type': 'application/pdf' })
    },
  )
  return routes
}
