import { AppError } from '../../core/errors.ts'
import { describeError } from '../../core/log.ts'
import type { OutboxEntry } from '../../domain/notifications/ports.ts'
import type { DirectoryContext } from '../context.ts'
import { resumeTenant } from './resume-tenant.ts'
import { suspendTenant } from './suspend-tenant.ts'

const ORDERS = { 'tenant.suspend': suspendTenant, 'tenant.resume': resumeTenant } as const

const orderOf = ({ type }: OutboxEntry) => (type === 'tenant.suspend' || type === 'tenant.resume' ? ORDERS[type] : null)

/** Whether an entry of the directory's outbox is an order of the operators rather than a mail. */
export const isOrder = (entry: OutboxEntry): boolean => orderOf(entry) !== null

/**
 * Carries out what operators left in the directory's outbox, oldest first. After one that fails, the same company's later
 * ones wait: a resumption never comes before the suspension it lifts.
 * @returns the entries that are done with; an order for a company there is not is one of them
 */
export async function carryOutOrders(
  ctx: DirectoryContext,
  entries: readonly OutboxEntry[],
): Promise<readonly string[]> {
  const done: string[] = []
  const waiting = new Set<string>()
  for (const entry of entries) {
    const carryOut = orderOf(entry)
    const tenantId = String(entry.payload.tenant_id)
    if (!carryOut || waiting.has(tenantId)) continue
    try {
      await carryOut(ctx, { tenantId, reason: String(entry.payload.reason ?? '') })
      done.push(entry.id)
    } catch (error) {
      ctx.log.error('tenant_order_failed', { entry_id: entry.id, type: entry.type, ...describeError(error) })
      if (error instanceof AppError && error.code === 'not_found') done.push(entry.id)
      else waiting.add(tenantId)
    }
  }
  return done
}
