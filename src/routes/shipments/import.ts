import { createRoute, z } from '@hono/zod-openapi'
import { csvLine } from '../../core/csv.ts'
import type { ApiVersion } from '../../core/versioning.ts'
import { startImport } from '../../use-cases/imports/start-import.ts'
import { createRoutes, json, pick } from '../http.ts'
import { ImportSchema, presentImport } from '../imports/presenters.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { act } from '../middleware/idempotency.ts'
import { IMPORT_COLUMNS } from './csv-columns.ts'
import { readImportFile } from './csv-import.ts'
import { csvOrForm, ImportForm, ImportQuery, uploadOf } from './csv-upload.ts'

const CSV_TYPE = 'text/csv; charset=utf-8'
const csvText = z.string().openapi({ description: 'CSV with a header, up to 5,000 rows and 10 MiB' })

/** `/shipments/import`: shipments that come in as a file. It stands before the routes that take JSON only. */
export function shipmentImportRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const shared = { tags: ['Imports'], security: [{ bearer: [] }], middleware: [authenticated] }

  routes.openapi(
    createRoute({
      ...shared,
      middleware: [authenticated, csvOrForm] as const,
      method: 'post',
      path: '/',
      summary: 'Announce the shipments of a CSV file',
      description:
        'Columns are named as the fields of a shipment, nested ones with dots: recipient.address.city. Commas, semicolons and tabs are understood. The rows are looked at after the answer: follow Location. All good rows become shipments at once, at the end.',
      request: {
        query: ImportQuery,
        body: { content: { 'text/csv': { schema: csvText }, 'multipart/form-data': { schema: ImportForm } } },
      },
      responses: { 202: json(ImportSchema, 'Taken in'), ...pick(400, 401, 403, 409, 413, 415, 422, 429) },
    }),
    async (c) => {
      const upload = await uploadOf(c, c.req.valid('query'), c.req.valid('form'))
      const response: Response = await act(c, 202, presentImport, () =>
        startImport(c.get('context'), upload, readImportFile),
      )
      const { id } = z.object({ id: z.string() }).parse(await response.clone().json())
      response.headers.set('location', `/api/${version}/imports/${id}`)
      return response as never
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      method: 'get',
      path: '/template',
      summary: 'A CSV file to fill in: the header and one row',
      responses: { 200: { description: 'CSV', content: { 'text/csv': { schema: z.string() } } }, ...pick(401, 429) },
    }),
    (c) => {
      const lines = [IMPORT_COLUMNS.map(({ name }) => name), IMPORT_COLUMNS.map(({ example }) => example)]
      return c.body(lines.map(csvLine).join(''), 200, {
        'content-type': CSV_TYPE,
        'content-disposition': 'attachment; filename="shipments-template.csv"',
      })
    },
  )

  return routes
}
