import type { Actor } from '../actor.ts'
import type { ShipmentStatus } from './shipment-status.ts'

export type EventSource = 'api' | 'courier' | 'flight_webhook' | 'flight_poll' | 'import'
export type TimeType = 'actual' | 'estimated' | 'planned'

/** One line of a shipment's timeline. Append-only: nothing changes or removes it. Times are ms since 1970, UTC. */
export interface TrackingEvent {
  readonly id: string
  readonly tenantId: string
  readonly shipmentId: string
  readonly status: ShipmentStatus
  readonly code: string | null
  readonly reasonCode: string | null
  readonly occurredAt: number
  readonly recordedAt: number
  readonly timeType: TimeType
  readonly airport: string | null
  readonly flightId: string | null
  readonly bagId: string | null
  readonly actor: string
  readonly source: EventSource
  readonly isPublic: boolean
  readonly note: string | null
}

/** Who did it, through which door. */
export interface EventOrigin {
  readonly actor: Actor
  readonly source: EventSource
}
