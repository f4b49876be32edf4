import { NotificationEvent } from '../../domain/notifications/notification-event.ts'
import type { ShipmentImport } from '../../domain/shipments/import.ts'
import type { Statement } from '../../domain/statement.ts'
import type { TenantContext } from '../context.ts'

/** What staff hear of an import on their sockets. */
export function importNews(
  ctx: TenantContext,
  it: ShipmentImport,
  type: 'import.progress' | 'import.finished',
): readonly Statement[] {
  const event = NotificationEvent.create({
    id: ctx.ids.make('ntf'),
    tenantId: ctx.tenant.id,
    type,
    subjectType: 'import',
    subjectId: it.id,
    payload: {
      import_id: it.id,
      status: it.status,
      dry_run: it.dryRun,
      rows_total: it.rowsTotal,
      rows_checked: it.rowsChecked,
      rows_refused: it.rowsRefused,
      rows_imported: it.rowsImported,
      errors: it.errorCount,
      warnings: it.warningCount,
    },
    createdAt: ctx.clock.now(),
  })
  return ctx.notifications.record([event])
}

/**
 * Ends an import: its shipments, its one line in the audit log and its last notification with one commit, a constant number
 * of statements. Throws `conflict` when another has moved it on meanwhile.
 */
export async function endImport(ctx: TenantContext, before: ShipmentImport, after: ShipmentImport): Promise<void> {
  const { status, reason, dryRun, onError, rowsTotal, rowsRefused, rowsImported } = after
  const audited = ctx.audit.record({
    id: ctx.ids.make('aud'),
    actor: after.createdBy,
    action: 'shipments.imported',
    subjectType: 'import',
    subjectId: after.id,
    changes: {
      status,
      reason,
      dry_run: dryRun,
      on_error: onError,
      rows_total: rowsTotal,
      rows_refused: rowsRefused,
      rows_imported: rowsImported,
    },
    address: null,
    createdAt: ctx.clock.now(),
  })
  await ctx.commit(
    [
      ctx.imports.update(before, after),
      ...(rowsImported > 0 ? ctx.imports.putIn(after.id, rowsImported) : []),
      ctx.imports.discardStaged(after.id),
      audited,
      ...importNews(ctx, after, 'import.finished'),
    ],
    null,
  )
}
