import { isToldEvent } from './preferences.ts'

/** What happened, in the words that sockets, mails and the list of notifications share. */
export const NOTIFICATION_TYPES = [
  'shipment.created',
  'shipment.received',
  'shipment.bagged',
  'shipment.in_transit',
  'shipment.delayed',
  'shipment.arrived',
  'shipment.customs_hold',
  'shipment.available_for_pickup',
  'shipment.out_for_delivery',
  'shipment.delivery_failed',
  'shipment.delivered',
  'shipment.returned',
  'shipment.lost',
  'shipment.cancelled',
  'shipment.updated',
  'shipment.payment',
  'bag.created',
  'bag.updated',
  'bag.open',
  'bag.sealed',
  'bag.loaded',
  'bag.in_transit',
  'bag.arrived',
  'bag.received',
  'bag.unpacked',
  'bag.cancelled',
  'flight.created',
  'flight.updated',
  'flight.scheduled',
  'flight.delayed',
  'flight.departed',
  'flight.arrived',
  'flight.cancelled',
  'flight.diverted',
  'flight.unknown',
  'flight.alerts_failed',
  'flight.alerts_paused',
  'flight.alerts_low',
  'flight.polls_spent',
  'channel.trouble',
  'import.progress',
  'import.finished',
] as const
export type NotificationType = (typeof NOTIFICATION_TYPES)[number]
export type NotificationSubject = 'shipment' | 'bag' | 'flight' | 'import' | 'channel'

/** Who is told: staff on their sockets, named users (a courier, a customer) on theirs, and the people at a shipment's ends. */
export interface Audience {
  readonly staff: boolean
  readonly users: readonly string[]
  readonly people: boolean
}

export interface NotificationEvent {
  readonly id: string
  readonly tenantId: string
  readonly type: NotificationType
  readonly subjectType: NotificationSubject
  readonly subjectId: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly audience: Audience
  readonly createdAt: number
}

/** About a shipment, but nobody’s business who only follows where it is. */
export const NOT_PUBLIC: readonly NotificationType[] = ['shipment.payment']

/** Fields of a payload that are times: ms since 1970 where they are stored, RFC 3339 where they leave. */
const TIMES: readonly string[] = [
  'occurred_at',
  'estimated_departure',
  'estimated_arrival',
  'previous_arrival',
  'actual_departure',
  'actual_arrival',
]

export const NotificationEvent = {
  /** The payload as it leaves, with its times as RFC 3339. */
  data(event: NotificationEvent): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      Object.entries(event.payload).map(([name, value]) => [
        name,
        TIMES.includes(name) && typeof value === 'number' ? new Date(value).toISOString() : value,
      ]),
    )
  },

  create(input: Omit<NotificationEvent, 'audience'> & { audience?: Partial<Audience> }): NotificationEvent {
    const audience = {
      staff: true,
      users: [],
      ...input.audience,
      people: input.audience?.people ?? isToldEvent(input.type),
    }
    return Object.freeze({ ...input, audience: Object.freeze(audience) })
  },
}
