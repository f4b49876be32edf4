import { createRoute, z } from '@hono/zod-openapi'
import { csvLine } from '../../core/csv.ts'
import { describeError, type Log } from '../../core/log.ts'
import type { Shipment } from '../../domain/shipments/shipment.ts'
import { exportShipments } from '../../use-cases/shipments/export-shipments.ts'
import { createRoutes, pick } from '../http.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { EXPORT_HEADER, exportCells } from './csv-columns.ts'
import { filterOf, ListQuery } from './list-query.ts'

const ExportQuery = ListQuery.omit({ limit: true, cursor: true }).extend({
  bom: z
    .enum(['true', 'false'])
    .default('false')
    .openapi({ description: 'Begins with a byte order mark, by which spreadsheets know UTF-8' }),
})

/** Lines as bytes, a page of shipments at a time, as fast as the reader takes them. A failure cuts the answer off and is logged. */
function csvStream(pages: AsyncGenerator<readonly Shipment[]>, bom: boolean, log: Log): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let head = `${bom ? '\uFEFF' : ''}${csvLine(EXPORT_HEADER)}`
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await pages.next()
          const lines = head + (done ? '' : value.map((shipment) => csvLine(exportCells(shipment))).join(''))
          head = ''
          if (lines !== '') controller.enqueue(encoder.encode(lines))
          if (done) controller.close()
        } catch (error) {
          log.error('export_cut_off', describeError(error))
          controller.error(error)
        }
      },
      async cancel() {
        await pages.return(undefined)
      },
    },
    { highWaterMark: 1 },
  )
}

/** `/shipments/export`. It stands before `/shipments/{id}`. */
export function shipmentExportRoutes() {
  const routes = createRoutes()
  routes.openapi(
    createRoute({
      tags: ['Shipments'],
      security: [{ bearer: [] }],
      middleware: [authenticated],
      method: 'get',
      path: '/',
      summary: 'All shipments of a filter as CSV, newest first',
      description:
        'An import reads the file again. Cells that a spreadsheet would run as formulas begin with an apostrophe; an import takes it off.',
      request: { query: ExportQuery },
      responses: {
        200: { description: 'CSV', content: { 'text/csv': { schema: z.string() } } },
        ...pick(401, 403, 422, 429),
      },
    }),
    async (c) => {
      const { bom, ...query } = c.req.valid('query')
      const pages = await exportShipments(c.get('context'), filterOf({ ...query, limit: 1 }))
      const { clock, log } = c.get('scope')
      const day = new Date(clock.now()).toISOString().slice(0, 10)
      return c.body(csvStream(pages, bom === 'true', log), 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="shipments-${day}.csv"`,
      })
    },
  )
  return routes
}
