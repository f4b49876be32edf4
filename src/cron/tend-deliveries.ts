import { describeError, type Log } from '../core/log.ts'
import type { OutboundJob } from '../use-cases/context.ts'

/** A message of the queue that is later than this is lost: the longest that a consumer is away while its queue works. */
const LOST_AFTER_MS = 900_000
/** Older than a consumer lets a delivery become: nobody comes for it, its company is suspended. */
const OLDEST_MS = 90_000_000
/** Deliveries of one shard in one tick; one call of the queue takes as many messages. */
const MOST = 100

/** What the tick is worked with. Times are ms UTC. */
export interface DeliveryWork {
  readonly log: Log
  readonly now: number
  readonly shards: readonly {
    /** Answers how many have failed. */
    settleDoubts(now: number, madeBefore: number, limit: number): Promise<number>
    overdue(
      before: number,
      now: number,
      limit: number,
    ): Promise<readonly { readonly tenantId: string; readonly eventId: string }[]>
  }[]
  send(messages: readonly OutboundJob[]): Promise<void>
}

/** Fails what no provider spoke of and what waits for more than a day, and sends for those whose message was lost. A shard's failure does not stop the others. */
export async function tendDeliveries({ log, now, shards, send }: DeliveryWork): Promise<void> {
  for (const [shard, deliveries] of shards.entries()) {
    try {
      const settled = await deliveries.settleDoubts(now, now - OLDEST_MS, MOST)
      const overdue = await deliveries.overdue(now - LOST_AFTER_MS, now, MOST)
      await send(overdue.map(({ tenantId, eventId }) => ({ type: 'notify', tenant_id: tenantId, event_id: eventId })))
      if (settled > 0 || overdue.length > 0)
        log.warn('deliveries_tended', { shard, failed: settled, overdue: overdue.length })
    } catch (error) {
      log.error('deliveries_not_tended', { shard, ...describeError(error) })
    }
  }
}
