import { and, desc, eq, gte, lt } from 'drizzle-orm'
import { type Database, orm, type Query, queryOf, type Row } from '../../../core/database.ts'
import { idFloor } from '../../../core/ids.ts'
import type { AuditEntry, AuditFilter, AuditLog } from '../../../domain/audit.ts'
import type { PageRequest } from '../../../domain/page.ts'
import { decode } from '../decode.ts'
import { auditLog } from '../schema/house-keeping.ts'
import { equals, pageOf } from './page.ts'

function toEntry(row: Row): AuditEntry {
  const { tenantId: _tenant, ...entry } = decode(auditLog, row)
  return Object.freeze(entry)
}

/** An id begins with the time at which it was made, so a span of time is a range of ids, which is the order of the table. */
function entries(tenantId: string, filter: AuditFilter, { limit, after }: PageRequest): Query {
  return queryOf(
    orm
      .select()
      .from(auditLog)
      .where(
        and(
          eq(auditLog.tenantId, tenantId),
          after === null ? undefined : lt(auditLog.id, after),
          filter.createdFrom === undefined ? undefined : gte(auditLog.id, idFloor('aud', filter.createdFrom)),
          filter.createdTo === undefined ? undefined : lt(auditLog.id, idFloor('aud', filter.createdTo)),
          equals(auditLog.actor, filter.actor),
          equals(auditLog.action, filter.action),
          equals(auditLog.subjectId, filter.subjectId),
        ),
      )
      .orderBy(desc(auditLog.id))
      .limit(limit + 1),
  )
}

/** One tenant's audit log, which lies in several databases, merged in the order of its ids. One round trip to each. */
export function createAuditLog(dbs: readonly Pick<Database, 'all'>[], tenantId: string): AuditLog {
  return {
    async list(filter, page) {
      const query = entries(tenantId, filter, page)
      const rows = (await Promise.all(dbs.map((db) => db.all(query)))).flat()
      rows.sort((a, b) => (String(a.id) < String(b.id) ? 1 : -1))
      return pageOf(rows.slice(0, page.limit + 1), page.limit, toEntry)
    },
  }
}
