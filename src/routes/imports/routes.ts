import { createRoute, z } from '@hono/zod-openapi'
import type { ApiVersion } from '../../core/versioning.ts'
import { getImport } from '../../use-cases/imports/get-import.ts'
import { listImports } from '../../use-cases/imports/list-imports.ts'
import { pageQuery, pageRequest } from '../cursor.ts'
import { idParams } from '../fields.ts'
import { answer, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ImportSchema, ImportWithProblemsSchema, presentImport, presentImportWithProblems } from './presenters.ts'

/** `/imports`: what became of the files that were sent. */
export function importsRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const list = listDto(version)
  const shared = { tags: ['Imports'], security: [{ bearer: [] }], method: 'get' as const, middleware: [authenticated] }

  routes.openapi(
    createRoute({
      ...shared,
      path: '/',
      summary: 'List imports, newest first',
      request: { query: z.strictObject(pageQuery) },
      responses: { 200: json(list.schema(ImportSchema), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const page = await listImports(c.get('context'), pageRequest(c.req.valid('query'), 'imp'))
      return answer(c, 200, list.present(page, presentImport))
    },
  )

  routes.openapi(
    createRoute({
      ...shared,
      path: '/{id}',
      summary: 'How far an import is, and what is wrong with its rows',
      request: { params: idParams('imp') },
      responses: { 200: json(ImportWithProblemsSchema, 'The import'), ...pick(401, 403, 404, 429) },
    }),
    async (c) => answer(c, 200, presentImportWithProblems(await getImport(c.get('context'), c.req.valid('param').id))),
  )

  return routes
}
