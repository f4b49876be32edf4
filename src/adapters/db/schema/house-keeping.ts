import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Tables that the directory and each shard have alike: they live where the change lives. */
export const outbox = sqliteTable(
  'outbox',
  {
    tenantId: text('tenant_id').notNull(),
    id: text('id').notNull(),
    type: text('type').notNull(),
    payload: text('payload', { mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const outboxLeases = sqliteTable('outbox_leases', {
  tenantId: text('tenant_id').notNull().primaryKey(),
  holder: text('holder').notNull(),
  heldUntil: integer('held_until').notNull(),
})

export const auditLog = sqliteTable(
  'audit_log',
  {
    tenantId: text('tenant_id').notNull(),
    id: text('id').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subjectType: text('subject_type').notNull(),
    subjectId: text('subject_id').notNull(),
    changes: text('changes', { mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull(),
    address: text('address'),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)

export const commitGuard = sqliteTable('commit_guard', {
  tenantId: text('tenant_id').notNull(),
  what: text('what').notNull(),
  expected: integer('expected').notNull(),
  actual: integer('actual').notNull(),
})

export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    tenantId: text('tenant_id').notNull(),
    principal: text('principal').notNull(),
    key: text('key').notNull(),
    requestHash: text('request_hash').notNull(),
    responseStatus: integer('response_status').notNull(),
    responseBody: text('response_body').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.principal, t.key] })],
)
