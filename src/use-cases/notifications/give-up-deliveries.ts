import type { TenantContext } from '../context.ts'

/** What of an event is still queued has failed for good; staff see it among the deliveries and can try again. */
export async function giveUpDeliveries(ctx: TenantContext, eventId: string): Promise<void> {
  await ctx.commit([ctx.deliveries.giveUp(eventId, 'every try failed', ctx.clock.now())], null)
}
