import type { Channel } from './delivery.ts'

export const DELIVERY_REPORT_STATUSES = ['sent', 'delivered', 'read', 'failed', 'bounced', 'complained'] as const
export type DeliveryReportStatus = (typeof DELIVERY_REPORT_STATUSES)[number]

/** What a provider calls back about one message. At least one of the two ids is there. */
export interface DeliveryReport {
  /** Ours, as the provider carried it (a tag, callback data): `dlv_…`. */
  readonly deliveryId: string | null
  /** The provider's own. */
  readonly providerMessageId: string | null
  readonly channel: Channel
  readonly status: DeliveryReportStatus
  /** For staff: no address, no provider's raw text that may hold one. */
  readonly reason: string | null
  /** When it happened, by the provider's clock; ms UTC. */
  readonly at: number
}
