import type { Page, PageRequest } from './page.ts'
import type { Statement } from './statement.ts'

/** Who did what to what, and what changed. Append-only; written in the commit of the change. */
export interface AuditEntry {
  readonly id: string
  readonly actor: string
  readonly action: string
  readonly subjectType: string
  readonly subjectId: string
  readonly changes: Readonly<Record<string, unknown>>
  readonly address: string | null
  readonly createdAt: number
}

export interface AuditRepository {
  record(entry: AuditEntry): Statement
}

/** What to look for. Times in ms UTC: from `createdFrom` on, before `createdTo`. */
export interface AuditFilter {
  readonly actor?: string
  readonly action?: string
  readonly subjectId?: string
  readonly createdFrom?: number
  readonly createdTo?: number
}

export interface AuditLog {
  /** Newest first. */
  list(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>>
}
