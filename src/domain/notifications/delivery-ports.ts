import type { Page, PageRequest } from '../page.ts'
import type { Statement } from '../statement.ts'
import type { Circuit } from './circuit.ts'
import type { Channel, Delivery } from './delivery.ts'
import type { DeliveryReport } from './delivery-report.ts'
import type { SuppressionReason } from './suppression.ts'

/** How the deliveries of one event are claimed. Times are ms UTC. */
export interface DeliveryClaim {
  readonly eventId: string
  readonly shipmentId: string | null
  /** Made where they do not exist yet. */
  readonly wanted: readonly Delivery[]
  /** Addresses that are suppressed elsewhere than in our own list. */
  readonly suppress: readonly {
    readonly channel: Channel
    readonly recipient: string
    readonly reason: SuppressionReason
  }[]
  readonly now: number
  readonly leaseUntil: number
  /** Channels whose provider does not know a key again: what a consumer that died may have sent there is in doubt until `settleBy`. */
  readonly unrepeatable: readonly Channel[]
  readonly settleBy: number
  /** Channels that are quiet until then. */
  readonly quiet: { readonly channels: readonly Channel[]; readonly until: number } | null
  /** When the accounts of channels were last changed: a circuit that opened before is tried at once. */
  readonly changedAt: Readonly<Partial<Record<Channel, number>>>
  /** What waits since before then has failed. */
  readonly madeBefore: number
}

export interface DeliveryRepository {
  /**
   * Makes the deliveries that do not exist yet and claims those that are due: two consumers never hold the same one, a suppressed
   * address gets none, and of a channel whose circuit was open one is claimed to try it. One round trip. `nextDueAt` (ms UTC): when
   * the first of those comes up that wait, for whatever reason; null when there is none.
   */
  claim(claim: DeliveryClaim): Promise<{
    readonly claimed: readonly Delivery[]
    readonly nextDueAt: number | null
    readonly circuits: readonly Circuit[]
  }>
  /** Stores what became of an event's claimed ones, any number in one statement: nothing where another consumer has claimed it since, and never back. */
  settle(eventId: string, outcomes: readonly Delivery[], now: number): Statement
  /** Moves deliveries on by what their provider called back; see `recordDeliveryReport`. */
  report(reports: readonly DeliveryReport[], now: number): readonly Statement[]
  /** Failed ones are queued again. The commit throws `conflict` when it is not failed any more. */
  requeue(deliveryId: string, now: number): Statement
  find(deliveryId: string): Promise<ListedDelivery | null>
  /** What of an event is still queued, and held by nobody, has failed. */
  giveUp(eventId: string, reason: string, now: number): Statement
  list(filter: DeliveryFilter, page: PageRequest): Promise<Page<ListedDelivery>>
}

/** A delivery and the shipment that it is about; null for a mail about an account. */
export type ListedDelivery = Delivery & { readonly shipmentId: string | null }

export interface DeliveryFilter {
  readonly status?: Delivery['status']
  readonly channel?: Channel
  readonly shipmentId?: string
}

/** The filters of deliveries that are offered together: each is the range of an index. */
export const DELIVERY_LISTS = [
  [],
  ['status'],
  ['channel'],
  ['shipmentId'],
  ['status', 'channel'],
] as const satisfies readonly (readonly (keyof DeliveryFilter)[])[]
