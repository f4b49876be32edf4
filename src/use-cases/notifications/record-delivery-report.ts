import type { DeliveryReport } from '../../domain/notifications/delivery-report.ts'
import type { TenantContext } from '../context.ts'

/**
 * Moves deliveries on by what their provider called back, any number in one commit: forward only, so that a report which comes
 * twice, late or out of order changes nothing. A delivery is known by its own id, also while its send has not returned yet, or by
 * the provider's message id once that is stored. `bounced` and `complained` suppress the address. What is not known is left out.
 */
export async function recordDeliveryReport(ctx: TenantContext, reports: readonly DeliveryReport[]): Promise<void> {
  if (reports.length === 0) return
  await ctx.commit(ctx.deliveries.report(reports, ctx.clock.now()), null)
}
