import { Actor } from '../domain/actor.ts'
import { NotificationEvent, type NotificationType } from '../domain/notifications/notification-event.ts'
import type { Bag } from '../domain/shipments/bag.ts'
import type { Flight } from '../domain/shipments/flight.ts'
import type { CascadeStamp } from '../domain/shipments/ports.ts'
import type { Shipment, ShipmentOutcome } from '../domain/shipments/shipment.ts'
import type { EventOrigin, TrackingEvent } from '../domain/shipments/tracking-event.ts'
import type { Stamp } from '../domain/state-table.ts'
import type { Statement } from '../domain/statement.ts'
import type { TenantContext } from './context.ts'

/** Who acts and through which door, for timeline lines. */
export const originOf = (ctx: TenantContext): EventOrigin => ({ actor: ctx.actor, source: ctx.source })

/** The time and fresh event ids, for entities. */
export const stampOf = (ctx: TenantContext): Stamp => ({ now: ctx.clock.now(), newId: () => ctx.ids.make('evt') })

export function cascadeStamp(
  ctx: TenantContext,
  airport: string | null,
  occurredAt: number | null = null,
): CascadeStamp {
  const now = ctx.clock.now()
  return { actor: Actor.label(ctx.actor), source: ctx.source, now, occurredAt: occurredAt ?? now, airport }
}

/** One line of the audit log, for the commit of the change. `changes` holds no secret and no personal field. */
export function audit(
  ctx: TenantContext,
  action: string,
  subject: { type: string; id: string },
  changes: Readonly<Record<string, unknown>> = {},
): Statement {
  return ctx.audit.record({
    id: ctx.ids.make('aud'),
    actor: Actor.label(ctx.actor),
    action,
    subjectType: subject.type,
    subjectId: subject.id,
    changes,
    address: ctx.caller.address,
    createdAt: ctx.clock.now(),
  })
}

/** What is told of one line of a shipment's timeline, to staff, to its users and to the people at its ends. */
export function shipmentNews(
  ctx: TenantContext,
  shipment: Shipment,
  line: TrackingEvent,
  now: number,
): NotificationEvent {
  return NotificationEvent.create({
    id: ctx.ids.make('ntf'),
    tenantId: ctx.tenant.id,
    type: `shipment.${line.status}`,
    subjectType: 'shipment',
    subjectId: shipment.id,
    payload: {
      shipment_id: shipment.id,
      tracking_id: shipment.trackingId,
      status: line.status,
      code: line.code,
      reason_code: line.reasonCode,
      bag_id: line.bagId,
      airport: line.airport,
      occurred_at: line.occurredAt,
    },
    audience: { users: [shipment.customerUserId, shipment.courierUserId].filter((id) => id !== null) },
    createdAt: now,
  })
}

/** The timeline lines that acts on shipments made, and a notification of each. Any number, three statements. */
export function recordShipments(ctx: TenantContext, outcomes: readonly ShipmentOutcome[]): readonly Statement[] {
  const events = outcomes.flatMap((outcome) => outcome.events)
  if (events.length === 0) return []
  const now = ctx.clock.now()
  const notifications = outcomes.flatMap(({ shipment, events: lines }) =>
    lines.map((line) => shipmentNews(ctx, shipment, line, now)),
  )
  return [ctx.shipments.appendEvents(events), ...ctx.notifications.record(notifications)]
}

/** What is told of a bag beside its state: more in the notification, other users than its courier, changes in the audit log. */
interface BagNews {
  readonly payload?: Readonly<Record<string, unknown>>
  readonly users?: readonly string[]
  readonly changes?: Readonly<Record<string, unknown>>
}

export function recordBag(
  ctx: TenantContext,
  bag: Bag,
  type: NotificationType,
  { payload = {}, users, changes = {} }: BagNews = {},
): readonly Statement[] {
  const event = NotificationEvent.create({
    id: ctx.ids.make('ntf'),
    tenantId: ctx.tenant.id,
    type,
    subjectType: 'bag',
    subjectId: bag.id,
    payload: {
      bag_id: bag.id,
      bag_number: bag.bagNumber,
      status: bag.status,
      flight_id: bag.flightId,
      courier_user_id: bag.courierUserId,
      shipment_count: bag.shipmentCount,
      ...payload,
    },
    audience: { users: users ?? (bag.courierUserId === null ? [] : [bag.courierUserId]) },
    createdAt: ctx.clock.now(),
  })
  const audited = audit(ctx, type, { type: 'bag', id: bag.id }, { status: bag.status, ...changes })
  return [...ctx.notifications.record([event]), audited]
}

export function recordFlight(ctx: TenantContext, flight: Flight, type: NotificationType): readonly Statement[] {
  const event = NotificationEvent.create({
    id: ctx.ids.make('ntf'),
    tenantId: ctx.tenant.id,
    type,
    subjectType: 'flight',
    subjectId: flight.id,
    payload: {
      flight_id: flight.id,
      flight_number: flight.flightNumber,
      departure_date: flight.departureDate,
      origin: flight.origin,
      destination: flight.destination,
      status: flight.status,
      provider_status: flight.providerStatus,
      estimated_departure: flight.estimatedDeparture,
      estimated_arrival: flight.estimatedArrival,
      actual_departure: flight.actualDeparture,
      actual_arrival: flight.actualArrival,
    },
    createdAt: ctx.clock.now(),
  })
  return [
    ...ctx.notifications.record([event]),
    audit(ctx, type, { type: 'flight', id: flight.id }, { status: flight.status, provider: flight.provider }),
  ]
}
