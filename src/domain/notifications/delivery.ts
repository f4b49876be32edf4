import { assertMove, type StateTable } from '../state-table.ts'

export const DELIVERY_STATUSES = ['queued', 'sent', 'delivered', 'read', 'failed', 'suppressed'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]
export const CHANNELS = ['email', 'whatsapp', 'push'] as const
export type Channel = (typeof CHANNELS)[number]

/** Provider callbacks move a delivery forward and never back; a failed one may be tried again by hand. */
export const DELIVERY_MOVES: StateTable<DeliveryStatus> = {
  queued: ['sent', 'delivered', 'read', 'failed', 'suppressed'],
  sent: ['delivered', 'read', 'failed'],
  delivered: ['read'],
  read: [],
  failed: ['queued', 'delivered', 'read'],
  suppressed: [],
}

/** One event for one recipient on one channel: those three are its key, so it cannot be made twice. `id` is the provider's idempotency key. */
export interface Delivery {
  readonly id: string
  readonly tenantId: string
  readonly eventId: string
  readonly recipient: string
  readonly channel: Channel
  readonly status: DeliveryStatus
  readonly provider: string | null
  readonly providerMessageId: string | null
  readonly attempts: number
  readonly nextAttemptAt: number | null
  readonly lastError: string | null
  readonly createdAt: number
  readonly updatedAt: number
  /** Whoever holds it to send it does so until then. */
  readonly leasedUntil: number | null
  /** Set while nobody knows whether a sent one was taken: the provider's word settles it, or it fails then. */
  readonly settleBy: number | null
  /** When staff last had it tried again. */
  readonly retriedAt: number | null
}

export const Delivery = {
  MOVES: DELIVERY_MOVES,

  create(input: {
    id: string
    tenantId: string
    eventId: string
    recipient: string
    channel: Channel
    now: number
  }): Delivery {
    return Object.freeze({
      id: input.id,
      tenantId: input.tenantId,
      eventId: input.eventId,
      recipient: input.recipient,
      channel: input.channel,
      status: 'queued',
      provider: null,
      providerMessageId: null,
      attempts: 0,
      nextAttemptAt: null,
      lastError: null,
      createdAt: input.now,
      updatedAt: input.now,
      leasedUntil: null,
      settleBy: null,
      retriedAt: null,
    })
  },

  /** What a provider knows it by: its id, and after staff had it tried again `-` and when, since that is another message. */
  key: ({ id, retriedAt }: Pick<Delivery, 'id' | 'retriedAt'>): string =>
    retriedAt === null ? id : `${id}-${retriedAt}`,

  /** The id in a provider's key. */
  idOf: (key: string): string => key.split('-')[0] ?? key,

  /** Throws `invalid_transition` when the table has no such way. */
  transition(delivery: Delivery, to: DeliveryStatus, now: number): Delivery {
    assertMove(DELIVERY_MOVES, 'delivery', delivery.status, to)
    return Object.freeze({ ...delivery, status: to, updatedAt: now })
  },

  /** Forward moves a provider may report late, twice or out of order: what is not forward is dropped without an error. */
  advance(delivery: Delivery, to: DeliveryStatus, now: number): Delivery {
    return DELIVERY_MOVES[delivery.status].includes(to) ? Delivery.transition(delivery, to, now) : delivery
  },
}
