import { z } from 'zod'
import { describeError, type Log } from '../core/log.ts'
import type { Tenant } from '../domain/auth/tenant.ts'
import { readImportFile } from '../routes/shipments/csv-import.ts'
import type { ImportJob, TenantContext } from '../use-cases/context.ts'
import { giveUpImport } from '../use-cases/imports/give-up-import.ts'
import { runImport } from '../use-cases/imports/run-import.ts'
import { retryDelay } from './backoff.ts'

const ACTOR = { kind: 'system', job: 'imports' } as const

/** What the import queue carries: a file of shipments that a tenant sent. */
const ImportMessage = z.object({
  type: z.literal('import'),
  tenant_id: z.string(),
  import_id: z.string(),
}) satisfies z.ZodType<ImportJob>

/** What one message of the import queue is worked with. */
export interface ImportWork {
  readonly log: Log
  /** For timelines that begin with an import. */
  tenant(tenant: Tenant, actor: typeof ACTOR): TenantContext
  findTenant(tenantId: string): Promise<Tenant | null>
}

/** A dead letter's, beside that. */
export interface DeadImportWork extends ImportWork {
  /** Keeps the letter itself, where operators can find it. */
  keep(letter: { readonly queue: string; readonly id: string; readonly body: unknown }): Promise<void>
}

/**
 * Works each import to its end. What fails is tried again from where it stopped; so is that of a suspended company, until the
 * tries are used up. A message that nobody can read ends as a dead letter.
 */
export async function handleImports(batch: MessageBatch, open: (message: Message) => ImportWork): Promise<void> {
  for (const message of batch.messages) {
    const work = open(message)
    try {
      const job = ImportMessage.parse(message.body)
      const tenant = await work.findTenant(job.tenant_id)
      if (tenant && tenant.status !== 'active') throw new Error('the company is suspended')
      if (tenant) await runImport(work.tenant(tenant, ACTOR), job.import_id, readImportFile)
      message.ack()
    } catch (error) {
      work.log.warn('import_failed', { attempts: message.attempts, ...describeError(error) })
      message.retry({ delaySeconds: retryDelay(message.attempts) })
    }
  }
}

/** An import that every try failed on ends as failed, and its letter is kept and logged as an error. */
export async function handleDeadImports(
  batch: MessageBatch,
  open: (message: Message) => DeadImportWork,
): Promise<void> {
  for (const message of batch.messages) {
    const work = open(message)
    const job = ImportMessage.safeParse(message.body).data
    work.log.error('dead_letter', {
      queue: batch.queue,
      message_id: message.id,
      import_id: job?.import_id ?? 'unreadable',
    })
    try {
      await work.keep({ queue: batch.queue, id: message.id, body: message.body })
      const tenant = job && (await work.findTenant(job.tenant_id))
      if (job && tenant) await giveUpImport(work.tenant(tenant, ACTOR), job.import_id)
      message.ack()
    } catch (error) {
      work.log.warn('dead_letter_failed', { message_id: message.id, ...describeError(error) })
      message.retry({ delaySeconds: retryDelay(message.attempts) })
    }
  }
}
