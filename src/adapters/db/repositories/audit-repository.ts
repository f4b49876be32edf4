import { orm, statement } from '../../../core/database.ts'
import type { AuditRepository } from '../../../domain/audit.ts'
import { auditLog } from '../schema/house-keeping.ts'

/** Writes to the audit log of one tenant; the directory and each shard have the same table, so it serves all of them. */
export function createAuditRepository(tenantId: string): AuditRepository {
  return {
    record: (entry) => statement(orm.insert(auditLog).values({ ...entry, tenantId })),
  }
}
