import { createRoute, z } from '@hono/zod-openapi'
import type { ApiVersion } from '../../core/versioning.ts'
import type { AuditEntry } from '../../domain/audit.ts'
import { listAuditLog } from '../../use-cases/audit/list-audit-log.ts'
import { pageQuery, pageRequest } from '../cursor.ts'
import { instant, timeText } from '../fields.ts'
import { answer, createRoutes, json, pick } from '../http.ts'
import { listDto } from '../lists.ts'
import { authenticated } from '../middleware/authenticate.ts'

const AuditQuery = z.strictObject({
  ...pageQuery,
  actor: z.string().max(80).optional().openapi({ description: 'usr_…, key_…, system:…, webhook:…' }),
  action: z.string().max(80).optional().openapi({ example: 'shipment.created' }),
  subject: z.string().max(80).optional().openapi({ description: 'The id of what it was done to' }),
  created_from: instant.optional().openapi({ description: 'From this time on' }),
  created_to: instant.optional().openapi({ description: 'Before this time' }),
})

const AuditEntrySchema = z
  .object({
    id: z.string().openapi({ example: 'aud_01jd0000000000000000000000' }),
    actor: z.string(),
    action: z.string(),
    subject_type: z.string(),
    subject_id: z.string(),
    changes: z.record(z.string(), z.unknown()),
    address: z.string().nullable(),
    created_at: z.string(),
  })
  .openapi('AuditEntry')

function presentEntry(entry: AuditEntry): z.output<typeof AuditEntrySchema> {
  return {
    id: entry.id,
    actor: entry.actor,
    action: entry.action,
    subject_type: entry.subjectType,
    subject_id: entry.subjectId,
    changes: { ...entry.changes },
    address: entry.address,
    created_at: timeText(entry.createdAt),
  }
}

/** `/audit-log` in one version: to be read, and by no route to be changed. */
export function auditLogRoutes(version: ApiVersion) {
  const routes = createRoutes()
  const list = listDto(version)
  routes.openapi(
    createRoute({
      tags: ['Audit log'],
      security: [{ bearer: [] }],
      middleware: [authenticated],
      method: 'get',
      path: '/',
      summary: 'Who did what, newest first',
      request: { query: AuditQuery },
      responses: { 200: json(list.schema(AuditEntrySchema), 'A page'), ...pick(400, 401, 403, 422, 429) },
    }),
    async (c) => {
      const query = c.req.valid('query')
      const filter = {
        ...(query.actor !== undefined && { actor: query.actor }),
        ...(query.action !== undefined && { action: query.action }),
        ...(query.subject !== undefined && { subjectId: query.subject }),
        ...(query.created_from !== undefined && { createdFrom: query.created_from }),
        ...(query.created_to !== undefined && { createdTo: query.created_to }),
      }
      const page = await listAuditLog(c.get('context'), filter, pageRequest(query, 'aud'))
      return answer(c, 200, list.present(page, presentEntry))
    },
  )
  return routes
}
