import { AppError } from '../../core/errors.ts'
import { Actor } from '../../domain/actor.ts'
import { authorize } from '../../domain/auth/role.ts'
import { IMPORT_MAX_BYTES, type OnError, ShipmentImport } from '../../domain/shipments/import.ts'
import type { TenantContext } from '../context.ts'
import type { ReadImportFile } from './import-file.ts'

export interface StartImport {
  readonly bytes: Uint8Array
  readonly fileName: string | null
  readonly dryRun: boolean
  readonly onError: OnError
}

/**
 * Takes a file of shipments in: looks at its table, keeps it, and leaves the rest to the queue. Its rows are looked at there.
 * Throws `forbidden`, `payload_too_large`, `unprocessable`.
 */
export async function startImport(
  ctx: TenantContext,
  input: StartImport,
  readFile: ReadImportFile,
): Promise<ShipmentImport> {
  authorize(ctx.actor, 'shipments:write')
  const { bytes, ...rest } = input
  if (bytes.length > IMPORT_MAX_BYTES) throw new AppError('payload_too_large', 'The file is larger than 10 MiB.')
  const { rows } = readFile(bytes)
  const now = ctx.clock.now()
  const it = ShipmentImport.create(
    { ...rest, fileBytes: bytes.length, rowsTotal: rows.length, createdBy: Actor.label(ctx.actor) },
    { id: ctx.ids.make('imp'), tenantId: ctx.tenant.id },
    now,
  )
  await ctx.importFiles.put(it.id, bytes)
  try {
    const order = ctx.notifications.enqueue({ id: it.id, type: 'import', payload: {} }, now)
    return await ctx.commit([ctx.imports.insert(it), order], it)
  } catch (error) {
    // Nothing names the file now: a repeated Idempotency-Key, or a database that is busy.
    await ctx.importFiles.remove(it.id).catch(() => ctx.log.warn('import_file_left', { import_id: it.id }))
    throw error
  }
}
